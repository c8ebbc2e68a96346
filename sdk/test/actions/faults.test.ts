import { expect } from 'chai'
import { type Hex, parseEther, toHex } from 'viem'
import {
  type Batch,
  contentCaseId,
  contentHash,
  contentPiece,
  encodeRequest,
  encodeWire,
  epochRoot,
  headerCaseId,
  headerLeaf,
  headerPlace,
  headersCollide,
  type LeafProof,
  leafCaseId,
  leafProblem,
  leasesTree,
  Mmr,
  mmrPath,
  type Receipt,
  type RootOpening,
  receiptHash,
  signBatch,
  voidLeaf,
} from '../../src/index.ts'
import { exercise, failure } from '../support/exercise.ts'
import { ANSWER_EPOCHS, newMarket, type TestClient, type TestMarket } from '../support/market.ts'
import { fund, operatorOf, plan, provider, terms } from '../support/people.ts'

const value = parseEther('0.1')
const summary = (lease: number) => {
  return { lease, count: 1n, fuel: 2n, bytes: 3n, failures: 0n, canary: `0x${'0c'.repeat(32)}` as Hex }
}

describe('SDK actions: asks and proofs', () => {
  let market: TestMarket
  let asker: TestClient
  let operator: TestClient
  let lease: number
  let opening: RootOpening
  const mmr = new Mmr()
  const nodes = new Map<string, Uint8Array>()
  const keep = (leaf: Uint8Array) => {
    for (const { level, index, hash } of mmr.append(leaf)) nodes.set(`${level}:${index}`, hash)
  }
  const pathOf = (number: bigint) =>
    mmrPath((level, index) => nodes.get(`${level}:${index}`) as Uint8Array, Number(number) - 1, 3).map((h) => toHex(h))
  const sign = async (changes: Partial<Batch>) => {
    const batch = { provider: 1, epoch: 2, number: 1n, firstSequence: 1n, count: 4, receiptsRoot: summary(1).canary }
    const signed = { ...batch, ...changes }
    return { batch: signed, signature: await signBatch(operatorOf(1), { batch: signed, domain: market.domain }) }
  }
  let first: Awaited<ReturnType<typeof sign>>

  before(async () => {
    market = await newMarket()
    await provider(market, 1)
    const buyer = market.client(3)
    await fund(buyer, 1_000_000n)
    await market.client(1).postOffer.andWait({ terms: terms() })
    lease = (await buyer.openDeal.andWait({ plan: plan() })).event.deal * 256
    await market.toEpoch(3)
    asker = market.client(4)
    operator = market.client(101)
    first = await sign({})
    keep(headerLeaf(first.batch, first.signature))
    keep(voidLeaf(2n))
    keep(voidLeaf(3n))
    const leasesRoot = toHex(leasesTree([summary(lease)])?.root as Uint8Array)
    const root = { epoch: 2, leasesRoot, headers: 3n, mmrRoot: toHex(mmr.root) }
    const { event } = await operator.attest.andWait({ epoch: 2, root: toHex(epochRoot(root)) })
    opening = { ...root, seed: event.seed }
  })

  it('EPO-5 askLeaf, getCase, isHeld, getOpenCases, answerLeaf, getOwed, withdrawNative', async () => {
    const baseFee = (await asker.getBlock()).baseFeePerGas ?? 0n
    expect((await asker.getDepositFor({ baseFee })) <= value).to.equal(true)
    expect(await asker.getAnswerEpochs()).to.equal(ANSWER_EPOCHS)
    const event = await exercise(asker, asker.askLeaf, { provider: 1, epoch: 2, lease, value })
    expect(event.id).to.equal(leafCaseId({ provider: 1, epoch: 2, lease }))
    expect(await asker.getCase({ id: event.id })).to.include({ provider: 1, deadline: 5, state: 1, deposit: value })
    expect(await asker.isHeld({ provider: 1 })).to.equal(true)
    expect(await asker.getOpenCases({ provider: 1 })).to.equal(1n)
    const place = { index: 0n, count: 1n, path: [] }
    const proof: LeafProof = { summary: summary(lease), root: opening, place }
    const commitment = await asker.getAttestation({ provider: 1, epoch: 2 })
    expect(leafProblem(proof, commitment)).to.equal(undefined)
    expect(leafProblem({ ...proof, summary: { ...proof.summary, count: 9n } }, commitment)).to.equal('path')
    expect(leafProblem({ ...proof, root: { ...opening, headers: 9n } }, commitment)).to.equal('root')
    await exercise(operator, operator.answerLeaf, { provider: 1, proof })
    const owed = await asker.getOwed({ account: asker.account.address })
    await exercise(asker, asker.withdrawNative, { to: asker.account.address })
    expect(owed > 0n && owed < value).to.equal(true)
    const low = await failure(asker.askLeaf({ provider: 1, epoch: 2, lease, value: 0n }))
    expect(low).to.include({ errorName: 'AskedBefore' })
  })

  it('EPO-5 askHeader, answerHeader, expireCase', async () => {
    const event = await exercise(asker, asker.askHeader, { ...first, value })
    expect(event.id).to.equal(headerCaseId(first.batch))
    const proof = { root: opening, path: pathOf(1n) }
    const commitment = await asker.getAttestation({ provider: 1, epoch: 2 })
    expect(headerPlace(proof, first, commitment)).to.equal('header')
    await exercise(operator, operator.answerHeader, { ...first, proof })
    const hidden = await sign({ number: 4n, firstSequence: 5n })
    const { event: asked } = await asker.askHeader.andWait({ ...hidden, value })
    expect(await failure(asker.expireCase({ id: asked.id }))).to.include({ errorName: 'NotExpired' })
    const id = await market.snapshot()
    await market.toEpoch(6)
    await exercise(asker, asker.expireCase, { id: asked.id })
    expect((await asker.getProvider({ provider: 1 })).ended).to.equal(true)
    await market.revert(id)
  })

  it('DEAL-9 demandService, getDemandDepositFor, answerDemand, isLeaseHeld', async () => {
    const buyer = market.client(3)
    const body = new TextEncoder().encode('hello')
    const request = { method: 'POST', target: '/', contentType: '', body }
    const baseFee = (await buyer.getBlock()).baseFeePerGas ?? 0n
    expect((await buyer.getDemandDepositFor({ baseFee })) <= value).to.equal(true)
    const id = await market.snapshot()
    const zero: Hex = `0x${'00'.repeat(32)}`
    const moduleHash: Hex = `0x${'0d'.repeat(32)}`
    const { event: registered } = await buyer.registerFunction.andWait({ name: 'demanded' })
    const cids = { moduleHash, moduleDigest: moduleHash, configDigest: zero, imageHash: zero, moduleCodec: 0x55 }
    const version = { ...cids, kind: 1, abiVersion: 1 }
    await buyer.publishVersion.andWait({ functionId: registered.id, version })
    const event = await exercise(buyer, buyer.demandService, { lease, request, value })
    expect(event.request).to.equal(toHex(encodeRequest(request)))
    expect(await buyer.isLeaseHeld({ lease })).to.equal(true)
    const receipt: Receipt = {
      provider: 1,
      deal: lease / 256,
      lease,
      epoch: event.epoch,
      sequence: 900n,
      functionId: registered.id,
      version: 1,
      moduleHash,
      imageHash: zero,
      runtimeVersion: 1,
      requestHash: toHex(contentHash(encodeRequest(request))),
      responseHash: toHex(contentHash(body)),
      fuel: 1n,
      status: 0,
      transcriptHash: zero,
    }
    const receiptsRoot = toHex(receiptHash(receipt, market.domain))
    const signed = await sign({ number: 90n, firstSequence: 900n, count: 1, epoch: event.epoch, receiptsRoot })
    const wire = toHex(encodeWire({ receipt, index: 0, ...signed, path: [] }))
    await exercise(operator, operator.answerDemand, { id: event.id, receipt: wire, response: toHex(body) })
    await market.revert(id)
  })

  it('RCP-5 askContent, getContentDepositFor, answerContent', async () => {
    const content = Uint8Array.from({ length: 2500 }, (_, i) => i)
    const zero: Hex = `0x${'00'.repeat(32)}`
    const hash = toHex(contentHash(content))
    const receipt: Receipt = {
      ...{ provider: 1, deal: lease / 256, lease, epoch: 3, sequence: 700n, functionId: 1n, version: 1 },
      ...{ moduleHash: zero, imageHash: zero, runtimeVersion: 1, requestHash: hash, responseHash: hash },
      ...{ fuel: 1n, status: 0, transcriptHash: hash },
    }
    const receiptsRoot = toHex(receiptHash(receipt, market.domain))
    const signed = await sign({ number: 70n, firstSequence: 700n, count: 1, epoch: 3, receiptsRoot })
    const wire = { receipt, index: 0, ...signed, path: [] }
    const id = await market.snapshot()
    const baseFee = (await asker.getBlock()).baseFeePerGas ?? 0n
    expect((await asker.getContentDepositFor({ provider: 1, baseFee })) <= value).to.equal(true)
    const open = await asker.getOpenCases({ provider: 1 })
    const event = await exercise(asker, asker.askContent, { receipt: wire, part: 'response', value })
    expect(event).to.include({ hash, part: 1, sequence: 700n, level: 6, index: 0, epoch: 3 })
    expect(event.id).to.equal(contentCaseId({ provider: 1, hash, level: 6, index: 0 }))
    const all = contentPiece(content, { level: 6, index: 0 })
    const shown = await exercise(operator, operator.answerContent, { provider: 1, hash, piece: all })
    expect(shown).to.include({ data: toHex(content), length: 2500n })
    await asker.askContent.andWait({ receipt: wire, part: 'request', level: 0, index: 2, value })
    const last = contentPiece(content, { level: 0, index: 2 })
    await operator.answerContent.andWait({ provider: 1, hash, piece: last })
    expect(await asker.getOpenCases({ provider: 1 })).to.equal(open)
    expect(() => contentPiece(content, { level: 7, index: 0 })).to.throw('level is 7; allowed: an integer from 0 to 6')
    expect(() => contentPiece(content, { level: 5, index: 2 })).to.throw('index is 2; allowed: an integer from 0 to 1')
    await market.revert(id)
  })

  it('EPO-5 RCP-3 proveVoid, proveEquivocation', async () => {
    const signed = await sign({ number: 2n, firstSequence: 5n })
    const proof = { root: opening, path: pathOf(2n) }
    const commitment = await asker.getAttestation({ provider: 1, epoch: 2 })
    expect(headerPlace(proof, signed, commitment)).to.equal('void')
    const id = await market.snapshot()
    await exercise(asker, asker.proveVoid, { ...signed, proof })
    await market.revert(id)
    const other = await sign({ number: 7n, firstSequence: 4n })
    expect(headersCollide(first.batch, other.batch)).to.equal(true)
    expect(headersCollide(first.batch, signed.batch)).to.equal(false)
    const two = { a: first.batch, signatureA: first.signature, b: other.batch, signatureB: other.signature }
    await exercise(asker, asker.proveEquivocation, two)
    expect((await asker.getProvider({ provider: 1 })).ended).to.equal(true)
  })
})
