import { type DealView, decodeAlias, regionNames } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { openDeals } from '../market/deals.ts'
import { type FunctionInfo, findFunction } from '../market/function.ts'
import { type Market, openMarket } from '../market/open.ts'
import { costOfEpochs } from '../market/running.ts'
import { type AliasInfo, aliasesOf } from './versions.ts'

export type LeaseStatus = {
  lease: number
  provider: number
  endpoint: string
  instances: number
  price: number
  start: number
  end: number
  /** Missed epochs so far. */
  missed: number
  /** micro-USDC that `refund` would return now. */
  refundable: bigint
  live: boolean
  /** Of the gateway, when one is set and knows the lease. */
  health: Record<string, unknown> | null
}

export type DealStatus = {
  deal: number
  owner: string
  alias: string
  end: number
  /** Epochs left to run, the running one not counted. */
  runway: number
  /** Whether anybody may renew it when it is about to end. */
  renew: boolean
  /** Terms of the plan that the owner's balance pays for now, one after another; null without consent to renew. */
  terms: number | null
  unfilled: number
  /** micro-USDC */
  reserve: bigint
  regions: string[]
  leases: LeaseStatus[]
}

export type StatusResult = {
  epoch: number
  function: FunctionInfo
  aliases: AliasInfo[]
  deals: DealStatus[]
  balance: bigint
}

/** Shows a function: aliases, running deals, leases and how their providers do, and its owner's escrow balance. */
export async function status(context: Context, options: { function?: string } = {}): Promise<StatusResult> {
  const market = await openMarket(context)
  const fn = await findFunction(context, market, options.function)
  const [epoch, aliases, deals, balance, health] = await Promise.all([
    market.bourse.getCurrentEpoch(),
    aliasesOf(market, fn.id),
    openDeals(market, fn.id),
    market.bourse.getEscrowBalance({ account: fn.owner }),
    gatewayHealth(context, fn.id),
  ])
  const shown = deals.map(async (deal): Promise<DealStatus> => {
    const leases = await Promise.all(
      deal.leases.map((lease) => leaseStatus(market, lease, health.get(lease.id) ?? null)),
    )
    return {
      deal: deal.id,
      owner: deal.owner,
      alias: decodeAlias(deal.plan.aliasName),
      end: deal.end,
      runway: Math.max(0, deal.end - epoch - 1),
      renew: deal.plan.renew,
      terms: deal.plan.renew ? termsPaid(deal, await market.bourse.getEscrowBalance({ account: deal.owner })) : null,
      unfilled: deal.unfilled,
      reserve: deal.reserve,
      regions: regionNames(deal.plan.regions),
      leases,
    }
  })
  return { epoch, function: fn, aliases, deals: await Promise.all(shown), balance }
}

/** How often the balance pays for the plan's epochs again. */
function termsPaid(deal: DealView, balance: bigint): number {
  const term = costOfEpochs(deal, deal.plan.epochs)
  return term === 0n ? 0 : Number(balance / term)
}

type Lease = Awaited<ReturnType<Market['bourse']['getDeal']>>['leases'][number]

async function leaseStatus(
  { bourse }: Market,
  lease: Lease,
  health: Record<string, unknown> | null,
): Promise<LeaseStatus> {
  const { endpoint } = await bourse.getProvider({ provider: lease.provider })
  const { id, provider, instances, price, start, end, missed, refundable, live } = lease
  return { lease: id, provider, endpoint, instances, price, start, end, missed, refundable, live, health }
}

type GatewayView = { aliases: { leases: { lease: number; health: Record<string, unknown> }[] }[] }

/** What the gateway sees of the leases; nothing when there is none, or it cannot be reached. */
async function gatewayHealth(
  { settings, progress }: Context,
  id: bigint,
): Promise<Map<number, Record<string, unknown>>> {
  if (!settings.gateway) return new Map()
  try {
    const response = await fetch(`${settings.gateway}/v1/functions/${id}`, { signal: AbortSignal.timeout(5_000) })
    if (!response.ok) return new Map()
    const view = (await response.json()) as GatewayView
    return new Map(view.aliases.flatMap((alias) => alias.leases.map(({ lease, health }) => [lease, health] as const)))
  } catch (error) {
    progress.warn(`the gateway ${settings.gateway} cannot be asked: ${(error as Error).message}`)
    return new Map()
  }
}
