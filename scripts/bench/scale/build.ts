// A market that grows by its own functions: an account that does many things in one transaction posts the offers, another
// one opens the deals. No storage is written from outside.
import { type Address, encodeFunctionData, type Hex } from 'viem'
import { type Market, PLAN } from '../gas/market.ts'
import { LEASES_PER_DEAL, type Size } from './sizes.ts'

/** The price of the provider's five large offers, below all others: what a walk finds first. */
export const BEST = 1400
const LARGE_UNITS = 65_000
/** Ends of the leases lie between these many epochs ahead: in every epoch that is measured some end. */
const [SOONEST, LATEST] = [20, 2000]
/** In one transaction: the simulated chain keeps a trace of each, and long ones cost more memory than time. */
const BATCH = 25
const EPOCH = 100
const ENOUGH = 10n ** 15n

type Batch = { address: Address; abi: Market['bourse']['abi'] }

export interface Crowd {
  /** The account of the one provider that has all offers and leases. */
  seller: Batch
  buyer: Batch
  provider: number
  /** Its operator, which attests. */
  operator: Awaited<ReturnType<Market['party']>>
  size: Size
}

/** A provider with five large offers, and nothing else. */
export async function newCrowd(m: Market): Promise<Crowd> {
  await m.goTo(EPOCH)
  const [seller, buyer] = [await batchAccount(m), await batchAccount(m)]
  const operator = await m.party()
  const key: Hex = `0x${'11'.repeat(32)}`
  const proof = await m.operatorProof(seller.address, operator.key, key)
  await runAll(m, seller, [['register', [operator.address, key, 'https://provider.example', proof]]])
  const provider = await m.read<number>(m.lens, 'providerOf', [seller.address])
  await runAll(m, seller, Array(LEASES_PER_DEAL).fill(['postOffer', [m.terms(BEST, LARGE_UNITS)]]))
  return { seller, buyer, provider, operator, size: { offers: LEASES_PER_DEAL, deals: 0, leases: 0 } }
}

/** Posts offers and opens deals until the market is as large as asked. */
export async function grow(m: Market, crowd: Crowd, to: Size, said: (line: string) => void): Promise<Crowd> {
  for (let from = crowd.size.offers; from < to.offers; from += BATCH) {
    const ids = range(from + 1, Math.min(from + BATCH, to.offers))
    await runAll(
      m,
      crowd.seller,
      ids.map((id): Call => ['postOffer', [termsOf(m, id)]]),
    )
    if (from % 20_000 < BATCH) said(`${ids.at(-1)} offers`)
  }
  for (let from = crowd.size.deals; from < to.deals; from += BATCH) {
    const ids = range(from + 1, Math.min(from + BATCH, to.deals))
    await runAll(m, crowd.buyer, ids.flatMap(dealCalls))
    if (from % 2_500 < BATCH) said(`${ids.at(-1)} deals`)
  }
  return { ...crowd, size: to }
}

/** What offer `id` was posted with. Prices come in no order, fifty offers or so at each. */
export function termsOf(m: Market, id: number): ReturnType<Market['terms']> {
  return id <= LEASES_PER_DEAL ? m.terms(BEST, LARGE_UNITS) : m.terms(1536 + ((id * 7919) % 2000), 1 + (id % 9))
}

/** Opens deal `id`, and fills it offer by offer: a limit of one instance's money leaves the others for the next. */
function dealCalls(id: number): Call[] {
  const plan = planOf(id)
  const limit = BigInt(BEST * plan.epochs)
  const fills = range(2, LEASES_PER_DEAL).map((offer): Call => ['fill', [id, [offer], limit, 0n]])
  return [['openDeal', [plan, [1], limit, 0n]], ...fills]
}

/** What deal `id` was opened with: one instance on each of the five large offers. */
export function planOf(id: number): typeof PLAN {
  const epochs = SOONEST + ((id * 13) % (LATEST - SOONEST))
  return { ...PLAN, instances: LEASES_PER_DEAL, perProvider: LEASES_PER_DEAL, epochs }
}

export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** An account with money in the escrow. */
async function batchAccount(m: Market): Promise<Batch> {
  const account = await m.deploy('BatchAccount')
  const payer = await m.party()
  await m.send(payer.address, m.usdc, 'approve', [m.bourse.address, ENOUGH])
  await m.send(payer.address, m.bourse, 'deposit', [account.address, ENOUGH])
  return account
}

type Call = [functionName: string, args: readonly unknown[]]

async function runAll(m: Market, account: Batch, calls: readonly Call[]): Promise<void> {
  const data = calls.map(([functionName, args]) => encodeFunctionData({ abi: m.bourse.abi, functionName, args }))
  await m.send(m.admin, { ...account, bytes: 0 }, 'run', [m.bourse.address, data], 4_000_000_000)
}
