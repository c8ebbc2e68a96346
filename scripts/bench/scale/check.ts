// The market's own views say that it is what was built: its counts, and of pages of the book, offers and deals a random sample.
import type { Market } from '../gas/market.ts'
import { BEST, type Crowd, planOf, range, termsOf } from './build.ts'
import { LEASES_PER_DEAL } from './sizes.ts'

/** Offers; short, because the simulated chain keeps a trace of each call. */
const PAGE = 64

/** How many of each the sample held. */
export interface Checked {
  seed: number
  /** Offers seen in pages of the book. */
  book: number
  offers: number
  deals: number
  leases: number
}

/** @throws Error that names the first record which is not as it was made. */
export async function check(m: Market, crowd: Crowd, seed: number, sample: number): Promise<Checked> {
  const { offers, deals, leases } = crowd.size
  const [, offersCounted, dealsCounted] = await m.read<number[]>(m.lens, 'counts')
  same('counts', [offersCounted, dealsCounted], [offers, deals])
  same('rate', await rate(m, crowd), BigInt(leases * BEST))
  const random = newRandom(seed)
  const book = await checkBook(m, crowd, random, Math.ceil(sample / 2))
  const pick = (of: number) => [...new Set(Array.from({ length: Math.min(sample, of) }, () => 1 + random(of)))]
  const [someOffers, someDeals] = [pick(offers), pick(deals)]
  for (const id of someOffers) await checkOffer(m, crowd, id)
  for (const id of someDeals) await checkDeal(m, crowd, id)
  const leasesSeen = someDeals.length * LEASES_PER_DEAL
  return { seed, book, offers: someOffers.length, deals: someDeals.length, leases: leasesSeen }
}

/** What the provider owes in the epoch after next: none of its leases is over by then. */
async function rate(m: Market, crowd: Crowd): Promise<bigint> {
  const id = await m.snapshot()
  await m.goTo((await m.epoch()) + 2)
  const { rate: owed } = await m.read<{ rate: bigint }>(m.lens, 'provider', [crowd.provider])
  await m.restore(id)
  return owed
}

/** Pages of the book from prices drawn at random: cheapest first, at one price oldest first, nothing left out. */
async function checkBook(m: Market, crowd: Crowd, random: (below: number) => number, pages: number): Promise<number> {
  const made = range(1, crowd.size.offers).map((id) => ({ id, price: termsOf(m, id).price }))
  const expected = made.sort((a, b) => a.price - b.price || a.id - b.id)
  let seen = 0
  for (let i = 0; i < pages; i++) {
    const from = expected[random(expected.length)]?.price as number
    const first = expected.findIndex(({ price }) => price === from)
    const page = await m.read<{ id: number; terms: { price: number } }[]>(m.lens, 'book', [0, from, BigInt(PAGE)])
    const entries = page.map(({ id, terms }) => ({ id, price: terms.price }))
    same(`the book from price ${from}`, entries, expected.slice(first, first + PAGE))
    seen += entries.length
  }
  return seen
}

async function checkOffer(m: Market, crowd: Crowd, id: number): Promise<void> {
  const offer = await m.read<{ provider: number; terms: object; leased: number; listed: boolean }>(m.lens, 'offer', [
    id,
  ])
  const terms = termsOf(m, id)
  const leased = id <= LEASES_PER_DEAL ? crowd.size.deals : 0
  const { provider, listed } = offer
  same(
    `offer ${id}`,
    { ...offer.terms, provider, listed, leased: offer.leased },
    { ...terms, units: terms.units - leased, provider: crowd.provider, listed: true, leased },
  )
}

async function checkDeal(m: Market, crowd: Crowd, id: number): Promise<void> {
  type Lease = { provider: number; offer: number; price: number; instances: number; start: number; end: number }
  type Deal = {
    owner: string
    plan: { epochs: number }
    unfilled: number
    reserve: bigint
    open: boolean
    leases: Lease[]
  }
  const { owner, plan, unfilled, reserve, open, leases } = await m.read<Deal>(m.lens, 'deal', [id])
  const start = (await m.epoch()) + 1
  const { epochs } = planOf(id)
  same(
    `deal ${id}`,
    { owner: owner.toLowerCase(), epochs: plan.epochs, unfilled, reserve, open },
    {
      ...{ owner: crowd.buyer.address.toLowerCase(), epochs, unfilled: 0, reserve: 0n, open: true },
    },
  )
  const seen = leases.map(({ provider, offer, price, instances, start: from, end }) => ({
    ...{ provider, offer, price, instances, start: from, end },
  }))
  const expected = range(1, LEASES_PER_DEAL).map((offer) => ({
    ...{ provider: crowd.provider, offer, price: BEST, instances: 1, start, end: start + epochs },
  }))
  same(`leases of deal ${id}`, seen, expected)
}

function same(what: string, seen: unknown, expected: unknown): void {
  const [a, b] = [print(seen), print(expected)]
  if (a !== b) throw new Error(`${what}: the views say ${a.slice(0, 400)}, built was ${b.slice(0, 400)}`)
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : sorted(item)))
}

function sorted(item: unknown): unknown {
  const isObject = typeof item === 'object' && item !== null && !Array.isArray(item)
  return isObject ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item
}

/** Numbers below a bound, the same ones for a seed (a linear congruence is random enough for a sample). */
function newRandom(seed: number): (below: number) => number {
  let state = BigInt(seed)
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n
    return Number((state >> 33n) % BigInt(below))
  }
}
