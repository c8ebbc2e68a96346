import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Address, type Hex, numberToHex, type PublicClient, toHex, zeroHash } from 'viem'
import {
  challengerMove,
  type Move,
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
  contentHash,
  type Dispute,
  type DisputeImage,
  type DisputeWindow,
  decodeWire,
  disputeTimeLeft,
  encodeRequest,
  encodeWireHeader,
  MerkleTree,
  readDispute,
  receiptHash,
  sha256,
  signBatch,
} from '../../src/index.ts'
import { exercise, failure } from '../support/exercise.ts'
import { DISPUTE_CLOCK, newMarket, type TestClient, type TestMarket } from '../support/market.ts'
import { fund, operatorOf, plan, provider, terms } from '../support/people.ts'

const source = readFileSync(join(import.meta.dirname, '../../../guests/echo/module.wasm'))
const program = programImage(provable(source, { fuel: 10n ** 8n, memoryPages: 64, outputBytes: 65_536, env: {} }).bytes)
const word = (value: bigint) => numberToHex(value, { size: 32 })
const { codeRoot, stackRoot, memoryRoot, ...rest } = program.header
const image: DisputeImage = {
  ...rest,
  codeRoot: word(codeRoot),
  stackRoot: word(stackRoot),
  memoryRoot: word(memoryRoot),
}
const MODULE_HASH: Hex = toHex(contentHash(source, sha256))
const request = encodeRequest({ method: 'POST', target: '/', contentType: '', body: new TextEncoder().encode('hello') })
const requestHash = contentHash(request, sha256)
const EPOCH = 2
const LEASE = 256

