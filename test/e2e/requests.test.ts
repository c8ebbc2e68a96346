import { bourseAbi, cidOf, requestsAbi } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { type Abi, type Address, isAddressEqual } from 'viem'
import { type AskingMarket, startAskingMarket } from './requests.market.ts'
import { killAll, type RunningProcess, until } from './support/index.ts'

const EPOCH = 60
const BIDS = 60
const SUPPLY = 100
const SERVES = 'requests: { coinPrice: 0, minProfit: 500, turnMs: 2000 }'

describe('requests, from a contract to a worker and back', function () {
  this.timeout(400_000)
  let market: AskingMarket
  let workers: RunningProcess[]

  before(async () => {
    market = await startAskingMarket(EPOCH)
    workers = []
  })
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()))
    workers = []
  })
  after(async () => {
    await market?.stop()
    await killAll()
  })

  const startWorker = async (index: 0 | 1, extra = SERVES) => {
    const { process, url } = await market.startWorker(index, extra)
    workers.push(process)
    const body = market.module as BodyInit
    await fetch(`${url}/ipfs/${await cidOf(market.module)}`, { method: 'PUT', body })
    return process
  }
  const eventsOf = <Name extends 'Requested' | 'Answered' | 'Delivered' | 'Proposed'>(eventName: Name) =>
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

  /** An auction with bids, each by a transaction. */
  async function auction(changes: object = {}) {
    const { developer, deployment } = market
    const args = [deployment.requests, ask(changes), SUPPLY]
    const { abi, address } = await market.deployExample('examples/auction/Auction.sol', args)
    const money = await developer.writeContract({
      abi: bourseAbi,
      address: deployment.bourse,
      functionName: 'transfer',
      args: [address, 20_000n],
    })
    await developer.waitForTransactionReceipt({ hash: money })
    const bids = Array.from({ length: BIDS }, (_, i) => ({ price: BigInt((i * 7919) % 97) + 1n, lots: (i % 5) + 1 }))
    for (const { price, lots } of bids) await send(abi, address, 'bid', [price, lots])
    expect(await read<bigint>({ abi, address }, 'count')).to.equal(BigInt(BIDS))
    return { abi, address, bids, close: () => write(abi, address, 'close', []) }
  }

  /** The node mines each transaction as it comes. */
  function send(abi: Abi, address: Address, functionName: string, args: unknown[]) {
    return market.developer.writeContract({ abi, address, functionName, args, gas: 10_000_000n } as never)
  }
  async function write(abi: Abi, address: Address, functionName: string, args: unknown[]) {
    const hash = await send(abi, address, functionName, args)
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
    let left = SUPPLY
    const lots = new Map<number, number>()
    for (const { index, lots: wanted } of order) {
      const got = Math.min(left, wanted)
      lots.set(index, got)
      left -= got
    }
    for (const index of sale.bids.keys()) {
      expect(await read<number>(sale, 'lotsOf', [BigInt(index)]), `bid ${index}`).to.equal(lots.get(index))
    }
    const last = order.find((bid, i) => order.slice(0, i + 1).reduce((sum, { lots: n }) => sum + n, 0) >= SUPPLY && bid)
    expect(await read<bigint>(sale, 'clearingPrice')).to.equal(last?.price)
  }

  it('REQ-1 a contract has its bids sorted by a worker, and uses the order; one provider answers, and is paid', async () => {
    await startWorker(0)
    await startWorker(1)
    const before = await Promise.all(market.owners.map((account) => market.developer.getEscrowBalance({ account })))
    const sale = await auction()
    await sale.close()
    await until('the auction is cleared', () => read<boolean>(sale, 'isCleared'), 60_000)
    await checkResult(sale)
    expect(await eventsOf('Answered')).to.have.length(1)
    expect((await eventsOf('Delivered')).map(({ args }) => args.success)).to.deep.equal([true])
    const after = await Promise.all(market.owners.map((account) => market.developer.getEscrowBalance({ account })))
    const earned = after.map((balance, i) => balance - (before[i] as bigint))
    expect(earned.toSorted((a, b) => Number(a - b))).to.deep.equal([0n, 10_000n])
    const sent = workers.map(({ lines }) => lines.filter((line) => /"purpose":"fulfil:1".*sent/.test(line)).length)
    expect(sent.toSorted()).to.deep.equal([0, 1])
  })

  it('REQ-1 killed -9 at any moment of an answer, a worker answers once', async () => {
    const before = (await eventsOf('Answered')).length
    const rounds = 5
    for (let round = 0; round < rounds; round++) {
      const sale = await auction()
      const worker = await startWorker(0)
      await sale.close()
      await new Promise((resolve) => setTimeout(resolve, round * 130))
      await worker.kill()
      const again = await startWorker(0)
      await until('the auction is cleared', () => read<boolean>(sale, 'isCleared'), 60_000)
      await checkResult(sale)
      await again.stop()
    }
    const answered = (await eventsOf('Answered')).slice(before).map(({ args }) => args.id)
    expect(answered).to.have.length(rounds)
    expect(new Set(answered).size).to.equal(rounds)
  })

  it('REQ-1 a worker does not answer what does not pay, nor what is of other code; anyone refunds it', async () => {
    await startWorker(0)
    const cheap = await auction({ fee: 499, epochs: 1 })
    await cheap.close()
    const other = await auction({ code: `0x${'12'.repeat(32)}`, epochs: 1 })
    const { logs } = await other.close()
    expect(logs.length).to.be.above(0)
    const before = (await eventsOf('Answered')).length
    const epoch = Number(await market.developer.getCurrentEpoch())
    for (let i = 0; i < 2; i++) {
      await market.chain.increaseTime(EPOCH)
      await new Promise((resolve) => setTimeout(resolve, 1_500))
    }
    expect(Number(await market.developer.getCurrentEpoch())).to.be.above(epoch + 1)
    expect((await eventsOf('Answered')).length).to.equal(before)
    const asked = await eventsOf('Requested')
    for (const { address } of [cheap, other]) {
      const request = asked.find(({ args }) => isAddressEqual(args.consumer, address))?.args.request
      if (!request) throw new Error('nothing was asked')
      const { event } = await market.client(7).refundRequest.andWait({ request })
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
      await market.chain.increaseTime(EPOCH)
      await until('the epoch is attested', async () => {
        const { nextEpoch } = await market.developer.getProvider({ provider: 1 })
        return nextEpoch > epoch
      })
    }
    await until('the auction is cleared', () => read<boolean>(sale, 'isCleared'), 60_000)
    await checkResult(sale)
  })
})
