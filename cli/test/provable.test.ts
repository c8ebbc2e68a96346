import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  contentHash,
  decodeVersionConfig,
  encodeRequest,
  encodeVersionConfig,
  MOST_PROVABLE,
  samplesHash,
} from '@lambda-bourse/sdk'
import { provableVersion } from '@lambda-bourse/worker'
import { expect } from 'chai'
import { toHex, zeroHash } from 'viem'
import { constant, wat } from '../../worker/test/support/wat.ts'
import { createContext } from '../src/core/context.ts'
import { createProgress } from '../src/core/progress.ts'
import { run } from '../src/core/run.ts'

const PLAN = 'name: p\nmodule: p.wasm\nbuild: "true"\nmaxPrice: 0.0001 USDC\nduration: 1d\n'

describe('bourse build of provable versions', function () {
  this.timeout(60_000)
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-provable-'))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  /** Builds a module with some more lines of a plan: exit code, result, and what was said meanwhile. */
  async function build(module: Uint8Array, more: string) {
    writeFileSync(join(folder, 'p.wasm'), module)
    writeFileSync(join(folder, 'bourse.yaml'), PLAN + more)
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
    const progress = createProgress(streams.stderr)
    const makeContext = (flags: object) => createContext({ cwd: folder, env: {}, flags, progress })
    const code = await run(['build', '--json'], streams, makeContext)
    streams.stdout.end()
    streams.stderr.end()
    return { code, data: JSON.parse(await text(streams.stdout)), said: await text(streams.stderr) }
  }

  it('POP-3 tells the tier and the image hash that hosts will compute', async () => {
    const module = await constant(1)
    const provable = await build(module, 'provable: true\nfuel: 5000\nenv:\n  A: b\n')
    const config = { fuel: 5000n, memoryPages: undefined, outputBytes: undefined, env: { A: 'b' } }
    const { imageHash } = provableVersion(module, config)
    expect(provable.data).to.include({ tier: 'provable', imageHash })
    expect(provable.said).to.contain('Computing the image hash').and.contain(imageHash)
    const attested = await build(module, 'provable: false\n')
    expect(attested.data).to.include({ tier: 'attested', imageHash: `0x${'00'.repeat(32)}` })
    expect(attested.said).to.not.contain('image hash')
  })

  it('EPO-4 POP-3 tells the hash of the samples that hosts will compare, as they are ordered', async () => {
    const module = await constant(1)
    const plan = (...bodies: string[]) =>
      `samples:\n${bodies.map((body) => `  - { method: GET, target: /a, contentType: t, body: "${body}" }\n`).join('')}`
    const hash = (...bodies: string[]) => {
      const requests = bodies.map((body) => ({
        method: 'GET',
        target: '/a',
        contentType: 't',
        body: Buffer.from(body),
      }))
      return toHex(samplesHash(requests.map((request) => contentHash(encodeRequest(request)))))
    }
    for (const tier of ['', 'provable: true\n']) {
      expect((await build(module, tier + plan('ä', 'b', 'c'))).data.samplesHash).to.equal(hash('ä', 'b', 'c'))
      expect((await build(module, tier + plan('b', 'ä', 'c'))).data.samplesHash).to.equal(hash('b', 'ä', 'c'))
      expect((await build(module, tier)).data.samplesHash).to.equal(zeroHash)
    }
  })

  it('POP-3 refuses a sample that is too long; the longest fits into the machine’s window', async () => {
    const { code, data } = await build(
      await constant(1),
      `provable: true\nsamples:\n  - body: ok\n  - body: ${'x'.repeat(4097)}\n`,
    )
    expect(code).to.equal(2)
    expect(data.error.message).to.contain('samples').and.contain('at most 4096')
    const longest = { method: 'A'.repeat(16), target: `/${'t'.repeat(511)}`, contentType: 'c'.repeat(128) }
    const body = '\uffff'.repeat(4096)
    decodeVersionConfig(encodeVersionConfig({ samples: [{ ...longest, body }] }))
    expect(encodeRequest({ ...longest, body: Buffer.from(body) }).length).to.be.below(MOST_PROVABLE)
    expect(() => decodeVersionConfig(encodeVersionConfig({ samples: [{ ...longest, body: `${body}x` }] }))).to.throw(
      'samples.0.body',
    )
  })

  it('POP-3 refuses what the machine has not, with its place and advice; attested it is hosted', async () => {
    const module = await wat(`(module (table 1 funcref) (memory (export "memory") 1)
      (func (export "_start") (drop (ref.is_null (ref.null func)))))`)
    const at = Buffer.from(module).indexOf(Buffer.from([0xd0, 0x70]))
    const { code, data } = await build(module, 'provable: true\n')
    expect(code).to.equal(2)
    expect(data.error).to.include({ name: 'NotProvable', value: 'true' })
    expect(data.error.field).to.match(/bourse\.yaml: provable$/)
    expect(data.error.message).to.contain('ref.null').and.contain(`(at byte ${at})`)
    expect(data.error.advice.join()).to.match(/wasm-objdump.*target-cpu=mvp.*attested/)
    expect((await build(module, '')).data).to.include({ tier: 'attested' })
  })

  it('POP-3 names the line of a limit that the machine does not have', async () => {
    const { code, data } = await build(await constant(1), 'provable: true\noutputBytes: 70000\n')
    expect(code).to.equal(2)
    const words = 'bourse.yaml:7:14 outputBytes is 70000; allowed: an integer from 1 to 65536, where provable is true'
    expect(data.error.message).to.contain(words)
  })
})
