import { expect } from 'chai'
import { benchHttp } from './main.ts'
import { cpuSeconds, median } from './measure.ts'

describe('HTTP benchmark', function () {
  this.timeout(60_000)

  it('measures all three servers with answers that are right', async () => {
    const { connections, cpuRatio, ...figures } = await benchHttp({ seconds: 0.3, rounds: 1, connections: [4] })
    expect(Object.keys(figures)).to.deep.equal(['ours', 'workerd', 'workerdIsolated'])
    for (const { p50Us } of Object.values(figures)) expect(p50Us).to.be.above(0)
    expect(Object.keys(connections)).to.deep.equal(['4'])
    expect(cpuRatio).to.be.a('number')
  })

  it('reads the CPU time of a process, and medians', () => {
    const before = cpuSeconds(process.pid)
    const until = performance.now() + 200
    while (performance.now() < until);
    expect(cpuSeconds(process.pid)).to.be.above(before)
    expect(median([3, 1, 2])).to.equal(2)
    expect(median([4, 1, 2, 3])).to.equal(2.5)
    expect(() => median([])).to.throw(RangeError)
  })
})
