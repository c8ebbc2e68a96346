import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Abi } from 'viem'
import { actions } from '../../src/actions/all.ts'
import * as sdk from '../../src/index.ts'

const ABIS: Record<string, Abi> = {
  bourse: sdk.bourseAbi,
  lens: sdk.bourseLensAbi,
  registry: sdk.functionRegistryAbi,
  vouchers: sdk.vouchersAbi,
  faults: sdk.faultsAbi,
  requests: sdk.requestsAbi,
  jury: sdk.juryAbi,
  disputes: sdk.disputesAbi,
}
/** The lens passes the first one on; the others only the jury and Faults may call. */
const ELSEWHERE = new Set(['bourse.config', 'disputes.breach', 'disputes.report'])

const names = Object.keys(actions)
const files = (pattern: string) =>
  globSync(pattern, { cwd: import.meta.dirname }).map((path) => join(import.meta.dirname, path))

describe('SDK actions: all of them', () => {
  it('there is one for every function of every contract', () => {
    const covered = new Set(Object.values(actions).map(({ contract, functionName }) => `${contract}.${functionName}`))
    const missing = Object.entries(ABIS).flatMap(([contract, abi]) =>
      abi.flatMap((item) => (item.type === 'function' ? [`${contract}.${item.name}`] : [])),
    )
    expect(missing.filter((name) => !covered.has(name) && !ELSEWHERE.has(name))).to.deep.equal([])
  })

  it('each is exported, and a test calls it on a chain', () => {
    const tests = files('*.test.ts').map((path) => readFileSync(path, 'utf8'))
    const called = (name: string) => tests.some((text) => new RegExp(`\\.${name}[,(.]`).test(text))
    expect(names.filter((name) => !(name in sdk))).to.deep.equal([])
    expect(names.filter((name) => !called(name))).to.deep.equal([])
  })

  it('each has its own file of its own name, and its types', () => {
    const paths = files('../../src/actions/*/*.ts')
    expect(paths.map((path) => path.replace(/^.*\/(\w+)\.ts$/, '$1')).sort()).to.deep.equal([...names].sort())
    for (const path of paths) {
      const text = readFileSync(path, 'utf8')
      for (const part of ['Parameters', 'ReturnType', 'ErrorType'])
        expect(text, path).to.match(new RegExp(`export type \\w+${part}`))
      for (const tag of ['@returns', '@throws', '@example']) expect(text, path).to.contain(tag)
    }
  })

  it("every error of the contracts' own has advice", () => {
    const foreign = /^(ECDSA|Ownable|SafeERC20|ERC20|Checkpoint)/
    const errors = Object.values(ABIS).flatMap((abi) =>
      abi.flatMap((item) => (item.type === 'error' ? [item.name] : [])),
    )
    const advice = readFileSync(join(import.meta.dirname, '../../src/errors/advice.ts'), 'utf8')
    expect(errors.filter((name) => !foreign.test(name) && !advice.includes(`  ${name}:`))).to.deep.equal([])
  })

  it('reasons are those of the lens, in its order', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../contracts/interfaces/IBourseLens.sol'), 'utf8')
    const body = /enum Reason \{([^}]*)\}/.exec(source)?.[1] ?? ''
    const reasons = body.replace(/\/\/.*$/gm, '').match(/\w+/g)
    expect([...sdk.REASONS]).to.deep.equal(reasons)
  })
})
