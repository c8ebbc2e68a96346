import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSandbox, prepare } from '@lambda-bourse/runtime'
import {
  canary,
  canarySeed,
  cidOf,
  contentHash,
  encodeAlias,
  encodeRequest,
  parseCid,
  responseRoot,
  type SampleResult,
} from '@lambda-bourse/sdk'
import { inputOf, limitsOf, parseVersionConfig, provableVersion, samplesHashOf } from '@lambda-bourse/worker'
import { expect } from 'chai'
import { type Hex, toHex, zeroHash } from 'viem'
import { busy } from '../../worker/test/support/wat.ts'
import type { MarketWithAccount } from '../src/market/open.ts'
import { Canaries } from '../src/watch/canary.ts'

const GENESIS = 1_700_000_000
const SAMPLE = { method: 'POST', target: '/', contentType: '', body: 'abc' }
const CONFIG = Buffer.from(JSON.stringify({ fuel: '900000', samples: [SAMPLE] }))
const DUTY = { provider: 1, epoch: 3, lease: 256 }

describe('the canary that a watcher expects', function () {
  this.timeout(60_000)
  let module: Uint8Array
  let server: Server
  let endpoint: string

  before(async () => {
    module = await busy(100)
    const contents = new Map(await Promise.all([module, CONFIG].map(async (one) => [await cidOf(one), one] as const)))
    server = createServer(({ url = '' }, response) => {
      const found = contents.get(url.slice('/ipfs/'.length))
      response.writeHead(found ? 200 : 404).end(found)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  after(() => new Promise((done) => server.close(done)))

  /** A chain on which lease 256 is of version 1, registered with this image. */
  async function market(imageHash: Hex, changes: { number?: number; samplesHash?: Hex } = {}) {
    const moduleHash = toHex(contentHash(module))
    const { number = 1, samplesHash = toHex(samplesHashOf(parseVersionConfig(CONFIG))) } = changes
    const moduleDigest = parseCid(await cidOf(module)).digest
    const configDigest = parseCid(await cidOf(CONFIG)).digest
    return {
      bourse: {
        getDeal: async () => ({ plan: { aliasName: encodeAlias('live'), functionId: 1n } }),
        getVersionAt: async ({ second }: { second: bigint }) => (second === BigInt(GENESIS + 120) ? number : 99),
        getVersion: async () => ({ moduleHash, moduleDigest, moduleCodec: 0x55, configDigest, imageHash, samplesHash }),
      },
      client: { getLogs: async () => [] },
      deployment: { genesis: BigInt(GENESIS), config: { epochLength: 60 } },
    } as unknown as MarketWithAccount
  }

  /** As the watcher draws it. */
  async function drawn(chain: MarketWithAccount): Promise<Hex | undefined> {
    const canaries = new Canaries(chain)
    const facts = await canaries.facts(DUTY, endpoint)
    return facts && canaries.draw(facts)
  }

  /** What a run of the sample by either tier comes to, as a canary. */
  function canaryOf(tier: 'provable' | 'attested'): Hex {
    const config = parseVersionConfig(CONFIG)
    const program = tier === 'provable' ? provableVersion(module, config).program : prepare(module, limitsOf(config))
    const request = { ...SAMPLE, body: Buffer.from(SAMPLE.body) }
    const encoded = encodeRequest(request)
    const requestHash = contentHash(encoded)
    const call = { request, encoded, requestHash, start: GENESIS + 120, fuel: config.fuel }
    const { input, options } = inputOf(program, call, config.env)
    const { output, fuel, status } = createSandbox(program).invoke(input, options)
    const seed = canarySeed({ ...DUTY, previous: zeroHash })
    const isProvable = tier === 'provable'
    const provable = { responseLength: output.length, responseRoot: responseRoot(output) }
    const sample = { requestHash, ...(isProvable ? provable : { responseHash: contentHash(output) }), fuel, status }
    return toHex(canary({ seed, module, sample: sample as SampleResult }))
  }

  it('POP-3 runs the sample by the tier: fuel is another in each', async () => {
    const { imageHash } = provableVersion(module, parseVersionConfig(CONFIG))
    const provable = await drawn(await market(imageHash))
    expect(provable).to.equal(canaryOf('provable'))
    const attested = await drawn(await market(zeroHash))
    expect(attested).to.equal(canaryOf('attested')).and.not.equal(provable)
  })

  it('POP-3 expects nothing of a version that no host may serve', async () => {
    expect(await drawn(await market(`0x${'1e'.repeat(32)}`))).to.equal(undefined)
  })

  it('EPO-4 expects nothing where the alias named no version, or the config has other samples than the registry', async () => {
    expect(await drawn(await market(zeroHash, { number: 0 }))).to.equal(undefined)
    expect(await drawn(await market(zeroHash, { samplesHash: `0x${'5a'.repeat(32)}` }))).to.equal(undefined)
  })

  it('EPO-4 a game decides a canary of the provable tier, and one without samples; else it is reported only', async () => {
    const { imageHash } = provableVersion(module, parseVersionConfig(CONFIG))
    const isDecided = async (chain: MarketWithAccount) => (await new Canaries(chain).facts(DUTY, endpoint))?.isDecided
    expect(await isDecided(await market(imageHash))).to.equal(true)
    expect(await isDecided(await market(zeroHash))).to.equal(false)
  })
})