describe('SDK actions: disputes', () => {
  let market: TestMarket
  let challenger: TestClient
  let operator: TestClient
  let start: ReturnType<typeof requestState>
  let honest: () => ReturnType<typeof programExecution>
  let window: DisputeWindow
  let sequence = 0n

  beforeEach(async () => {
    market = await newMarket()
    await provider(market, 1)
    await market.client(1).postOffer.andWait({ terms: terms() })
    const developer = market.client(3)
    await fund(developer, 50_000_000n)
    await developer.registerFunction.andWait({ name: 'echo' })
    const digests = { moduleHash: MODULE_HASH, moduleDigest: MODULE_HASH, configDigest: zeroHash }
    const version = { ...digests, imageHash: word(program.imageHash), moduleCodec: 0x55, kind: 1, abiVersion: 1 }
    await developer.publishVersion.andWait({ functionId: 1n, version })
    await developer.setAlias.andWait({ functionId: 1n, alias: 'live', version: 1 })
    await developer.openDeal.andWait({ plan: plan() })
    challenger = market.client(4)
    operator = market.client(101)
    await market.toEpoch(3)
    const { genesis, config } = market.deployment
    const timeNs = (genesis + BigInt((EPOCH - 1) * config.epochLength)) * 1_000_000_000n
    start = requestState({ request, requestHash, timeNs })
    honest = () => programExecution(program, { request, requestHash, timeNs })
    window = windowPath(honest().reference(0n)).map(word) as unknown as DisputeWindow
  })

  /** A receipt of the provider's, true but for the changes. */
  async function receiptOf(changes: object = {}): Promise<{ receipt: string; response: Uint8Array }> {
    sequence++
    const execution = honest()
    const { status, fuel, response } = outcomeOf(execution.at(execution.length), program)
    const receipt = {
      ...{ provider: 1, deal: 1, lease: LEASE, epoch: EPOCH, sequence, functionId: 1n, version: 1 },
      ...{ moduleHash: MODULE_HASH, imageHash: word(program.imageHash), runtimeVersion: 1 },
      ...{ requestHash: toHex(requestHash), responseHash: toHex(contentHash(response, sha256)) },
      ...{ fuel, status, transcriptHash: zeroHash },
      ...changes,
    } as const
    const { domain } = market
    const receiptsRoot = toHex(receiptHash(receipt, domain))
    const batch = { provider: 1, epoch: EPOCH, number: sequence, firstSequence: sequence, count: 1, receiptsRoot }
    const signature = await signBatch(operatorOf(1), { batch, domain })
    return { receipt: encodeWireHeader({ receipt, index: 0, batch, signature, path: [] }), response }
  }

  async function openOn(changes: object): Promise<bigint> {
    const { receipt, response } = await receiptOf(changes)
    const baseFee = (await challenger.getBlock()).baseFeePerGas ?? 0n
    const value = 2n * (await challenger.getDisputeBond({ provider: 1, baseFee }))
    const opened = await exercise(challenger, challenger.openDispute, {
      receipt,
      image,
      request,
      response,
      window,
      value,
    })
    const { about } = await read(opened.id)
    expect(about.kind === 'receipt' && about.receipt).to.deep.equal(decodeWire(receipt))
    return opened.id
  }

  const read = (id: bigint) => readDispute(challenger, { deployment: market.deployment, id })
  const move = (game: Dispute, trace: Trace): Move => {
    const isProviders = game.turn === 'defend' || game.turn === 'split'
    const position = positionOf(game)
    return isProviders ? providerMove(position, trace, program.counterSlot) : challengerMove(position, trace)
  }
  /** A provider that counted one fuel too much in the middle. */
  const lying = (honestly: Trace) =>
    new CheatingExecution(program.image, program.pc, start, honestly.length - 1n, (machine) => {
      machine.setSlot(program.counterSlot, machine.slot(program.counterSlot) - (1n << 24n))
    })
  const send = async (client: TestClient, call: { to: Address; data: Hex }) => {
    const hash = await client.sendTransaction({ ...call, gas: 3_000_000n })
    expect((await client.waitForTransactionReceipt({ hash })).status).to.equal('success')
  }
  /** Plays until a turn, or the end. */
  async function playTo(id: bigint, liar: Trace, truth: Trace, until: string): Promise<Dispute> {
    for (let game = await read(id); ; game = await read(id)) {
      if (game.turn === until || game.turn === 'over') return game
      const isProviders = game.turn === 'defend' || game.turn === 'split'
      const played = move(game, isProviders ? liar : truth)
      const call = callOf(challenger as unknown as PublicClient, market.deployment, game, played)
      await send(isProviders ? operator : challenger, call)
    }
  }

  it('POP-5 openDispute, defendDispute, pickDispute, splitDispute, proveDispute: fuel that was not used ends its provider', async () => {
    const truth = honest()
    const { fuel } = outcomeOf(truth.at(truth.length), program)
    const id = await openOn({ fuel: fuel + 1n })
    expect(await challenger.getDisputeCount()).to.equal(1n)
    expect(await challenger.getOpenDisputes({ provider: 1 })).to.equal(1n)
    expect(await challenger.isDisputed({ provider: 1 })).to.equal(true)
    expect(await challenger.isLeaseDisputed({ lease: LEASE })).to.equal(true)
    expect((await challenger.getDispute({ id })).turn).to.equal(2)
    const liar = lying(truth)

    const words = (values: readonly bigint[]) => values.map(word)
    const atDefence = await read(id)
    expect(atDefence).to.include({ turn: 'defend', provider: 1, upheld: undefined, steps: undefined, width: 0 })
    const defence = move(atDefence, liar)
    if (defence.kind !== 'defend') throw new Error(defence.kind)
    const calldata = callOf(challenger as unknown as PublicClient, market.deployment, atDefence, defence)
    await send(operator, calldata)

    const atPick = await read(id)
    expect(atPick).to.include({ turn: 'pick', steps: Number(liar.length), first: 0, width: Number(liar.length) })
    const picked = move(atPick, truth)
    if (picked.kind !== 'pick') throw new Error(picked.kind)
    const { section, from, to, path } = picked
    const pick = { id, section, from: word(from), to: word(to), path: words(path) as never }
    await exercise(challenger, challenger.pickDispute, pick)

    const atSplit = await playTo(id, liar, truth, 'split')
    const split = move(atSplit, liar)
    if (split.kind !== 'split') throw new Error(split.kind)
    await exercise(operator, operator.splitDispute, { id, points: words(split.points) })

    const atProof = await playTo(id, liar, truth, 'prove')
    expect(atProof).to.include({ first: Number(liar.lie) - 1, width: 1 })
    const proof = move(atProof, truth)
    if (proof.kind !== 'prove') throw new Error(proof.kind)
    const { before, claimed, witness } = proof
    const state = { regs: before.regs, stackRoot: word(before.stackRoot), memoryRoot: word(before.memoryRoot) }
    const shown = { id, terms: atProof.terms, before: state, claimed: word(claimed), witness: words(witness) }
    const over = await exercise(challenger, challenger.proveDispute, shown)
    expect(over).to.include({ id, provider: 1, upheld: true })

    const game = await read(id)
    expect(game).to.include({ turn: 'over', upheld: true })
    expect(game.moves.map(({ kind }) => kind).slice(0, 3)).to.deep.equal(['open', 'defend', 'pick'])
    expect(disputeTimeLeft(game, 0)).to.equal(undefined)
    expect(await challenger.getProvider({ provider: 1 })).to.include({ ended: true, baseStake: 0 })
    const account = challenger.account.address
    expect(await challenger.getBondsOwed({ account })).to.equal(game.bond)
    await exercise(challenger, challenger.withdrawBonds, { to: account })
    expect(await challenger.getBondsOwed({ account })).to.equal(0n)
  })

  it('POP-5 defendDispute in each of its forms; a game that is dragged ends by timeoutDispute, and its challenger pays', async () => {
    const id = await openOn({})
    const truth = honest()
    const game = await read(id)
    const { to, data } = callOf(challenger as unknown as PublicClient, market.deployment, game, move(game, truth))
    const { args } = await decoded(data)
    const [, disputeTerms, steps, last, points] = args
    const defence = { id, terms: disputeTerms, steps, last, points }
    expect((await exercise(operator, operator.defendDispute, defence)).steps).to.equal(Number(truth.length))
    expect(operator.defendDispute.call(defence)).to.deep.equal({ to, data })
    const tooSoon = await failure(challenger.timeoutDispute({ id }))
    expect(tooSoon).to.include({ errorName: 'TimeLeft' })
    const { timestamp } = await challenger.getBlock()
    expect(await challenger.getDisputeClock()).to.equal(DISPUTE_CLOCK)
    await market.rpc('evm_setNextBlockTimestamp', Number(timestamp) + Number(DISPUTE_CLOCK) + 1)
    await market.mine()
    expect(disputeTimeLeft(await read(id), Number((await challenger.getBlock()).timestamp))).to.be.below(0)
    const over = await exercise(market.client(5), market.client(5).timeoutDispute, { id })
    expect(over.upheld).to.equal(false)
    expect((await challenger.getProvider({ provider: 1 })).ended).to.equal(false)
    expect(await challenger.isDisputed({ provider: 1 })).to.equal(false)
    const owner = market.client(1).account.address
    expect((await challenger.getBondsOwed({ account: owner })) > 0n).to.equal(true)
  })

  it('POP-5b proveCode is fatal at once; dropDispute brings the bond of a game on who was punished meanwhile back', async () => {
    const id = await openOn({})
    const { receipt } = await receiptOf({ moduleHash: `0x${'99'.repeat(32)}` })
    const convicted = await exercise(challenger, challenger.proveCode, { receipt })
    expect(convicted).to.include({ provider: 1 })
    await exercise(challenger, challenger.dropDispute, { id })
    const { bond } = await read(id)
    expect(await challenger.getBondsOwed({ account: challenger.account.address })).to.equal(bond)
  })

  it('POP-5 showResponse: a response is shown in a transaction of its own, and openDispute takes none', async () => {
    const { receipt, response } = await receiptOf()
    const shown = await exercise(challenger, challenger.showResponse, { response })
    expect(shown).to.deep.equal({ contentHash: toHex(contentHash(response, sha256)), length: BigInt(response.length) })
    const value = 10n ** 18n
    const opening = { receipt, image, request, response: new Uint8Array(), window, value }
    const { id } = await exercise(challenger, challenger.openDispute, opening)
    expect((await read(id)).terms.responseLength).to.equal(BigInt(response.length))
  })

  it('POP-5 proveSize: what is longer than 64 KiB no honest provider signs', async () => {
    const long = new Uint8Array(65_537).fill(7)
    const { receipt } = await receiptOf({ responseHash: toHex(contentHash(long, sha256)) })
    const chunks = Array.from({ length: 65 }, (_, i) => long.subarray(i * 1024, i * 1024 + 1024))
    const leaves = chunks.map((chunk) => sha256(Uint8Array.of(0, ...chunk)))
    const root = toHex(new MerkleTree(leaves, sha256).root)
    await exercise(challenger, challenger.proveSize, { receipt, part: 'response', length: 65_537n, root })
    expect((await challenger.getProvider({ provider: 1 })).ended).to.equal(true)
  })

  it('POP-3 proveImage and openAttestedDispute refuse a receipt that tells no such lie', async () => {
    const { receipt } = await receiptOf()
    const sound = await failure(challenger.proveImage({ receipt, image, node: zeroHash, window }))
    expect(['NoLie', 'WrongWindow']).to.include((sound as { errorName?: string }).errorName)
    const provableOne = await failure(challenger.openAttestedDispute({ receipt, request, value: 10n ** 18n }))
    expect(provableOne).to.include({ errorName: 'NotAttestedTier' })
    expect(await challenger.getJury()).to.equal(market.deployment.jury)
    expect((await challenger.getMostSteps({ fuel: 10n })) > 320n).to.equal(true)
  })

  it('a game that nobody opened is not there', async () => {
    expect(await failure(read(1n))).to.include({ name: 'DisputeNotFoundError' })
  })
})

async function decoded(data: Hex) {
  const { decodeFunctionData } = await import('viem')
  const { disputesAbi } = await import('../../src/index.ts')
  const { functionName, args } = decodeFunctionData({ abi: disputesAbi, data })
  if (functionName !== 'defend') throw new Error(functionName)
  return { args }
}
