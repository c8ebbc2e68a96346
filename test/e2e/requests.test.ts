import { requestExecution, requestList, requestRefund, requestShow } from '@lambda-bourse/cli'
import { bourseAbi, requestsAbi } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { type Abi, type Address, isAddressEqual } from 'viem'
import { type AskingMarket, startAskingMarket } from './requests.market.ts'
import { killAll, type RunningProcess, until } from './support/index.ts'

/** Long enough that only these tests move the clock. */
const EPOCH = 600
const BIDS = 60
/** Providers take turns where more than one may answer. */
const TURNS = { coinPrice: 0, minProfit: 500, turnMs: 2_000 }
const ALONE = { ...TURNS, turnMs: 0 }

describe('requests, from a contract to a worker and back', function () {
  this.timeout(400_000)
  let market: AskingMarket
  const workers = new Map<number, RunningProcess>()

  before(async () => {
    market = await startAskingMarket(EPOCH)
  })
  afterEach(async () => {
    await Promise.all([...workers.values()].map((worker) => worker.stop()))
    workers.clear()
  })
  after(async () => {
    await market?.stop()
    await killAll()
  })

  async function startWorker(index: number, requests: object = ALONE): Promise<RunningProcess> {
    const worker = await market.startWorker(index, requests)
    workers.set(index, worker)
    return worker
  }
  const eventsOf = <Name extends 'Requested' | 'Committed' | 'Answered' | 'Delivered' | 'Proposed'>(eventName: Name) =>
    market.developer.getContractEvents({
      abi: requestsAbi,
      address: market.deployment.requests as Address,
      eventName,
      fromBlock: 0n,
      strict: true,
    })
  const ask = (changes: object = {}) => ({
    deal: market.deal,
    code: market.code,
    fee: 10_000,
    callbackGas: 600_000,
    epochs: 3,
    quorum: 1,
    seats: 0,
    waits: false,
    ...changes,
  })

  /** An auction of half of what is bid for, each bid by a transaction. */
  async function auction(changes: object = {}, size = 12) {
    const { developer, deployment } = market
    const bids = Array.from({ length: size }, (_, i) => ({ price: BigInt((i * 7919) % 97) + 1n, lots: (i % 5) + 1 }))
    const supply = Math.floor(bids.reduce((sum, { lots }) => sum + lots, 0) / 2)
    const { abi, address } = await market.deployAuction([deployment.requests, ask(changes), supply])
    const money = await developer.writeContract({
      abi: bourseAbi,
      address: deployment.bourse,
      functionName: 'transfer',
      args: [address, 20_000n],
    })
    await developer.waitForTransactionReceipt({ hash: money })
    let nonce = await developer.getTransactionCount({ address: developer.account.address })
    const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n, gas: 200_000n }
    for (const { price, lots } of bids) {
      const bid = { abi, address, functionName: 'bid', args: [price, lots], nonce: nonce++, ...fees, chain: null }
      await developer.writeContract(bid as never)
    }
    expect(await read<bigint>({ abi, address }, 'count')).to.equal(BigInt(size))
    return { abi, address, bids, supply, close: () => write(abi, address, 'close', []) }
  }

  async function write(abi: Abi, address: Address, functionName: string, args: unknown[]) {
    const call = { abi, address, functionName, args, gas: 10_000_000n }
    const hash = await market.developer.writeContract(call as never)
    const receipt = await market.developer.waitForTransactionReceipt({ hash })
    expect(receipt.status).to.equal('success')
    return receipt
  }
  const read = <T>({ abi, address }: { abi: Abi; address: Address }, functionName: string, args: unknown[] = []) =>
    market.developer.readContract({ abi, address, functionName, args }) as Promise<T>

  /** What the auction says is what sorting here says. */
  async function checkResult(sale: Awaited<ReturnType<typeof auction>>): Promise<void> {
    const order = sale.bids.map((bid, index) => ({ ...bid, index }))
    order.sort((a, b) => Number(b.price - a.price) || a.index - b.index)
    let left = sale.supply
    const lots = new Map<number, number>()
    for (const { index, lots: wanted } of order) {
      const got = Math.min(left, wanted)
      lots.set(index, got)
      left -= got
    }
    const told = await Promise.all(sale.bids.map((_, index) => read<number>(sale, 'lotsOf', [BigInt(index)])))
    expect(told).to.deep.equal(sale.bids.map((_, index) => lots.get(index)))
    const upTo = (i: number) => order.slice(0, i + 1).reduce((sum, { lots: n }) => sum + n, 0)
    const last = order.find((_, i) => upTo(i) >= sale.supply)
    expect(await read<bigint>(sale, 'clearingPrice')).to.equal(last?.price)
  }

  /** The next epoch; the one before is attested by a provider whose worker runs. */
  async function passEpoch(provider = 1): Promise<void> {
    const epoch = await market.developer.getCurrentEpoch()
    await market.chain.increaseTime(EPOCH)
    await until('the epoch is attested', async () => {
      const { nextEpoch } = await market.developer.getProvider({ provider })
      return nextEpoch > epoch
    })
  }

  it('REQ-1 a contract has its bids sorted by a worker, and uses the order; one provider answers, and is paid', async () => {
    const [one, two] = await Promise.all([startWorker(0, TURNS), startWorker(1, TURNS)])
    const before = await Promise.all(market.owners.map((account) => market.developer.getEscrowBalance({ account })))
    const sale = await auction({}, BIDS)
    await sale.close()
    await until('the auction is cleared', () => read<boolean>(sale, 'isCleared'), 60_000)
    await checkResult(sale)
    expect(await eventsOf('Answered')).to.have.length(1)
    expect((await eventsOf('Delivered')).map(({ args }) => args.success)).to.deep.equal([true])
    const after = await Promise.all(market.owners.map((account) => market.developer.getEscrowBalance({ account })))
    const earned = after.map((balance, i) => balance - (before[i] as bigint))
    expect(earned.toSorted((a, b) => Number(a - b))).to.deep.equal([0n, 0n, 10_000n])
    const sent = [one, two].map(({ lines }) => lines.filter((line) => /"purpose":"fulfil:1".*sent/.test(line)).length)
    expect(sent.toSorted()).to.deep.equal([0, 1])
  })

  it('REQ-1 killed -9 at any moment of an answer, a worker answers once', async () => {
    const before = (await eventsOf('Answered')).length
    const rounds = 4
    let worker = await startWorker(0)
    for (let round = 0; round < rounds; round++) {
      const sale = await auction()
      await sale.close()
      await new Promise((resolve) => setTimeout(resolve, round * 160))
      await worker.kill()
      worker = await startWorker(0)
      await until('the auction is cleared', () => read<boolean>(sale, 'isCleared'), 60_000)
      await checkResult(sale)
    }
    const answered = (await eventsOf('Answered')).slice(before).map(({ args }) => args.id)
    expect(answered).to.have.length(rounds)
    expect(new Set(answered).size).to.equal(rounds)
  })

  it('REQ-1 a worker does not answer what does not pay, nor what is of other code; anyone refunds it, by bourse request too', async () => {
    await startWorker(0)
    const cheap = await auction({ fee: 499, epochs: 1 })
    await cheap.close()
    const other = await auction({ code: `0x${'12'.repeat(32)}`, epochs: 1 })
    const { logs } = await other.close()
    expect(logs.length).to.be.above(0)
    const { context } = market
    const body = '8'.repeat(8) + '9'.repeat(8)
    const paid = await requestExecution(context, { function: 'rank-bids', data: body, fee: '0.01', wait: true })
    // prices of eight bytes, the greatest first; places of two
    expect(paid).to.deep.include({ state: 'delivered', taken: true, deal: market.deal, body: { text: body } })
    expect(paid.answers.map(({ answer }) => answer)).to.deep.equal([{ text: '\0\x01\0\0' }])
    const unpaid = await requestExecution(context, { function: 'rank-bids', data: body, fee: '0.000499', epochs: 1 })
    expect(unpaid).to.deep.include({ state: 'open', answers: [] })
    const before = (await eventsOf('Answered')).length
    const epoch = Number(await market.developer.getCurrentEpoch())
    for (let i = 0; i < 2; i++) await passEpoch()
    expect(await requestShow(context, { id: Number(unpaid.id) })).to.include({ state: 'expired' })
    expect(await requestRefund(context, { id: Number(unpaid.id) })).to.include({ id: unpaid.id, fee: 499n })
    const { requests } = await requestList(context)
    expect(requests.map(({ id, state }) => [id, state])).to.deep.equal([
      [unpaid.id, 'refunded'],
      [paid.id, 'delivered'],
    ])
    expect(Number(await market.developer.getCurrentEpoch())).to.be.above(epoch + 1)
    expect((await eventsOf('Answered')).length).to.equal(before)
    const asked = await eventsOf('Requested')
    for (const { address } of [cheap, other]) {
      const request = asked.find(({ args }) => isAddressEqual(args.consumer, address))?.args.request
      if (!request) throw new Error('nothing was asked')
      const { event } = await market.stranger.refundRequest.andWait({ request })
      expect(isAddressEqual(event.consumer, address)).to.equal(true)
    }
  })

  it('REQ-1 final: the worker proposes, and delivers by itself after the window', async () => {
    const worker = await startWorker(0)
    const sale = await auction({ waits: true })
    await sale.close()
    await until('the answer is proposed', async () => (await eventsOf('Proposed')).length === 1, 60_000)
    expect(await read<boolean>(sale, 'isCleared')).to.equal(false)
    await worker.kill()
    await startWorker(0)
    const { grace, window } = market.deployment.config
    const due = ((await eventsOf('Proposed'))[0]?.args.proposal.epoch ?? 0) + grace + window + 1
    for (;;) {
      const isCleared = await read<boolean>(sale, 'isCleared')
      const epoch = Number(await market.developer.getCurrentEpoch())
      if (epoch >= due) break
      expect(isCleared, `cleared in epoch ${epoch}, due in ${due}`).to.equal(false)
      await passEpoch()
    }
    await until('the auction is cleared', () => read<boolean>(sale, 'isCleared'), 60_000)
    await checkResult(sale)
  })

  it('REQ-1 a quorum of workers: one killed -9 between commit and reveal is not needed, and where it is, reveals in time', async () => {
    const from = await market.developer.getBlockNumber()
    const of = async (name: 'Committed' | 'Answered') =>
      (await eventsOf(name)).filter(({ blockNumber }) => blockNumber > from).map(({ args }) => args.provider)
    const wants = { quorum: 2, seats: 3, epochs: 2, fee: 10_001 }
    const balances = () => Promise.all(market.owners.map((account) => market.developer.getEscrowBalance({ account })))
    const cleared = async (sale: Awaited<ReturnType<typeof auction>>) => {
      await until('the auction is cleared', () => read<boolean>(sale, 'isCleared'), 60_000)
      await checkResult(sale)
    }

    // two take a seat, one of them dies; with the third seat the others are a quorum
    const [first] = await Promise.all([startWorker(0), startWorker(1)])
    const sale = await auction(wants)
    await sale.close()
    await until('two have committed', async () => (await of('Committed')).length === 2, 60_000)
    await first.kill()
    expect(await of('Answered')).to.deep.equal([])
    const third = await startWorker(2)
    await cleared(sale)
    expect((await of('Answered')).toSorted()).to.deep.equal([2, 3])
    await third.stop()

    // the same, and the third stays away: in the last epoch the one that was killed is needed
    const again = await startWorker(0)
    const before = await balances()
    const second = await auction(wants)
    await second.close()
    await until('both have committed', async () => (await of('Committed')).length === 5, 60_000)
    await again.kill()
    await passEpoch(2)
    await passEpoch(2)
    await until('the other one reveals', async () => (await of('Answered')).length === 3, 60_000)
    expect(await read<boolean>(second, 'isCleared')).to.equal(false)
    await startWorker(0)
    await cleared(second)
    expect(await of('Answered')).to.deep.equal([...(await of('Answered')).slice(0, 3), 1])
    const earned = (await balances()).map((balance, i) => balance - (before[i] as bigint))
    // claims of the epochs come beside the fee
    expect(earned.map((amount) => amount % 100n)).to.deep.equal([1n, 0n, 0n])
  })
})
