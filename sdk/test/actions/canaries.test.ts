import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Address, type Hex, numberToHex, type PublicClient, toHex, zeroHash } from 'viem'
import {
  cappedProgram,
  challengerMove,
  outcomeOf,
  programExecution,
  programImage,
  providerMove,
  requestState,
  type Trace,
  windowPath,
} from '../../../prover/src/index.ts'
import { CheatingExecution } from '../../../prover/test/support/cheat.ts'
import { provable } from '../../../runtime/src/index.ts'
import { callOf, positionOf } from '../../../worker/src/disputes/calls.ts'
import {
  canary,
  canaryChunks,
  canarySeed,
  canaryTail,
  contentHash,
  type Dispute,
  type DisputeSample,
  disputePlayer,
  encodeRequest,
  epochRoot,
  type LeafProof,
  leasesTree,
  readDispute,
  responseRoot,
  SAMPLE_FUEL,
  type SampleResult,
  samplesHash,
  sha256,
} from '../../src/index.ts'
import { exercise, failure } from '../support/exercise.ts'
import { newMarket, type TestClient, type TestMarket } from '../support/market.ts'
import { fund, plan, provider, terms } from '../support/people.ts'

const source = readFileSync(join(import.meta.dirname, '../../../guests/echo/module.wasm'))
const version = programImage(provable(source, { fuel: 10n ** 8n, memoryPages: 64, outputBytes: 65_536, env: {} }).bytes)
const program = cappedProgram(version, SAMPLE_FUEL)
const word = (value: bigint) => numberToHex(value, { size: 32 })
const words = (values: readonly bigint[]) => values.map(word)
const moduleHash = toHex(contentHash(source, sha256))
const request = encodeRequest({ method: 'POST', target: '/', contentType: '', body: new TextEncoder().encode('hello') })
const requestHash = contentHash(request, sha256)
const [EPOCH, LEASE] = [2, 256]
const seed = canarySeed({ provider: 1, epoch: EPOCH, previous: zeroHash })

type Paths = Pick<DisputeSample, 'counterPath' | 'window'>

