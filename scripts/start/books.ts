/** What the market owes, added up from its public views: it must equal what it holds (ESC-3). */
import { type BourseActions, type Deployment, type LeaseView, readLogs } from '@lambda-bourse/sdk'
import type { Address, PublicClient } from 'viem'

export interface Books {
  /** USDC that the contract holds, micro-USDC. */
  held: bigint
  /** What it owes, by kind, micro-USDC. */
  owed: { balances: bigint; reserves: bigint; leases: bigint; locks: bigint; stakes: bigint; earnings: bigint }
  balanced: boolean
}

/** Reads the books at one block. `accounts` are all that ever had a balance. */
export async function readBooks(
  client: PublicClient,
  market: BourseActions,
  deployment: Deployment,
  accounts: readonly Address[],
): Promise<Books> {
  const blockNumber = await client.getBlockNumber({ cacheTime: 0 })
  const at = { blockNumber }
  const epoch = await market.getCurrentEpoch(at)
  const counts = await market.getCounts(at)
  const refunded = await refundedEpochs(client, deployment, blockNumber)
  const balances = await Promise.all(accounts.map((account) => market.getEscrowBalance({ account, ...at })))
  const providers = await each(counts.providers, (provider) => market.getProvider({ provider, ...at }))
  const offers = await each(counts.offers, (offer) => market.getOffer({ offer, ...at }))
  const deals = await each(Number(counts.deals), (deal) => market.getDeal({ deal, ...at }))

  const held = (lease: LeaseView) => {
    const provider = providers[lease.provider - 1]
    if (!provider) throw new Error(`lease ${lease.id} names provider ${lease.provider}, which is not there`)
    return heldFor(lease, provider, epoch, refunded.get(lease.id) ?? 0)
  }
  const owed = {
    balances: sum(balances),
    reserves: sum(deals.map((deal) => deal.reserve)),
    leases: sum(deals.flatMap((deal) => deal.leases).map(held)),
    locks: sum(offers.map((offer) => offer.locked)),
    stakes: sum(providers.map((provider) => BigInt(provider.baseStake))),
    earnings: sum(providers.map((provider) => provider.earned - provider.claimed)),
  }
  const total = await market.getTokenBalance({ account: deployment.bourse, ...at })
  return { held: total, owed, balanced: total === sum(Object.values(owed)) }
}

/** Price of the epochs of a lease that are neither earned nor refunded yet. */
function heldFor(
  lease: LeaseView,
  provider: { nextEpoch: number; ended: boolean },
  epoch: number,
  refunded: number,
): bigint {
  const { start, end, missed } = lease
  const decided = Math.max(0, Math.min(end, provider.nextEpoch) - start)
  const silent = provider.ended ? Math.max(0, Math.min(end, epoch + 1) - Math.max(start, provider.nextEpoch)) : 0
  const earned = decided - (missed - silent)
  const rate = BigInt(lease.price) * BigInt(lease.instances * lease.unitsEach)
  return rate * BigInt(end - start - earned - refunded)
}

async function refundedEpochs(
  client: PublicClient,
  deployment: Deployment,
  until: bigint,
): Promise<Map<number, number>> {
  const epochs = new Map<number, number>()
  let cursor: Awaited<ReturnType<typeof readLogs>>['cursor'] | undefined
  for (;;) {
    const step = await readLogs(client, { deployment, ...(cursor && { cursor }) })
    for (const log of step.logs)
      if (log.eventName === 'Refunded' && log.blockNumber <= until)
        epochs.set(log.args.lease, (epochs.get(log.args.lease) ?? 0) + log.args.missed)
    if (step.complete) return epochs
    cursor = step.cursor
  }
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)

const each = <T>(count: number, read: (id: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => read(i + 1)))
