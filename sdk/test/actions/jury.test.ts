import { expect } from 'chai'
import { type Hex, keccak256, parseAbi, toHex } from 'viem'
import { contentHash, encodeRequest, encodeWire, type Receipt, receiptHash, signBatch } from '../../src/index.ts'
import { exercise, failure } from '../support/exercise.ts'
import { JURY_SEATS, JURY_TURN, newMarket, type TestClient, type TestMarket } from '../support/market.ts'
import { fund, operatorOf, plan, provider, terms } from '../support/people.ts'

const ZERO: Hex = `0x${'00'.repeat(32)}`
const MODULE = keccak256('0x')
const HANDING_OVER = parseAbi(['function openAttested(bytes receipt, bytes request) payable returns (uint256)'])
/** Accounts whose providers are jurors. */
const JURORS = [5, 6, 7]

describe('SDK actions: juries', () => {
  const request = encodeRequest({ method: 'POST', target: '/', contentType: '', body: new TextEncoder().encode('a') })
  const outcome = { responseHash: keccak256('0x01'), fuel: 7n, status: 0 }
  const salt = keccak256('0x02')
  let market: TestMarket
  let challenger: TestClient
  let operator: TestClient
  let lease: number
  let receipt: Hex

  before(async () => {
    market = await newMarket()
    await provider(market, 1)
    const buyer = market.client(3)
    await fund(buyer, 1_000_000n)
    await market.client(1).postOffer.andWait({ terms: terms() })
    lease = (await buyer.openDeal.andWait({ plan: plan() })).event.deal * 256
    for (const juror of JURORS) await provider(market, juror)
    challenger = market.client(4)
    operator = market.client(101)
    await market.toEpoch(3)
    const { id: functionId } = (await buyer.registerFunction.andWait({ name: 'judged' })).event
    const cids = { moduleHash: MODULE, moduleDigest: MODULE, configDigest: ZERO, imageHash: ZERO, moduleCodec: 0x55 }
    await buyer.publishVersion.andWait({ functionId, version: { ...cids, kind: 1, abiVersion: 1 } })
    receipt = await lie()
  })

  /** A signed receipt that says what no juror finds. */
  async function lie(): Promise<Hex> {
    const said: Receipt = {
      ...{ provider: 1, deal: lease / 256, lease, epoch: 3, sequence: 1n, functionId: 1n, version: 1 },
      ...{ moduleHash: MODULE, imageHash: ZERO, runtimeVersion: 1, requestHash: toHex(contentHash(request)) },
      ...{ ...outcome, fuel: 8n, transcriptHash: ZERO },
    }
    const receiptsRoot = toHex(receiptHash(said, market.domain))
    const batch = { provider: 1, epoch: 3, number: 1n, firstSequence: 1n, count: 1, receiptsRoot }
    const signature = await signBatch(operatorOf(1), { batch, domain: market.domain })
    return toHex(encodeWire({ receipt: said, index: 0, batch, signature, path: [] }))
  }

  it('POP-7 enlistJuror, leaveJury, dischargeJuror, getJuror, getJurorAt, getJurorCount, getJurorDepositFor, getJuryFeeFor', async () => {
    const id = await market.snapshot()
    const owner = market.client(JURORS[0] as number)
    const baseFee = (await owner.getBlock()).baseFeePerGas ?? 0n
    const value = 2n * (await owner.getJurorDepositFor({ baseFee }))
    expect(8n * (await owner.getJuryFeeFor({ baseFee }))).to.equal(value)
    const enlisted = await exercise(owner, owner.enlistJuror, { provider: 2, value })
    expect(enlisted).to.include({ provider: 2, deposit: value })
    expect(await owner.getJuror({ provider: 2 })).to.include({ payee: owner.account.address, place: 0, seats: 0 })
    expect(await owner.getJurorCount()).to.equal(1n)
    expect(await owner.getJurorAt({ place: 0n })).to.equal(2)
    await exercise(owner, owner.leaveJury, { provider: 2 })
    expect(await failure(challenger.dischargeJuror({ provider: 2 }))).to.include({ errorName: 'NoticeRuns' })
    await market.toEpoch(6)
    await exercise(challenger, challenger.dischargeJuror, { provider: 2 })
    expect(await owner.getOwedByJury({ account: owner.account.address })).to.equal(value)
    await exercise(owner, owner.withdrawFromJury, { to: owner.account.address })
    expect(await owner.getOwedByJury({ account: owner.account.address })).to.equal(0n)
    await market.revert(id)
  })

  it('POP-7 a trial: standTrial, drawJury, commitVote, revealVote, judgeTrial, and what is read of it', async () => {
    const reader = challenger
    const baseFee = 2n * ((await reader.getBlock()).baseFeePerGas ?? 0n)
    const deposit = await reader.getJurorDepositFor({ baseFee })
    for (const [i, juror] of JURORS.entries())
      await market.client(juror).enlistJuror.andWait({ provider: i + 2, value: deposit })
    expect(await reader.getJurySeats()).to.equal(JURY_SEATS)
    expect(await reader.getJuryTurn()).to.equal(JURY_TURN)
    const refused = challenger.openTrial({
      ...{ challenger: challenger.account.address, receipt, request: toHex(request) },
      value: await reader.getTrialBondFor({ provider: 1, baseFee }),
    })
    expect(await failure(refused)).to.include({ errorName: 'NotDisputes' })
    const hash = await challenger.writeContract({
      ...{ address: market.deployment.disputes as Hex, abi: HANDING_OVER, functionName: 'openAttested' },
      args: [receipt, toHex(request)],
      value: await reader.getTrialBondFor({ provider: 1, baseFee }),
    })
    const { logs } = await challenger.waitForTransactionReceipt({ hash })
    const accused = challenger.openTrial.extractEvent(logs, market.deployment)
    expect(accused).to.include({ id: 1n, provider: 1, lease, deadline: 5, request: toHex(request) })
    const id = accused.id
    const trial = await reader.getTrial({ id })
    expect(trial).to.include({ provider: 1, lease, epoch: 3, stage: 1, times: 1 })
    expect(trial.claim).to.equal(await reader.getAnswerId({ ...outcome, fuel: 8n }))
    expect([await reader.getTrialCount(), await reader.getOpenTrials({ provider: 1 })]).to.deep.equal([1n, 1n])
    expect(await reader.isLeaseOnTrial({ lease })).to.equal(true)
    expect(await reader.isHeldByJury({ provider: 1 })).to.equal(false)

    await exercise(operator, operator.standTrial, { id, value: trial.unit })
    await market.mine()
    await market.mine()
    const drawn = await exercise(challenger, challenger.drawJury, { id })
    const seats = BigInt(drawn?.jurors ?? 0n)
    const jury = [0n, 24n, 48n].map((shift) => Number((seats >> shift) & 0xffffffn))
    expect(jury.toSorted()).to.deep.equal([2, 3, 4])
    expect(await failure(challenger.recuseJuror({ id, juror: 2, lease }))).to.include({ errorName: 'NoCause' })
    for (const [i, account] of JURORS.entries()) {
      const juror = i + 2
      const commitment = await reader.getVoteCommitment({ id, juror, ...outcome, salt })
      const client = market.client(account)
      await exercise(client, client.commitVote, { id, juror, commitment })
      expect(BigInt(await reader.getVote({ id, juror })) >> 255n).to.equal(1n)
    }
    await market.toEpoch(6)
    for (const juror of [2, 3, 4]) await exercise(challenger, challenger.revealVote, { id, juror, ...outcome, salt })
    expect(await reader.getVote({ id, juror: 2 })).to.equal(await reader.getAnswerId(outcome))
    expect(await exercise(challenger, challenger.judgeTrial, { id })).to.include({ provider: 1, lease, verdict: 2 })
    expect(await reader.getOwedByJury({ account: challenger.account.address })).to.satisfy((wei: bigint) => wei > 0n)
    expect(await reader.isLeaseOnTrial({ lease })).to.equal(false)
  })

  it('POP-7 recuseJuror: a juror that leases to the same customer', async () => {
    const buyer = market.client(3)
    const juror = market.client(JURORS[1] as number)
    const id = await market.snapshot()
    const offer = (await juror.postOffer.andWait({ terms: terms() })).event.offer
    const deal = (await buyer.openDeal.andWait({ plan: plan({ instances: 1 }), hints: [offer] })).event.deal
    const value = 4n * (await challenger.getTrialBondFor({ provider: 1, baseFee: 10n ** 9n }))
    const hash = await challenger.writeContract({
      ...{ address: market.deployment.disputes as Hex, abi: HANDING_OVER, functionName: 'openAttested' },
      args: [receipt, toHex(request)],
      value,
    })
    const { logs } = await challenger.waitForTransactionReceipt({ hash })
    const trial = challenger.openTrial.extractEvent(logs, market.deployment).id
    const { unit } = await challenger.getTrial({ id: trial })
    await operator.standTrial.andWait({ id: trial, value: unit })
    await market.mine()
    await market.mine()
    await challenger.drawJury.andWait({ id: trial })
    const recused = await exercise(challenger, challenger.recuseJuror, { id: trial, juror: 3, lease: deal * 256 })
    expect(recused).to.include({ juror: 3, lease: deal * 256 })
    await market.revert(id)
  })
})
