import { expect } from 'chai'
import { type Book, type BookOffer, MatcherError, type MatchPlan, matchPlan } from '../../src/matcher/index.ts'

const EPOCH = 10

function offer(id: number, terms: Partial<BookOffer> = {}): BookOffer {
  const defaults = { price: 100, compensation: 10, free: 4, region: 0, features: 0, minEpochs: 0, until: 2 ** 24 - 1 }
  return { id, provider: id, listed: true, ...defaults, ...terms }
}

function bookOf(...offers: BookOffer[]): Book {
  const ready = { ended: false, absence: 0, nextEpoch: EPOCH }
  return { offers, providers: new Map(offers.map(({ provider }) => [provider, ready])) }
}

function plan(changes: Partial<MatchPlan> = {}): MatchPlan {
  const defaults = { instances: 2, unitsEach: 2, perProvider: 4, regions: 1n, features: 0, maxPrice: 200 }
  return { ...defaults, minCompensation: 0, epochs: 5, ...changes }
}

const taken = (book: Book, wanted: MatchPlan, options: object = {}) =>
  matchPlan(book, wanted, { epoch: EPOCH, ...options }).picks.map((pick) => [pick.offer, pick.instances])

describe('matchPlan', () => {
  it('OFF-2 takes the best price first, then the lowest region, then the oldest', () => {
    const book = bookOf(
      offer(1, { price: 120 }),
      offer(2, { region: 1 }),
      offer(5, { free: 2 }),
      offer(4, { free: 2 }),
      offer(3, { price: 90, free: 2 }),
    )
    expect(taken(book, plan({ instances: 5, regions: 3n }))).to.deep.equal([
      [3, 1],
      [5, 1],
      [4, 1],
      [2, 2],
    ])
  })

  it('DEAL-1 takes hints in the order given, and nothing else', () => {
    const book = bookOf(offer(1, { price: 50 }), offer(2, { free: 2 }), offer(3))
    expect(taken(book, plan({ instances: 9 }), { hints: [3, 99, 2] })).to.deep.equal([
      [3, 2],
      [2, 1],
    ])
  })

  it('takes no units twice when a hint is given twice', () => {
    const book = bookOf(offer(1, { free: 5 }))
    expect(taken(book, plan({ instances: 9 }), { hints: [1, 1] })).to.deep.equal([[1, 2]])
  })

  const refused: [string, Partial<BookOffer>, Partial<MatchPlan>][] = [
    ['a price above the cap', { price: 201 }, {}],
    ['another region', { region: 1 }, {}],
    ['a missing feature', { features: 1 }, { features: 3 }],
    ['too little compensation', { compensation: 9 }, { minCompensation: 10 }],
    ['a lease shorter than the offer wants', { minEpochs: 6 }, {}],
    ['a lease that ends after the offer', { until: EPOCH + 5 }, {}],
    ['too few free units', { free: 1 }, {}],
    ['an offer out of the book', { listed: false }, {}],
  ]
  for (const [what, terms, changes] of refused) {
    it(`OFF-3 passes over ${what}`, () => {
      const book = bookOf(offer(1, terms), offer(2, { price: 150, features: 7, compensation: 10 }))
      expect(taken(book, plan({ instances: 1, ...changes }))).to.deep.equal([[2, 1]])
    })
  }

  it('takes an offer whose last epoch and smallest lease just fit', () => {
    const book = bookOf(offer(1, { until: EPOCH + 6, minEpochs: 5 }))
    expect(taken(book, plan({ instances: 1 }))).to.deep.equal([[1, 1]])
  })

  it('EPO-2 passes over providers that ended, are absent, or more than two epochs behind', () => {
    const book = bookOf(offer(1), offer(2), offer(3), offer(4))
    const providers = new Map(book.providers)
    providers.set(1, { ended: true, absence: 0, nextEpoch: EPOCH })
    providers.set(2, { ended: false, absence: 1, nextEpoch: EPOCH })
    providers.set(3, { ended: false, absence: 0, nextEpoch: EPOCH - 2 })
    providers.set(4, { ended: false, absence: 0, nextEpoch: EPOCH - 1 })
    expect(taken({ ...book, providers }, plan({ instances: 1 }))).to.deep.equal([[4, 1]])
  })

  it('DEAL-3 spreads over providers, leases of the deal included', () => {
    const book = bookOf(offer(1, { provider: 7 }), offer(2, { provider: 7 }), offer(3))
    const deal = { end: EPOCH + 6, unfilled: 3, reserve: 10_000n, leases: [{ provider: 7, instances: 1, over: false }] }
    expect(taken(book, plan({ perProvider: 2 }), { deal })).to.deep.equal([
      [1, 1],
      [3, 2],
    ])
    const over = { ...deal, leases: [{ provider: 7, instances: 1, over: true }] }
    expect(taken(book, plan({ perProvider: 2 }), { deal: over })).to.deep.equal([
      [1, 2],
      [3, 1],
    ])
  })

  it('DEAL-3 makes no 65th lease', () => {
    const offers = Array.from({ length: 70 }, (_, i) => offer(i + 1, { free: 2 }))
    const result = matchPlan(bookOf(...offers), plan({ instances: 70 }), { epoch: EPOCH })
    expect(result.picks).to.have.length(64)
    expect(result.unfilled).to.deep.equal(
      [65, 66, 67, 68, 69, 70].map((id) => ({ instances: 1, reason: 'Leases', offer: id, price: 100, region: 0 })),
    )
  })

  it('DEAL-1 never spends more than the limit, and gives back what it saved', () => {
    const result = matchPlan(bookOf(offer(1), offer(2)), plan(), { epoch: EPOCH, limit: 1999n })
    expect(result.picks).to.deep.equal([{ offer: 1, provider: 1, price: 100, instances: 1, cost: 1000n }])
    expect(result).to.include({ cost: 1000n, reserve: 2000n, saved: 1000n })
  })

  it('lets a poorer reserve lower the dearest price', () => {
    const deal = { end: EPOCH + 6, unfilled: 2, reserve: 1999n, leases: [] }
    const result = matchPlan(bookOf(offer(1), offer(2, { price: 99 })), plan(), { epoch: EPOCH, deal })
    expect(result.picks.map((pick) => [pick.offer, pick.instances])).to.deep.equal([[2, 2]])
    expect(result).to.include({ cost: 1980n, reserve: 0n, saved: 19n })
  })

  it('OFF-6 remembers where maxSteps cut the walk, and goes on from there', () => {
    const book = bookOf(offer(1, { minEpochs: 9 }), offer(2, { minEpochs: 9 }), offer(3))
    const first = matchPlan(book, plan(), { epoch: EPOCH, maxSteps: 2 })
    expect(first).to.deep.include({
      picks: [],
      cursor: { price: 100, region: 0, offer: 3 },
      steps: 2,
      complete: false,
    })
    const second = matchPlan(book, plan(), { epoch: EPOCH, maxSteps: 2, cursor: first.cursor })
    expect(second).to.deep.include({ cursor: null, steps: 1, complete: true })
    expect(second.picks.map((pick) => pick.offer)).to.deep.equal([3])
  })

  it('goes on at the oldest of the same price when the remembered offer has left the book', () => {
    const book = bookOf(offer(1, { price: 90 }), offer(2), offer(3, { listed: false }), offer(4))
    expect(taken(book, plan({ instances: 3 }), { cursor: { price: 100, region: 0, offer: 3 } })).to.deep.equal([
      [2, 2],
      [4, 1],
    ])
  })

  it('OFF-6 counts an empty price as a step, and can be cut there', () => {
    const book = { ...bookOf(offer(1)), emptyPrices: [{ price: 50, region: 0 }] }
    expect(taken(book, plan(), { maxSteps: 1 })).to.deep.equal([])
    expect(taken(book, plan(), { maxSteps: 2 })).to.deep.equal([[1, 2]])
    const emptyPrices = [...book.emptyPrices, { price: 60, region: 0 }]
    const cut = matchPlan({ ...book, emptyPrices }, plan(), { epoch: EPOCH, maxSteps: 1 })
    expect(cut).to.deep.include({ cursor: { price: 60, region: 0, offer: 0 }, complete: false })
  })

  it('looks at nothing and forgets nothing with maxSteps 0', () => {
    const cursor = { price: 100, region: 0, offer: 1 }
    const result = matchPlan(bookOf(offer(1)), plan(), { epoch: EPOCH, maxSteps: 0, cursor })
    expect(result).to.deep.include({ picks: [], cursor, complete: true })
  })

  it('is cut short where the limit leaves nothing for the next price', () => {
    const result = matchPlan(bookOf(offer(1), offer(2)), plan(), { epoch: EPOCH, limit: 999n })
    expect(result).to.deep.include({ cursor: { price: 100, region: 0, offer: 1 }, steps: 0, complete: true })
  })

  it('refuses a deal with nothing to match', () => {
    expect(() => taken(bookOf(offer(1)), plan({ instances: 0 })))
      .to.throw(MatcherError)
      .with.property('field', 'unfilled')
    expect(() => taken(bookOf(offer(1)), plan({ epochs: 0 })))
      .to.throw(MatcherError)
      .with.property('field', 'end')
  })
})

