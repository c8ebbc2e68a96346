import { expect } from 'chai'
import { curvesOf, table } from './report.ts'

describe('bench:scale: what it calls flat', () => {
  it('a curve within 2% of its smallest size, in the middle too', () => {
    const curves = curvesOf([
      { attest: 50_000, claim: 10_000, fill: 10_000 },
      { attest: 50_900, claim: 10_201, fill: 9_000 },
      { attest: 51_000, claim: 10_000, fill: 8_000 },
    ])
    expect(curves.attest).to.deep.equal({ gas: [50_000, 50_900, 51_000], growth: 0.02, flat: true })
    expect(curves.claim?.flat).to.equal(false)
    expect(curves.fill?.flat).to.equal(true)
  })

  it('refuses a size that lacks an operation', () => {
    expect(() => curvesOf([{ attest: 1 }, {}])).to.throw('attest was not measured at every size')
  })

  it('marks in the table what grows', () => {
    const sizes = [
      { offers: 1, deals: 1, leases: 1 },
      { offers: 1000, deals: 2, leases: 3 },
    ]
    const lines = table(
      sizes,
      curvesOf([
        { attest: 100, claim: 100 },
        { attest: 103, claim: 102 },
      ]),
    ).split('\n')
    expect(lines.filter((line) => line.endsWith('NOT FLAT')).map((line) => line.split(' ')[0])).to.deep.equal([
      'attest',
    ])
  })
})
