import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { root } from '../lib/run.ts'
import { mustCompile } from './lib/compile.ts'
import { readSurvivors } from './mutation/accepted.ts'
import { apply, mutantsOf, namesOf } from './mutation/operators.ts'
import { chainOfMutants } from './mutation/sandbox.ts'
import { link, SWITCH_FILE, SWITCH_SOURCE, withSwitch } from './mutation/schema.ts'
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

  it('puts many into one program, of which a number in its code chooses one', () => {
    const source = Buffer.from(SOURCE)
    const mutants = mutantsOf(FILE, source, compiled().sources[FILE]?.ast)
    const numbered = mutants.map((mutant, i) => [i + 1, mutant] as const)
    const replaced = { [FILE]: withSwitch(source, numbered), [SWITCH_FILE]: SWITCH_SOURCE }
    const output = { [FILE]: { '*': ['evm.bytecode.object'] } }
    const { contracts } = mustCompile({ files: [FILE], replaced, output })
    const code = contracts?.[FILE]?.Small?.evm?.bytecode.object ?? ''
    const programs = [0, ...mutants.map((_, i) => i + 1)].map((number) => link(code, number))
    expect(new Set(programs).size).to.equal(mutants.length + 1)
    expect(programs.every((program) => /^[0-9a-f]+$/.test(program))).to.equal(true)
  })

  it('run on the tests’ chain, changed for their size', () => {
    const text = readFileSync(join(root, 'test/fuzz/support/chain.ts'), 'utf8')
    expect(chainOfMutants(text)).to.include('allowUnlimitedContractSize: true')
    expect(() => chainOfMutants(text.replace('READ_GAS = ', 'GAS_TO_READ = '))).to.throw('wants it there')
  })

  it('names each by what it does, and reads what is accepted by these names, with reasons', () => {
    const mutants = mutantsOf(FILE, Buffer.from(SOURCE), compiled().sources[FILE]?.ast)
    const names = [...namesOf(mutants).values()]
    expect(new Set(names).size).to.equal(mutants.length)
    expect(names).to.include('Small._add boundary: < becomes <=')
    const document = (lines: string) => `# x\n\n## Accepted survivors\n\n${lines}\n\n## Other\n- no entry\n`
    const entry = '- `Small._add boundary: < becomes <=`: n is never 7'
    expect([...readSurvivors(document(entry))]).to.deep.equal([['Small._add boundary: < becomes <=', 'n is never 7']])
    expect(() => readSurvivors(document('- `Small._add boundary: < becomes <=`:'))).to.throw('without a reason')
    expect(() => readSurvivors(document(`${entry}\n${entry}`))).to.throw('twice')
  })
})
