import { expect } from 'chai'
import { type LogCursor, type MarketLog, readLogs, watchLeases } from '../src/index.ts'
import { advance } from '../src/logs/cursor.ts'
import { failure } from './support/exercise.ts'
import { newMarket, type TestClient, type TestMarket } from './support/market.ts'
import { fund, plan, provider, terms } from './support/people.ts'

const namesOf = (logs: readonly MarketLog[]) => logs.map(({ eventName }) => eventName)

describe('SDK logs', () => {
  let market: TestMarket
  let seller: TestClient

  before(async () => {
    market = await newMarket()
    seller = market.client(1)
    await provider(market, 1)
  })

  it('readLogs starts at the deployment and resumes where it stopped', async () => {
    const { deployment } = market
    const first = await readLogs(seller, { deployment })
    expect(namesOf(first.logs)).to.include.members(['Deposited', 'ProviderRegistered', 'OperatorSet'])
    expect(first).to.include({ rolledBackTo: undefined, complete: true })
    const again = await readLogs(seller, { deployment, cursor: first.cursor })
    expect(again.logs).to.deep.equal([])
    await seller.postOffer.andWait({ terms: terms() })
    const next = await readLogs(seller, { deployment, cursor: again.cursor })
    expect(namesOf(next.logs)).to.deep.equal(['OfferPosted'])
    const [posted] = next.logs
    if (posted?.eventName !== 'OfferPosted') throw new Error('expected an offer')
    expect(posted.args.terms.price).to.equal(100)
  })

  it('readLogs in small spans sees the same logs, and says that there is more', async () => {
    const { deployment } = market
    const whole = await readLogs(seller, { deployment })
    const parts: MarketLog[] = []
    let cursor: LogCursor = []
    for (let complete = false; !complete; ) {
      const step = await readLogs(seller, { deployment, cursor, span: 3 })
      parts.push(...step.logs)
      ;({ cursor, complete } = step)
    }
    expect(namesOf(parts)).to.deep.equal(namesOf(whole.logs))
  })

  it('readLogs stays behind the head by the confirmations asked for', async () => {
    const { deployment } = market
    const { cursor } = await readLogs(seller, { deployment })
    await seller.postOffer.andWait({ terms: terms({ price: 101 }) })
    const behind = await readLogs(seller, { deployment, cursor, confirmations: 2 })
    expect(behind.logs).to.deep.equal([])
    await market.mine()
    await market.mine()
    const { logs } = await readLogs(seller, { deployment, cursor: behind.cursor, confirmations: 2 })
    expect(namesOf(logs)).to.deep.equal(['OfferPosted'])
  })

  it('readLogs tells what a reorganisation has undone, and reads the new branch', async () => {
    const { deployment } = market
    const before = await readLogs(seller, { deployment })
    const height = await seller.getBlockNumber({ cacheTime: 0 })
    const snapshot = await market.snapshot()
    await seller.postOffer.andWait({ terms: terms({ price: 102 }) })
    await market.mine()
    const seen = await readLogs(seller, { deployment, cursor: before.cursor })
    expect(namesOf(seen.logs)).to.deep.equal(['OfferPosted'])
    await market.revert(snapshot)
    const shorter = await readLogs(seller, { deployment, cursor: seen.cursor })
    expect(shorter).to.deep.include({ rolledBackTo: height, logs: [] })
    await seller.setEndpoint.andWait({ endpoint: 'http://other.example' })
    await market.mine()
    const replaced = await readLogs(seller, { deployment, cursor: seen.cursor })
    expect(replaced.rolledBackTo).to.equal(height)
    expect(namesOf(replaced.logs)).to.deep.equal(['EndpointSet'])
  })

  it('readLogs goes back to the deployment when no checkpoint is left', async () => {
    const { deployment } = market
    const cursor = [{ number: deployment.block + 1n, hash: `0x${'00'.repeat(32)}` as const }]
    const { rolledBackTo, logs } = await readLogs(seller, { deployment, cursor })
    expect(rolledBackTo).to.equal(deployment.block - 1n)
    expect(namesOf(logs)).to.include('ProviderRegistered')
  })

  it('watchLeases gives what changes leases, resumes, survives failures, ends at the signal', async () => {
    const { deployment } = market
    const buyer = market.client(3)
    await fund(buyer, 1_000_000n)
    await buyer.openDeal.andWait({ plan: plan() })
    const stop = new AbortController()
    const problems: unknown[] = []
    const onError = (error: unknown) => problems.push(error)
    let fail = true
    const answer = buyer.request as (...args: unknown[]) => Promise<unknown>
    const request = (...args: unknown[]) => {
      const failed = fail
      fail = false
      return failed ? Promise.reject(Object.assign(new Error('down'), { name: 'HttpRequestError' })) : answer(...args)
    }
    const flaky = { ...buyer, request } as unknown as typeof buyer
    for await (const { logs } of watchLeases(flaky, { deployment, signal: stop.signal, interval: 5, onError })) {
      expect(namesOf(logs)).to.deep.equal(['Leased'])
      stop.abort()
    }
    expect(problems).to.have.length(1)
    expect(problems[0]).to.include({ name: 'ChainUnavailableError' })
  })

  it('a chain that is not there fails with the cursor unchanged', async () => {
    const down = { ...seller, request: () => Promise.reject(Object.assign(new Error('x'), { name: 'TimeoutError' })) }
    const error = await failure(readLogs(down as never, { deployment: market.deployment }))
    expect(error).to.include({ name: 'ChainUnavailableError', kind: 'outage' })
  })

  it('cursors stay short and reach far back', () => {
    let cursor: LogCursor = []
    for (let number = 1n; number <= 5000n; number++) cursor = advance(cursor, { number, hash: '0x' })
    expect(cursor).to.have.length(16)
    const numbers = cursor.map(({ number }) => Number(number))
    expect(numbers[0]).to.equal(1)
    expect(numbers.at(-1)).to.equal(5000)
    expect(numbers.at(-2)).to.be.at.least(4990)
    expect(numbers.some((number) => number > 4000 && number < 4950)).to.equal(true)
  })
})
