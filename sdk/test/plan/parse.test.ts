import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type PlanError, parsePlan, planJsonSchema } from '../../src/index.ts'
import { thrown } from '../support/vectors.ts'

const GOOD = 'name: hello\nmodule: hello.wasm\nmaxPrice: 0.000120 USDC\nduration: 7d\n'
const problemsOf = (source: string) => thrown<PlanError>(() => parsePlan(source)).problems

/** Each line goes below a good plan's four: what is wrong, at which line and column, with which words. */
const MISTAKES: [what: string, lines: string, line: number, column: number, field: string, words: string][] = [
  ['text for a number', 'instances: three', 5, 12, 'instances', '"three"; allowed: an integer from 1 to 4096'],
  ['too few', 'instances: 0', 5, 12, 'instances', '0; allowed: an integer from 1 to 4096'],
  ['too many', 'instances: 4097', 5, 12, 'instances', '4097; allowed'],
  ['a fraction', 'units: 1.5', 5, 8, 'units', '1.5; allowed: an integer from 1 to 255'],
  ['nothing', 'units:', 5, 7, 'units', 'null; allowed'],
  ['a field that is misspelt', 'instnaces: 3', 5, 1, 'instnaces', 'did you mean instances?'],
  ['a field that is not built', 'triggers: [http]', 5, 1, 'triggers', 'is no field of a plan; allowed: name, module'],
  ['an unknown region', 'regions: [us-east, us-wets]', 5, 20, 'regions[1]', 'did you mean us-west?'],
  ['a region that is no list', 'regions: us-east', 5, 10, 'regions', 'allowed: any, or a list of regions'],
  ['no region', 'regions: []', 5, 10, 'regions', 'allowed: any, or a list of regions'],
  ['an unknown feature', 'features:\n  - http_out', 6, 5, 'features[0]', 'did you mean http-out?'],
  ['an alias with a space', 'alias: my alias', 5, 8, 'alias', 'allowed: 1 to 24 printable ASCII characters'],
  ['a price without its unit', 'minCompensation: 12', 5, 18, 'minCompensation', '12; allowed: a decimal price'],
  [
    'a price per something else',
    'minCompensation: 1 USDC per day',
    5,
    18,
    'minCompensation',
    'allowed: a decimal price',
  ],
  ['yes for true', 'dearer: yes', 5, 9, 'dearer', '"yes"; allowed: true or false'],
  ['a variable that is a number', 'env:\n  PORT: 80', 6, 9, 'env.PORT', '80; allowed: a string; put numbers'],
  ['a variable with a bad name', 'env:\n  1ST: a', 6, 3, 'env.1ST', 'begin with no digit'],
  ['env that is a list', 'env: [a]', 5, 6, 'env', 'allowed: a map of names to strings'],
  ['fuel below one', 'fuel: 0', 5, 7, 'fuel', '0; allowed: an integer from 1'],
  ['yes for provable', 'provable: yes', 5, 11, 'provable', '"yes"; allowed: true or false'],
  [
    'a response that no dispute can hold (POP-3)',
    'provable: true\noutputBytes: 65537',
    6,
    14,
    'outputBytes',
    '65537; allowed: an integer from 1 to 65536, where provable is true',
  ],
  [
    'more memory than the machine has (POP-3)',
    'provable: true\nmemoryPages: 32769',
    6,
    14,
    'memoryPages',
    '32769; allowed: an integer from 1 to 32768, where provable is true',
  ],
  [
    'more fuel than the machine takes (POP-3)',
    'provable: true\nfuel: 4294967297',
    6,
    7,
    'fuel',
    '4294967297; allowed: an integer from 1 to 4294967296, where provable is true',
  ],
  ['a field twice', 'units: 1\nunits: 2', 6, 1, '', 'unique'],
  ['YAML that does not end', 'regions: [us-east', 6, 1, '', 'end with a ]'],
]

describe('SDK plan files', () => {
  it('a short plan has sensible defaults', () => {
    expect(parsePlan(GOOD, { file: 'x.yaml' })).to.deep.equal({
      file: 'x.yaml',
      name: 'hello',
      module: 'hello.wasm',
      alias: 'live',
      instances: 1,
      units: 1,
      perProvider: 1,
      regions: 'any',
      features: [],
      maxPrice: '0.000120 USDC',
      minCompensation: '0 USDC',
      duration: '7d',
      dearer: false,
      renew: false,
      leastInstances: 0,
      tip: '0 USDC',
      minReputation: '0 USDC-days',
      env: {},
      samples: [],
      provable: false,
    })
  })

  for (const [what, lines, line, column, field, words] of MISTAKES) {
    it(`names ${what} at its line and column`, () => {
      const [problem, ...others] = problemsOf(`${GOOD}${lines}\n`)
      expect(others).to.deep.equal([])
      expect(problem).to.include({ line, column, field })
      expect(problem?.message).to.contain(words)
    })
  }

  it('names every mistake at once, in order, with the file', () => {
    const error = thrown<PlanError>(() => parsePlan('instances: 0\nunits: 0\nname: UP\n', { file: 'my.yaml' }))
    expect(error).to.include({ name: 'PlanError', file: 'my.yaml', kind: 'mistake' })
    const fields = error.problems.map(({ field }) => field)
    expect(fields).to.have.members(['instances', 'units', 'name', 'module', 'maxPrice', 'duration'])
    expect(error.message).to.contain('my.yaml:1:12 instances is 0')
    expect(error.message).to.contain('my.yaml:3:7 name is "UP"')
    expect(error.problems.find(({ field }) => field === 'module')?.message).to.contain('is missing')
  })

  it('refuses what is no map, too large, or unfolds without end', () => {
    for (const source of ['', '- a', 'hello', '42']) expect(problemsOf(source)[0]).to.include({ line: 1, column: 1 })
    expect(problemsOf(`${GOOD}#${'x'.repeat(1_000_001)}`)[0]?.message).to.contain('characters')
    const bomb = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join('\n')
    expect(problemsOf(`a0: &a0 x\n${bomb}\n`)[0]?.message).to.be.a('string')
  })

  it('the published JSON Schema is that of the parser', () => {
    const path = join(import.meta.dirname, '../../schema/bourse.schema.json')
    const published = JSON.parse(readFileSync(path, 'utf8'))
    expect(published).to.deep.equal(JSON.parse(JSON.stringify(planJsonSchema())))
    expect(published.required).to.have.members(['name', 'module', 'maxPrice', 'duration'])
    expect(published.additionalProperties).to.equal(false)
  })
})