describe('SDK actions: canaries on trial', () => {
  let market: TestMarket
  let challenger: TestClient
  let operator: TestClient

  /** A market with one live lease of a version; provable with a sample, or attested without. */
  async function open(isProvable: boolean): Promise<void> {
    market = await newMarket()
    await provider(market, 1)
    await market.client(1).postOffer.andWait({ terms: terms() })
    const developer = market.client(3)
    await fund(developer, 50_000_000n)
    await developer.registerFunction.andWait({ name: 'echo' })
    const digests = { moduleHash, moduleDigest: toHex(sha256(source)), configDigest: zeroHash }
    const tier = isProvable
      ? { imageHash: word(version.imageHash), samplesHash: toHex(samplesHash([requestHash], sha256)) }
      : { imageHash: zeroHash }
    const published = { ...digests, ...tier, moduleCodec: 0x55, kind: 1, abiVersion: 1 }
    await developer.publishVersion.andWait({ functionId: 1n, version: published })
    await developer.setAlias.andWait({ functionId: 1n, alias: 'live', version: 1 })
    await developer.openDeal.andWait({ plan: plan() })
    challenger = market.client(4)
    operator = market.client(101)
    await market.toEpoch(3)
  }

  const read = (id: bigint) => readDispute(challenger, { deployment: market.deployment, id })

  async function attest(shown: Hex): Promise<LeafProof> {
    const summary = { lease: LEASE, count: 0n, fuel: 0n, bytes: 0n, failures: 0n, canary: shown }
    const leasesRoot = toHex(leasesTree([summary])?.root as Uint8Array)
    const root = { epoch: EPOCH, leasesRoot, headers: 0n, mmrRoot: zeroHash }
    const { event } = await operator.attest.andWait({ epoch: EPOCH, root: toHex(epochRoot(root)) })
    return { summary, root: { ...root, seed: event.seed }, place: { index: 0n, count: 1n, path: [] } }
  }

  async function bond(): Promise<bigint> {
    const baseFee = (await challenger.getBlock()).baseFeePerGas ?? 0n
    return 2n * (await challenger.getDisputeBond({ provider: 1, baseFee }))
  }

  function honest() {
    const { genesis, config } = market.deployment
    const timeNs = (genesis + BigInt((EPOCH - 1) * config.epochLength)) * 1_000_000_000n
    const start = { request, requestHash, timeNs }
    return { start, truth: programExecution(program, start) }
  }

  /** The drawn sample as a contract takes it. */
  function sampleOf(truth: ReturnType<typeof honest>['truth']): DisputeSample {
    const first = truth.reference(0n)
    const { codeRoot, stackRoot, memoryRoot, ...rest } = version.header
    const image = { ...rest, codeRoot: word(codeRoot), stackRoot: word(stackRoot), memoryRoot: word(memoryRoot) }
    const place = { index: 0n, count: 1n, path: [] }
    const counterPath = words(first.stack.open(version.counterSlot).slice(1))
    const paths = { counterPath, window: words(windowPath(first)) } as unknown as Paths
    return { image, request: toHex(request), place, counter: version.counter, ...paths }
  }

  async function play(id: bigint, liar: Trace, truth: Trace): Promise<Dispute> {
    for (let game = await read(id); ; game = await read(id)) {
      if (game.turn === 'over' || game.turn === 'none' || game.turn === 'show') return game
      const isProviders = disputePlayer(game.turn) === 'provider'
      const position = positionOf(game)
      const move = isProviders ? providerMove(position, liar, program.counterSlot) : challengerMove(position, truth)
      await send(
        isProviders ? operator : challenger,
        callOf(challenger as unknown as PublicClient, market.deployment, game, move),
      )
    }
  }

  async function send(client: TestClient, call: { to: Address; data: Hex }): Promise<void> {
    const hash = await client.sendTransaction({ ...call, gas: 3_000_000n })
    expect((await client.waitForTransactionReceipt({ hash })).status).to.equal('success')
  }

  it('EPO-4 POP-5 openLeaf, showCanary: a false result of a sample is shown, played out, and ends its provider', async () => {
    await open(true)
    const { start, truth } = honest()
    const { fuel, status, response } = outcomeOf(truth.at(truth.length), program)
    const result = { requestHash, responseLength: response.length, responseRoot: responseRoot(response), status }
    const told: SampleResult = { ...result, fuel: fuel + 1n }
    const proof = await attest(toHex(canary({ seed, module: source, sample: told })))
    const opening = { provider: 1, proof, sample: sampleOf(truth), value: await bond() }
    const { id, duty } = await exercise(challenger, challenger.openLeaf, opening)
    const before = await read(id)
    expect(before).to.deep.include({ turn: 'show', terms: duty.terms })
    expect(before.about).to.deep.include({ kind: 'leaf', summary: proof.summary, epoch: EPOCH, version: 1, duty })
    expect(duty).to.include({ seed, moduleHash, tag: 9, requestHash: toHex(requestHash) })
    expect(duty.terms.fuelLimit).to.equal(SAMPLE_FUEL)

    const chunks = canaryChunks({ seed, module: source })
    const other = await failure(operator.showCanary({ id, duty, chunks, tail: canaryTail({ ...told, fuel }) }))
    expect(other).to.include({ errorName: 'WrongCanary' })
    await exercise(operator, operator.showCanary, { id, duty, chunks, tail: canaryTail(told) })
    const shown = await read(id)
    expect(shown.turn).to.equal('defend')
    expect(shown.terms).to.deep.include({ fuel: fuel + 1n, status: BigInt(status), responseRoot: result.responseRoot })

    const liar = new CheatingExecution(program.image, program.pc, requestState(start), truth.length - 1n, (machine) => {
      machine.setSlot(program.counterSlot, machine.slot(program.counterSlot) - (1n << 24n))
    })
    const over = await play(id, liar, truth)
    expect(over).to.include({ turn: 'over', upheld: true })
    expect(over.moves.map(({ kind }) => kind).slice(0, 3)).to.deep.equal(['open', 'show', 'defend'])
    expect(await challenger.getProvider({ provider: 1 })).to.include({ ended: true, baseStake: 0 })
  })

  it('EPO-4 POP-5 openLeaf of a version without samples: to show the chunks is all, and the challenger pays', async () => {
    await open(false)
    const proof = await attest(toHex(canary({ seed, module: source })))
    const { id, duty } = await exercise(challenger, challenger.openLeaf, { provider: 1, proof, value: await bond() })
    const chunks = canaryChunks({ seed, module: source })
    await exercise(operator, operator.showCanary, { id, duty, chunks, tail: canaryTail(undefined) })
    const { turn, upheld, moves } = await read(id)
    expect({ turn, upheld }).to.deep.equal({ turn: 'over', upheld: false })
    expect(moves.map(({ kind }) => kind)).to.deep.equal(['open', 'show', 'over'])
    const owner = market.client(1).account.address
    expect((await challenger.getBondsOwed({ account: owner })) > 0n).to.equal(true)
  })

  it('EPO-4 a canary of zeros is nothing to deny', async () => {
    await open(false)
    const proof = await attest(zeroHash)
    const refused = await failure(challenger.openLeaf({ provider: 1, proof, value: await bond() }))
    expect(refused).to.include({ errorName: 'NoCanary' })
  })
})
