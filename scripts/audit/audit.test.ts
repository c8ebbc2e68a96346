import { expect } from 'chai'
import { mustCompile } from './lib/compile.ts'
import { apply, mutantsOf } from './mutation/operators.ts'
import { compare, count, propose, type Result, readAccepted } from './slither/findings.ts'
import { writesAfterCalls } from './slither/order.ts'

const FILE = 'contracts/Small.sol'
const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;
interface IToken { function move(uint256 n) external; function held(address a) external view returns (uint256); }
contract Small {
    uint256 private _sum;
    function late(IToken t, uint256 n) external { t.move(n); _add(n); }
    function right(IToken t, uint256 n) external { _add(t.held(msg.sender) + n); t.move(n); }
    function _add(uint256 n) private { if (n < 7) _sum += n; }
}
`

function compiled() {
  return mustCompile({ files: [FILE], replaced: { [FILE]: SOURCE }, output: { '*': { '*': ['abi'], '': ['ast'] } } })
}

function finding(check: string, contract: string, name: string): Result {
  const source_mapping = { filename_relative: 'contracts/A.sol', lines: [1] }
  const parent = { type: 'contract', name: contract, source_mapping }
  const element = { type: 'function', name, source_mapping, type_specific_fields: { parent } }
  return { check, impact: 'Low', description: '', elements: [element] }
}

describe('the audit: findings beside the list of accepted ones', () => {
  const document = (rows: string) =>
    `# x\n\n## Accepted findings of static analysis\n\n| detector | where | why |\n|---|---|---|\n${rows}\n\n## Other\n`

  it('says what is new, what is gone and what is found more often', () => {
    const found = count([
      finding('a', 'A', 'f'),
      finding('a', 'A', 'f'),
      finding('a', 'A', 'g'),
      finding('b', 'A', 'f'),
    ])
    const accepted = readAccepted(document('| `a` | `A.f` x2, `A.h` | a reason |\n| `b` | `A.f` x3 | another |'))
    expect(compare(found, accepted.findings)).to.deep.equal([
      'not in docs/security.md: a A.g',
      'in docs/security.md, but found no more: a A.h',
      'docs/security.md has b A.f 3 times, it is found 1 times',
    ])
    expect(compare(found, found)).to.deep.equal([])
    expect(propose(found, accepted)).to.deep.equal([
      '| `a` | `A.f` x2 | a reason |',
      '| `a` | `A.g` | ? a reason |',
      '| `b` | `A.f` | another |',
    ])
  })

  it('takes no finding without a reason, nor one twice', () => {
    expect(() => readAccepted(document('| `a` | `A.f` | |'))).to.throw('no reason')
    expect(() => readAccepted(document('| `a` | `A.f` | ? a reason |'))).to.throw('no reason')
    expect(() => readAccepted(document('| `a` | `A.f`, `A.f` | why |'))).to.throw('twice')
    expect(() => readAccepted('# nothing')).to.throw('heading')
  })

  it('finds a function that writes after it called out, and no other', () => {
    const places = [...count(writesAfterCalls(compiled())).keys()]
    expect(places).to.deep.equal(['write-after-call Small.late'])
  })
})

describe('the audit: mutants', () => {
  it('changes conditions, boundaries, sums, numbers and statements, each where it stands', () => {
    const source = Buffer.from(SOURCE)
    const mutants = mutantsOf(FILE, source, compiled().sources[FILE]?.ast)
    const changed = mutants.map((mutant) => {
      const lines = apply(source, mutant).split('\n')
      return lines.filter((line) => !SOURCE.includes(line)).map((line) => line.trim())
    })
    expect(changed.flat()).to.include.members([
      'function _add(uint256 n) private { if (!(n < 7)) _sum += n; }',
      'function _add(uint256 n) private { if (n <= 7) _sum += n; }',
      'function _add(uint256 n) private { if (n < (7 + 1)) _sum += n; }',
      'function _add(uint256 n) private { if (n < 7) _sum -= n; }',
      'function _add(uint256 n) private { if (n < 7) {} }',
      'function right(IToken t, uint256 n) external { _add(t.held(msg.sender) - n); t.move(n); }',
      'function late(IToken t, uint256 n) external { {} _add(n); }',
    ])
    expect(changed.every((lines) => lines.length === 1)).to.equal(true)
  })
})
