// A wrong canary of a provable version is fatal, none is not: whatever is not sure gives none, and the version is the chain's.
import { cappedProgram, outcomeOf, programExecution } from '@lambda-bourse/prover'
import {
  createSandbox,
  HostFailureError,
  HostTimeoutError,
  type InvokeOptions,
  type Outcome,
  PoolOverloadedError,
} from '@lambda-bourse/runtime'
import { canary, canarySeed, cidOf, contentHash, encodeRequest, responseRoot, SAMPLE_FUEL } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { toHex } from 'viem'
import { ChainTime } from '../../src/chain/chainTime.ts'
import type { VersionState } from '../../src/chain/client.ts'
import { Canaries, type CanariesOptions, NO_CANARY } from '../../src/epochs/canaries.ts'
import { prepareVersion, provableVersion } from '../../src/execution/prepare.ts'
import { parseVersionConfig } from '../../src/leases/versionConfig.ts'
import { createLogger } from '../../src/log.ts'
import { guest, OPERATOR, versionOf } from '../support/fixture.ts'
import { ScriptedChain } from '../support/scriptedChain.ts'
import { constant, spin, trap } from '../support/wat.ts'

const GENESIS = 1_700_000_000
const LENGTH = 100
const SEED = `0x${'5e'.repeat(32)}` as const
const SAMPLE = { method: 'POST', target: '/', contentType: '', body: 'abc' }

