import { outcomeOf, programExecution, programImage } from '@lambda-bourse/prover'
import {
  canary,
  canarySeed,
  contentHash,
  decodeWire,
  drawSample,
  encodeRequest,
  MOST_PROVABLE,
  type Receipt,
  responseRoot,
} from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { toBytes, toHex } from 'viem'
import type { VersionState } from '../../src/chain/client.ts'
import { provableVersion } from '../../src/execution/prepare.ts'
import { parseVersionConfig } from '../../src/leases/versionConfig.ts'
import type { BourseWorker } from '../../src/worker.ts'
import { type EchoMarket, echoMarket, guest, OPERATOR, seed, temporaryFolder, versionOf } from '../support/fixture.ts'
import { ScriptedChain } from '../support/scriptedChain.ts'
import { busy, trap } from '../support/wat.ts'

describe('worker: provable versions', function () {
  this.timeout(120_000)
  let folder: ReturnType<typeof temporaryFolder>
  let market: EchoMarket
  let worker: BourseWorker | undefined

  beforeEach(async () => {
    folder = temporaryFolder()
    market = await echoMarket(folder.path, new ScriptedChain(OPERATOR, { epochLength: 600 }))
  })
  afterEach(async () => {
    await worker?.stop()
    worker = undefined
    await folder.remove()
  })

  /** Serves a module as provable on a lease of a function of its own. */
  async function serve(module: Uint8Array, config: object, wrong?: Partial<VersionState>, lease = 512): Promise<void> {
    await seed(folder.path, module, Buffer.from(JSON.stringify(config)))
    const version = await versionOf(module, config, 'provable')
    const functionId = BigInt(lease)
    market.chain.publish(functionId, 1, { ...version, ...wrong })
    market.chain.point(functionId, 1, market.chain.market.genesis - 1)
    market.chain.lend({ id: lease, provider: 1, functionId })
  }

  const start = async (settings: object = {}) => {
    worker = await market.start(settings)
  }
  const url = (path: string) => `${worker?.address}${path}`
  // Bytes, so that fetch adds no content type of its own.
  const post = (body: string, lease = 512) =>
    fetch(url(`/v1/leases/${lease}/p?q=1`), { method: 'POST', body: Buffer.from(body) })
  const encoded = (body: string) =>
    encodeRequest({ method: 'POST', target: '/p?q=1', contentType: '', body: Buffer.from(body) })

  async function call(lease: number, body: string): Promise<{ receipt: Receipt; response: Uint8Array }> {
    const answer = await post(body, lease)
    const { receipt } = decodeWire(answer.headers.get('bourse-receipt') as string)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    return { receipt, response: receipt.status === 0 ? bytes : new Uint8Array() }
  }

  /** What the reference of all disputes comes to, and the hash of its image. */
  function byMachine(module: Uint8Array, config: object, request: Uint8Array) {
    const settings = parseVersionConfig(Buffer.from(JSON.stringify(config)))
    const { program, imageHash } = provableVersion(module, settings)
    const image = programImage(program.bytes)
    const timeNs = BigInt(market.chain.market.genesis) * 1_000_000_000n
    const execution = programExecution(image, { request, requestHash: contentHash(request), timeNs })
    return { imageHash, ...outcomeOf(execution.at(execution.length), image) }
  }

  it('POP-3 POP-4 signs what the machine comes to, and its image, whether it ran inline or in the pool', async () => {
    const config = { fuel: '400000', env: { NAME: 'value' } }
    const cases = [
      { lease: 512, module: guest('echo'), status: 0 },
      { lease: 768, module: await busy(2_000), status: 0 },
      { lease: 1024, module: await trap(), status: 2 },
      { lease: 1280, module: await busy(10_000_000), status: 3 },
    ]
    const request = encoded('hello')
    const expected = cases.map(({ module }) => byMachine(module, config, request))
    for (const { lease, module } of cases) await serve(module, config, undefined, lease)
    for (const inlineFuel of [1_000_000, 10]) {
      await start({ limits: { inlineFuel } })
      for (const [i, { lease, status }] of cases.entries()) {
        const machine = expected[i] as ReturnType<typeof byMachine>
        const { receipt, response } = await call(lease, 'hello')
        const { imageHash, fuel } = machine
        expect(machine.status, `lease ${lease}`).to.equal(status)
        expect(receipt).to.include({ imageHash, status, fuel, requestHash: toHex(contentHash(request)) })
        expect(receipt.responseHash).to.equal(toHex(contentHash(machine.response)))
        expect(toHex(response)).to.equal(toHex(machine.response))
      }
      await worker?.stop()
      worker = undefined
    }
  })

  it('POP-4 answers 413 to a request whose encoding has more than 64 KiB, and serves one that has as many', async () => {
    await serve(guest('echo'), {})
    await start()
    const room = MOST_PROVABLE - encoded('').length
    const fits = await post('x'.repeat(room))
    expect(fits.status).to.equal(200)
    expect((await fits.text()).length).to.equal(room)
    const tooLarge = await post('x'.repeat(room + 1))
    expect(tooLarge.status).to.equal(413)
    expect(tooLarge.headers.get('bourse-receipt')).to.equal(null)
    const { error } = (await tooLarge.json()) as { error: { name: string; message: string } }
    expect(error).to.deep.equal({
      name: 'BodyTooLarge',
      message: 'the encoded request has 65537 bytes, a provable version takes at most 65536',
    })
    expect((await post('x'.repeat(room + 1), 256)).status, 'the attested echo').to.equal(200)
  })

  it('POP-3 says of each lease its tier, and why one with another image than registered is not served', async () => {
    const wrong = `0x${'1e'.repeat(32)}` as const
    await serve(guest('echo'), {}, { imageHash: wrong })
    await start()
    const { imageHash } = await versionOf(guest('echo'), {}, 'provable')
    const response = await post('x')
    expect(response.status).to.equal(425)
    const { error } = (await response.json()) as { error: { message: string } }
    expect(error.message).to.contain(wrong).and.contain(imageHash)
    const { leases } = (await (await fetch(url('/v1/status'))).json()) as { leases: Record<string, unknown>[] }
    expect(leases.map(({ lease, tier, ready }) => ({ lease, tier, ready }))).to.deep.equal([
      { lease: 256, tier: 'attested', ready: true },
      { lease: 512, tier: 'provable', ready: false },
    ])
    expect(leases[1]?.reason).to.contain(wrong)
  })

  it('EPO-4 serves no version whose samples are not those that are registered, and says why', async () => {
    const wrong = `0x${'1e'.repeat(32)}` as const
    const samples = [{ method: 'POST', target: '/', contentType: '', body: 'abc' }]
    await serve(guest('echo'), { fuel: '90000', samples }, { samplesHash: wrong })
    await start()
    const response = await post('x')
    expect(response.status).to.equal(425)
    const { error } = (await response.json()) as { error: { message: string } }
    const { samplesHash } = await versionOf(guest('echo'), { samples }, 'provable')
    expect(error.message).to.contain(wrong).and.contain(samplesHash)
  })

  it('POP-3 EPO-4 a canary holds what the provable program makes of the sample', async () => {
    const samples = [{ method: 'POST', target: '/', contentType: '', body: 'abc' }]
    await serve(guest('echo'), { fuel: '90000', samples })
    await start({ pollMs: 100_000 })
    market.chain.ahead += 600
    await worker?.poll()
    const { leases } = (await (await fetch(url('/v1/epochs/1'))).json()) as { leases: Record<string, string>[] }
    const draws = canarySeed({ provider: 1, epoch: 1, previous: new Uint8Array(32) })
    expect(drawSample(draws, 1)).to.equal(0)
    const body = Buffer.from('abc')
    const request = encodeRequest({ method: 'POST', target: '/', contentType: '', body })
    const { status, fuel, response } = byMachine(guest('echo'), { fuel: '90000', samples }, request)
    const result = { responseLength: response.length, responseRoot: responseRoot(response) }
    const sample = { requestHash: contentHash(request), ...result, fuel, status }
    expect(status).to.equal(0)
    const told = leases.find(({ lease }) => Number(lease) === 512)?.canary as `0x${string}`
    expect(toBytes(told)).to.deep.equal(new Uint8Array(canary({ seed: draws, module: guest('echo'), sample })))
  })
})