describe('why instances stay unfilled', () => {
  const reasons = (book: Book, wanted: MatchPlan, options: object = {}) =>
    matchPlan(book, wanted, { epoch: EPOCH, ...options }).unfilled.map(({ instances, reason, offer }) => [
      instances,
      reason,
      offer,
    ])

  const single: [string, Partial<BookOffer>, Partial<MatchPlan>][] = [
    ['Price', { price: 201 }, {}],
    ['Region', { region: 1 }, {}],
    ['Features', {}, { features: 1 }],
    ['Compensation', {}, { minCompensation: 11 }],
    ['Term', { minEpochs: 6 }, {}],
    ['Units', { free: 1 }, {}],
  ]
  for (const [reason, terms, changes] of single) {
    it(`DEAL-2 says ${reason}`, () => {
      expect(reasons(bookOf(offer(1, terms)), plan({ instances: 1, ...changes }))).to.deep.equal([[1, reason, 1]])
    })
  }

  it('DEAL-2 says Spread, Limit and Provider', () => {
    expect(reasons(bookOf(offer(1)), plan({ perProvider: 1 }))).to.deep.equal([[1, 'Spread', 1]])
    expect(reasons(bookOf(offer(1)), plan(), { limit: 1999n })).to.deep.equal([[1, 'Limit', 1]])
    const absent = new Map([[1, { ended: false, absence: 1, nextEpoch: EPOCH }]])
    expect(reasons({ ...bookOf(offer(1)), providers: absent }, plan())).to.deep.equal([[2, 'Provider', 1]])
  })

  it('DEAL-2 says Several when more than one thing is in the way, NoOffer when the books are empty', () => {
    expect(reasons(bookOf(offer(1, { price: 300, region: 2 })), plan())).to.deep.equal([[2, 'Several', 1]])
    expect(reasons(bookOf(), plan())).to.deep.equal([[2, 'NoOffer', 0]])
  })

  it('EPO-7 takes only of providers with the reputation asked for, and says Reputation of the others', () => {
    const offers = [offer(1), offer(2, { price: 150 })]
    const record = (reputation: bigint) => ({ ended: false, absence: 0, nextEpoch: EPOCH, reputation })
    const providers = new Map([
      [1, record(99n)],
      [2, record(100n)],
    ])
    const book = { offers, providers }
    expect(taken(book, plan({ minReputation: 100n }))).to.deep.equal([[2, 2]])
    expect(reasons(book, plan({ instances: 5, perProvider: 2, minReputation: 100n }))).to.deep.equal([
      [2, 'Reputation', 1],
      [1, 'NoOffer', 0],
    ])
  })

  it('OFF-6 takes no crumbs: fewer than leastInstances only where fewer are left', () => {
    const book = bookOf(offer(1, { free: 4 }), offer(2, { price: 150, free: 6 }), offer(3, { price: 160 }))
    expect(taken(book, plan({ instances: 4, leastInstances: 3 }))).to.deep.equal([
      [2, 3],
      [3, 1],
    ])
    expect(reasons(bookOf(offer(1)), plan({ instances: 3, leastInstances: 3 }))).to.deep.equal([
      [2, 'Units', 1],
      [1, 'NoOffer', 0],
    ])
  })

  it('DEAL-2 says Unseen of an offer that hints leave out or maxSteps did not reach', () => {
    const book = bookOf(offer(1, { free: 2 }), offer(2, { free: 2 }))
    expect(reasons(book, plan(), { hints: [2] })).to.deep.equal([[1, 'Unseen', 1]])
    expect(reasons(book, plan(), { maxSteps: 1 })).to.deep.equal([[1, 'NoOffer', 0]])
    expect(reasons(book, plan({ instances: 3 }), { maxSteps: 0, hints: [2] })).to.deep.equal([[2, 'NoOffer', 0]])
  })

  it('DEAL-2 names the cheapest offer that one change would bring, then the next', () => {
    const book = bookOf(offer(1, { price: 250, free: 2 }), offer(2, { price: 150, region: 3, free: 2 }))
    expect(reasons(book, plan())).to.deep.equal([
      [1, 'Region', 2],
      [1, 'Price', 1],
    ])
  })
})