describe('worker: canaries', function () {
  this.timeout(60_000)
  let now: number
  let chain: ScriptedChain
  let contents: Map<string, Uint8Array>
  let kept: Set<string>
  /** When the epoch before was attested, seconds; undefined: long before. */
  let attestedAt: number | undefined
  /** Attestations that the chain has, and those whose events this worker knows. */
  let attested: number
  let known: number
  /** Runs the sample; undefined: as it should be. */
  let failing: (() => never) | undefined

  beforeEach(() => {
    now = GENESIS - 10
    chain = new ScriptedChain(OPERATOR, { genesis: GENESIS, epochLength: LENGTH, now: () => now })
    contents = new Map()
    kept = new Set()
    failing = undefined
    attestedAt = undefined
    attested = 1
    known = 1
  })

  async function publish(
    number: number,
    module: Uint8Array,
    config?: object,
    changes: Partial<VersionState> = {},
    tier: 'attested' | 'provable' = 'attested',
  ): Promise<void> {
    const bytes = config && Buffer.from(JSON.stringify(config))
    for (const one of bytes ? [module, bytes] : [module]) contents.set(await cidOf(one), one)
    chain.publish(1n, number, { ...(await versionOf(module, config, tier)), ...changes })
  }

  /** Of lease 256 in an epoch, by a worker that was started just now. */
  async function draw(epoch: number): Promise<string> {
    const lease = chain.leases.get(256) ?? chain.lend({ id: 256, provider: 1 })
    const clock = { sleep: async () => undefined, now: () => now * 1000, monotonic: () => 0 }
    const canaries = new Canaries({
      ...{ client: clientOf(chain), provider: 1, deadlineMs: 1_000, log: createLogger('silent') },
      content: {
        get: async (cid) => {
          const found = contents.get(cid)
          if (found === undefined) throw new Error(`nobody has ${cid}`)
          return found
        },
        keep: (cid) => void kept.add(cid),
      },
      host: { hosted: () => undefined },
      preparer: { prepare: async (source, spec) => ({ program: prepareVersion(source, spec), initialiseMs: 0 }) },
      pool: {
        invoke: async (program, input, options): Promise<Outcome> =>
          failing === undefined ? createSandbox(program).invoke(input, options as InvokeOptions) : failing(),
      },
      proofs: {
        attestationBefore: (epoch) => (known === 0 ? undefined : { epoch: epoch - 1, seed: SEED, block: 7 }),
        attestationsBefore: () => known,
      },
      clock,
      time: new ChainTime(clock, chain.market),
    })
    return toHex((await canaries.of(epoch, [lease])).get(256) as Uint8Array)
  }

  function clientOf(scripted: ScriptedChain): CanariesOptions['client'] {
    return {
      provider: async () => ({ ...(await scripted.provider()), attested }),
      version: (...named) => scripted.version(...named),
      versionAt: (...named) => scripted.versionAt(...named),
      secondOf: async (block) => (block === 7 ? (attestedAt ?? 0) : Number.NaN),
    }
  }

  const seedOf = (epoch: number) => canarySeed({ provider: 1, epoch, previous: SEED })
  const plain = (epoch: number, module: Uint8Array) => toHex(canary({ seed: seedOf(epoch), module }))
  const none = toHex(NO_CANARY)

  it('EPO-4 DEAL-8 are of the version at the epoch’s start, after a restart and several promotions in the epoch too', async () => {
    const modules = await Promise.all([1, 2, 3].map(constant))
    for (const [i, module] of modules.entries()) await publish(i + 1, module)
    const [first, second, third] = modules as [Uint8Array, Uint8Array, Uint8Array]
    chain.point(1n, 1, GENESIS - 5)
    chain.point(1n, 2, GENESIS)
    chain.point(1n, 3, GENESIS + 20)
    chain.point(1n, 1, GENESIS + 40)
    chain.point(1n, 3, GENESIS + 60)
    chain.point(1n, 2, GENESIS + LENGTH)
    chain.point(1n, 0, GENESIS + LENGTH + 10)
    chain.point(1n, 2, GENESIS + 2 * LENGTH + 10)
    now = GENESIS + 3 * LENGTH
    expect(await draw(1)).to.equal(plain(1, first))
    expect(await draw(2))
      .to.equal(plain(2, third))
      .and.not.equal(plain(2, second))
    expect(await draw(3), 'its alias named none').to.equal(none)
    expect(await draw(4)).to.equal(plain(4, second))
  })

  it('EPO-4 of a module, image or samples other than registered there is none', async () => {
    chain.point(1n, 1, GENESIS - 5)
    const config = { fuel: '100000', samples: [SAMPLE] }
    const wrong = `0x${'1e'.repeat(32)}` as const
    for (const tier of ['attested', 'provable'] as const) {
      await publish(1, guest('echo'), config, {}, tier)
      expect(await draw(1), tier).to.not.equal(none)
      expect([...kept], 'it is answered for').to.have.members([...contents.keys()])
      for (const lie of [{ moduleHash: wrong }, { samplesHash: wrong }, { samplesHash: none }]) {
        await publish(1, guest('echo'), config, lie, tier)
        expect(await draw(1), `${tier} ${Object.keys(lie)}`).to.equal(none)
      }
    }
    await publish(1, guest('echo'), config, { imageHash: wrong }, 'provable')
    expect(await draw(1)).to.equal(none)
    await publish(1, guest('echo'), {}, { samplesHash: wrong })
    expect(await draw(1), 'samples that the config has not').to.equal(none)
    await publish(1, guest('echo'), config)
    contents.delete(await cidOf(guest('echo')))
    expect(await draw(1), 'a module that nobody gives').to.equal(none)
  })

  it('EPO-4 are not drawn by a seed that a reorganisation may still change', async () => {
    chain.point(1n, 1, GENESIS - 5)
    await publish(1, guest('echo'))
    const end = GENESIS + 3 * LENGTH
    for (const [at, isDrawn] of [
      [end - LENGTH, true],
      [end - LENGTH / 2, true],
      [end - LENGTH / 2 + 1, false],
      [end + 1, false],
    ] as const) {
      attestedAt = at
      expect(await draw(3), `attested ${end - at} s before the end`).to.equal(isDrawn ? plain(3, guest('echo')) : none)
    }
  })

  it('EPO-4 are not drawn where an attestation is not known, or is no more', async () => {
    chain.point(1n, 1, GENESIS - 5)
    await publish(1, guest('echo'))
    for (const [chains, own] of [
      [2, 1],
      [1, 2],
      [1, 0],
    ] as const) {
      attested = chains
      known = own
      expect(await draw(3), `${chains} on chain, ${own} known`).to.equal(none)
    }
    attested = 0
    const first = canarySeed({ provider: 1, epoch: 3, previous: new Uint8Array(32) })
    expect(await draw(3), 'the first').to.equal(toHex(canary({ seed: first, module: guest('echo') })))
  })

  it('EPO-4 where the host has no result there is none', async () => {
    chain.point(1n, 1, GENESIS - 5)
    const failures = [new HostTimeoutError(1_000), new HostFailureError('no memory'), new PoolOverloadedError(1)]
    for (const tier of ['attested', 'provable'] as const) {
      await publish(1, guest('echo'), { fuel: '100000', samples: [SAMPLE] }, {}, tier)
      for (const failure of failures) {
        failing = () => {
          throw failure
        }
        expect(await draw(1), `${tier} ${failure.name}`).to.equal(none)
      }
      failing = undefined
      expect(await draw(1)).to.not.equal(none)
    }
  })

  it('EPO-4 wait for a chain that does not answer', async () => {
    chain.point(1n, 1, GENESIS - 5)
    await publish(1, guest('echo'))
    await draw(1)
    chain.outage = new Error('connection refused')
    expect(await draw(1).catch((error: Error) => error.message)).to.equal('connection refused')
  })

  it('POP-3 EPO-4 of a provable version hold what the machine comes to with a sample’s fuel', async () => {
    chain.point(1n, 1, GENESIS - 5)
    const config = { fuel: '1000000000', samples: [SAMPLE] }
    const cases: [Uint8Array, number][] = [
      [guest('echo'), 0],
      [await trap(), 2],
      [await spin(), 3],
    ]
    for (const [module, expected] of cases) {
      await publish(1, module, config, {}, 'provable')
      const request = encodeRequest({ ...SAMPLE, body: Buffer.from(SAMPLE.body) })
      const requestHash = contentHash(request)
      const settings = parseVersionConfig(Buffer.from(JSON.stringify(config)))
      const program = cappedProgram(provableVersion(module, settings).image, SAMPLE_FUEL)
      const timeNs = BigInt(GENESIS) * 1_000_000_000n
      const execution = programExecution(program, { request, requestHash, timeNs })
      const { status, fuel, response } = outcomeOf(execution.at(execution.length), program)
      expect(status).to.equal(expected)
      const result = { responseLength: response.length, responseRoot: responseRoot(response), fuel, status }
      const sample = { requestHash, ...result }
      expect(await draw(1), `status ${status}`).to.equal(toHex(canary({ seed: seedOf(1), module, sample })))
    }
  })
})
