import { expect } from 'chai'
import { type Hex, hexToBytes, stringToHex, toHex, zeroHash } from 'viem'
import {
  answerCommitment,
  contentHash,
  type ExecutionAsk,
  type ExecutionRequest,
  encodeRequest,
  encodeWireHeader,
  receiptHash,
  requestedCode,
  requestsAbi,
  signBatch,
} from '../../src/index.ts'
import { exercise, failure } from '../support/exercise.ts'
import { account, newMarket, type TestClient, type TestMarket } from '../support/market.ts'
import { fund, operatorOf, plan, provider, terms } from '../support/people.ts'

const CODE = { functionId: 1n, version: 1, moduleHash: `0x${'11'.repeat(32)}`, imageHash: zeroHash } as const
const BODY = stringToHex('3,1,2')
const ANSWER = stringToHex('1,2,3')
const SALT: Hex = `0x${'5a'.repeat(32)}`
const RESPONSE_HASH = toHex(contentHash(hexToBytes(ANSWER)))
const DEAL = 1

describe('SDK actions: requests', () => {
  let market: TestMarket
  let consumer: TestClient
  let servers: TestClient[]
  let sequence = 0n

  beforeEach(async () => {
    market = await newMarket()
    consumer = market.client(3)
    for (const index of [1, 2]) {
      await provider(market, index)
      await market.client(index).postOffer.andWait({ terms: terms() })
    }
    servers = [101, 102].map((index) => market.client(index))
    await fund(consumer, 50_000_000n)
    await consumer.openDeal.andWait({ plan: plan({ perProvider: 1 }) })
    await market.toEpoch(2)
  })

  const ask = (changes: Partial<ExecutionAsk> = {}): ExecutionAsk => ({
    deal: DEAL,
    code: requestedCode(CODE),
    fee: 1_001,
    callbackGas: 0,
    epochs: 2,
    quorum: 1,
    seats: 0,
    waits: false,
    ...changes,
  })
  const requested = async (changes: Partial<ExecutionAsk> = {}): Promise<ExecutionRequest> =>
    (await exercise(consumer, consumer.requestExecution, { ask: ask(changes), body: BODY })).request
  /** The receipt of provider `id`'s lease, as a worker's header. */
  const receiptOf = async (request: ExecutionRequest, id = 1, epoch = 2): Promise<string> => {
    sequence++
    const receipt = {
      provider: id,
      deal: DEAL,
      lease: DEAL * 256 + id - 1,
      epoch,
      sequence,
      ...CODE,
      runtimeVersion: 1,
      requestHash: request.requestHash,
      responseHash: RESPONSE_HASH,
      fuel: 5n,
      status: 0,
      transcriptHash: zeroHash,
    }
    const { domain } = market
    const receiptsRoot = toHex(receiptHash(receipt, domain))
    const batch = { provider: id, epoch, number: sequence, firstSequence: sequence, count: 1, receiptsRoot }
    const signature = await signBatch(operatorOf(id), { batch, domain })
    return encodeWireHeader({ receipt, index: 0, batch, signature, path: [] })
  }
  const server = (index: number) => servers[index] as TestClient

  it('REQ-1 requestExecution takes the fee, fulfilRequest answers and is paid', async () => {
    const request = await requested()
    const { deal, consumer: by, fee, requestHash } = request
    expect({ deal, by, fee }).to.deep.equal({ deal: DEAL, by: account(3).address, fee: 1_001 })
    const local = encodeRequest({ method: 'POST', target: '/', contentType: '', body: hexToBytes(BODY) })
    expect(requestHash).to.equal(toHex(contentHash(local)))
    expect(await consumer.getRequestHash({ body: BODY })).to.equal(requestHash)
    expect(await consumer.getRequestCount()).to.equal(1n)
    expect(await consumer.getRequestState({ id: 1n })).to.not.equal(zeroHash)
    const before = await consumer.getEscrowBalance({ account: account(1).address })
    const given = { request, receipt: await receiptOf(request), answer: ANSWER }
    const event = await exercise(server(0), server(0).fulfilRequest, given)
    expect(event).to.deep.include({ id: 1n, provider: 1, lease: DEAL * 256, status: 0, answer: ANSWER })
    expect((await consumer.getEscrowBalance({ account: account(1).address })) - before).to.equal(1_001n)
    expect(await consumer.getRequestState({ id: 1n })).to.equal(zeroHash)
    const again = await failure(server(0).fulfilRequest(given))
    expect(again).to.include({ name: 'ContractRevertError', errorName: 'NotThisRequest' })
    expect(again.message).to.contain('already')
  })

  it('REQ-1 refusals name their field', async () => {
    const error = await failure(consumer.requestExecution({ ask: ask({ fee: 0 }), body: BODY }))
    expect(error.args).to.deep.equal(['fee', 0n, 1n, 2n ** 48n - 1n])
    const request = await requested()
    const receipt = await receiptOf(request)
    const wrong = await failure(server(0).fulfilRequest({ request, receipt, answer: BODY }))
    expect(wrong).to.deep.include({ errorName: 'WrongReceipt', args: ['answer'] })
    const poor = await failure(market.client(4).requestExecution({ ask: ask(), body: BODY }))
    expect(poor).to.include({ errorName: 'BalanceTooLow' })
  })

  it('REQ-1 refundRequest returns the fee after the deadline', async () => {
    const request = await requested()
    expect((await failure(consumer.refundRequest({ request }))).errorName).to.equal('RequestOpen')
    await market.toEpoch(5)
    const event = await exercise(server(1), server(1).refundRequest, { request })
    expect(event).to.deep.equal({ id: 1n, consumer: account(3).address, fee: 1_001n })
  })

  it('REQ-1 commitAnswer and revealAnswer: a quorum of two, the remainder is the last one’s', async () => {
    const request = await requested({ quorum: 2, seats: 2 })
    for (const id of [1, 2]) {
      const parts = { id: request.id, provider: id, status: 0, responseHash: RESPONSE_HASH, salt: SALT }
      const commitment = answerCommitment(parts)
      expect(await consumer.getAnswerCommitment(parts)).to.equal(commitment)
      const given = { request, lease: DEAL * 256 + id - 1, commitment }
      expect(await exercise(server(id - 1), server(id - 1).commitAnswer, given)).to.deep.equal({ id: 1n, provider: id })
    }
    expect(await consumer.getCommittedCount({ id: 1n })).to.equal(2)
    const balance = (index: number) => consumer.getEscrowBalance({ account: account(index).address })
    const before = [await balance(1), await balance(2)] as const
    for (const id of [2, 1]) {
      const receipt = await receiptOf(request, id)
      const given = { request, receipt, answer: ANSWER, salt: SALT }
      expect((await exercise(server(id - 1), server(id - 1).revealAnswer, given)).provider).to.equal(id)
    }
    expect([(await balance(1)) - before[0], (await balance(2)) - before[1]]).to.deep.equal([501n, 500n])
  })

  it('REQ-1 deliverAnswer after the window; rejectAnswer needs a conviction', async () => {
    const request = await requested({ waits: true })
    const receipt = await receiptOf(request)
    const { receipt: mined } = await server(0).fulfilRequest.andWait({ request, receipt, answer: ANSWER })
    const [log] = await consumer.getContractEvents({
      abi: requestsAbi,
      address: market.deployment.requests as Hex,
      eventName: 'Proposed',
      blockHash: mined.blockHash,
      strict: true,
    })
    const proposal = log?.args.proposal as NonNullable<typeof log>['args']['proposal']
    expect(proposal).to.deep.equal({ epoch: 2, status: 0, responseHash: RESPONSE_HASH, providers: 1n })
    const given = { request, proposal, answer: ANSWER }
    expect((await failure(consumer.deliverAnswer(given))).errorName).to.equal('Disputable')
    expect((await failure(consumer.rejectAnswer({ request, proposal }))).errorName).to.equal('NotRejected')
    await market.toEpoch(9)
    expect(await exercise(consumer, consumer.deliverAnswer, given)).to.deep.equal({ id: 1n, success: true })
  })

  it('a market without Requests says so', async () => {
    const { requests, ...deployment } = market.deployment
    expect(requests).to.be.a('string')
    const error = await failure(consumer.getRequestCount({ deployment } as never))
    expect(error).to.include({ name: 'MissingContractError', contract: 'requests' })
  })
})
