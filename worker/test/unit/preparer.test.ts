import { isProvable } from '@lambda-bourse/runtime'
import { expect } from 'chai'
import { type Hex, zeroHash } from 'viem'
import { provableVersion, type VersionSpec } from '../../src/execution/prepare.ts'
import { ThreadPreparer } from '../../src/leases/preparer.ts'
import { parseVersionConfig } from '../../src/leases/versionConfig.ts'
import { constant, wat } from '../support/wat.ts'

const CONFIG = parseVersionConfig(undefined)
const ATTESTED = { config: CONFIG, imageHash: zeroHash }

describe('preparer', function () {
  this.timeout(20_000)

  it('prepares one module after the other on one thread, also after one that is refused', async () => {
    const preparer = new ThreadPreparer(10_000)
    const modules = [await constant(1), await constant(2), Buffer.from('no module'), await constant(3)]
    const outcomes = await Promise.allSettled(modules.map((module) => preparer.prepare(module, ATTESTED)))
    expect(outcomes.map((outcome) => outcome.status)).to.deep.equal(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    await preparer.close()
  })

  it('gives up a module that takes longer than it may', async () => {
    const preparer = new ThreadPreparer(1)
    const slow = await preparer
      .prepare(await wat('(module (memory (export "memory") 1))'), ATTESTED)
      .catch((error: Error) => error)
    expect(slow)
      .to.have.property('message')
      .that.matches(/more than 1 ms/)
    await preparer.close()
  })

  it('POP-3 computes the image hash of a provable version again, and refuses another than is registered, for good', async () => {
    const preparer = new ThreadPreparer(10_000)
    const module = await constant(1)
    const { imageHash } = provableVersion(module, CONFIG)
    const { program } = await preparer.prepare(module, { config: CONFIG, imageHash })
    expect(isProvable(program)).to.equal(true)
    const wrong: [what: string, spec: VersionSpec][] = [
      ['a word that somebody made up', { config: CONFIG, imageHash: `0x${'1e'.repeat(32)}` }],
      ['of other fuel', { config: { ...CONFIG, fuel: CONFIG.fuel + 1n }, imageHash }],
      ['of another environment', { config: { ...CONFIG, env: { A: 'b' } }, imageHash }],
      ['of other memory', { config: { ...CONFIG, memoryPages: 17 }, imageHash }],
      ['of another response limit', { config: { ...CONFIG, outputBytes: 100 }, imageHash }],
    ]
    for (const [what, spec] of wrong) {
      const error = await preparer.prepare(module, spec).catch((refusal: Error) => refusal)
      expect(error, what).to.have.property('name', 'VersionRefusedError')
      expect(error).to.have.property('message').that.contains(spec.imageHash)
    }
    await preparer.close()
  })

  it('POP-3 says what of a version is not provable, and where', async () => {
    const preparer = new ThreadPreparer(10_000)
    const imageHash: Hex = `0x${'1e'.repeat(32)}`
    const tables = await wat(`(module (table 1 funcref) (memory (export "memory") 1)
      (func (export "_start") (drop (table.size))))`)
    const cases: [module: Uint8Array, config: typeof CONFIG, reason: RegExp][] = [
      [tables, CONFIG, /table\.size .*at byte \d+/],
      [await constant(1), { ...CONFIG, outputBytes: 65_537 }, /outputBytes is 65537, .* at most 65536/],
      [await constant(1), { ...CONFIG, memoryPages: 32_769 }, /memoryPages is 32769/],
    ]
    for (const [module, config, reason] of cases) {
      const error = await preparer.prepare(module, { config, imageHash }).catch((refusal: Error) => refusal)
      expect(error).to.have.property('name', 'VersionRefusedError')
      expect(error).to.have.property('message').that.matches(reason)
    }
    await preparer.close()
  })
})
