import { expect } from 'chai'
import { idsInTests, readSpec } from './spec.ts'

describe('spec check', () => {
  it('reads IDs and states from the tables', () => {
    const spec = readSpec('| ESC-1 | built | x |\n| POP-5b | planned | y |\nESC-9 is only text')
    expect([...spec]).to.deep.equal([
      ['ESC-1', 'built'],
      ['POP-5b', 'planned'],
    ])
  })

  it('finds IDs in titles and in Solidity tags, not in other code', () => {
    const source = `it('${'RUN'}-1 and ${'RUN'}-2 hold', f)\nconst x = '${'RUN'}-3'\n/// @custom:covers ${'ESC'}-3`
    expect(idsInTests(source)).to.deep.equal(['RUN-1', 'RUN-2', 'ESC-3'])
  })
})
