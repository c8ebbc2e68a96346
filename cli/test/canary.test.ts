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
import { inputOf, limitsOf, parseVersionConfig, provableVersion } from '@lambda-bourse/worker'
import { expect } from 'chai'
import { type Hex, toHex, zeroHash } from 'viem'
import { busy } from '../../worker/test/support/wat.ts'
import type { MarketWithAccount } from '../src/market/open.ts'
import { canaryCheck } from '../src/watch/canary.ts'

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
  async function market(imageHash: Hex): Promise<MarketWithAccount> {
    const moduleDigest = parseCid(await cidOf(module)).digest
    const configDigest = parseCid(await cidOf(CONFIG)).digest
    return {
      bourse: {
        getDeal: async () => ({ plan: { aliasName: encodeAlias('live'), functionId: 1n } }),
        getAlias: async () => ({ version: 1, previous: 0, changedAt: 0n }),
        getVersion: async () => ({ moduleDigest, moduleCodec: 0x55, configDigest, imageHash }),
      },
      client: { getLogs: async () => [] },
      deployment: { genesis: BigInt(GENESIS), config: { epochLength: 60 } },
    } as unknown as MarketWithAccount
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
    const provable = await canaryCheck(await market(imageHash))(DUTY, endpoint)
    expect(provable).to.equal(canaryOf('provable'))
    const attested = await canaryCheck(await market(zeroHash))(DUTY, endpoint)
    expect(attested).to.equal(canaryOf('attested')).and.not.equal(provable)
  })

  it('POP-3 expects nothing of a version that no host may serve', async () => {
    expect(await canaryCheck(await market(`0x${'1e'.repeat(32)}`))(DUTY, endpoint)).to.equal(undefined)
  })
})
