import { type DealView, formatUsdc, type Plan } from '@lambda-bourse/sdk'
import type { Context } from '../../core/context.ts'
import type { MarketWithAccount } from '../../market/open.ts'
import { explain, unfilledLine } from '../../market/unfilled.ts'
import type { Artifact } from '../../project/module.ts'
import type { DeployResult, Prepared } from './types.ts'

/** Names of bourse.yaml for the fields of a plan on chain. The duration of a deal that runs is its own. */
const FIELDS = {
  instances: 'instances',
  unitsEach: 'units',
  perProvider: 'perProvider',
  regions: 'regions',
  features: 'features',
  maxPrice: 'maxPrice',
  minCompensation: 'minCompensation',
  dearer: 'dearer',
} as const

function differences(live: DealView, plan: Plan): string[] {
  const fields = Object.entries(FIELDS) as [keyof typeof FIELDS, string][]
  return fields.filter(([field]) => live.plan[field] !== plan[field]).map(([, name]) => name)
}

/** Says what a deploy is going to cost, before it does. */
export function announce({ progress }: Context, { quote, funding, live, plan }: Prepared): void {
  if (live) {
    progress.note(`Deal ${live.id} runs until epoch ${live.end}: the version goes there, at no cost.`)
    const differs = differences(live, plan)
    if (differs.length > 0)
      progress.warn(`deal ${live.id} keeps its own ${differs.join(', ')}: cancel it to open another`)
  }
  if (!quote) return
  const hosts = quote.leases.length === 1 ? '1 provider' : `${quote.leases.length} providers`
  const reserved = `${formatUsdc(quote.escrow)} goes into escrow, what is not needed comes back`
  progress.note(`${formatUsdc(quote.cost)} for ${plan.epochs} epochs on ${hosts}; ${reserved}.`)
  if (funding && funding.deposit > 0n) progress.note(`${formatUsdc(funding.deposit)} of it from your wallet.`)
  for (const one of explain(quote.unfilled)) progress.warn(unfilledLine(one))
}

/** A deal's live leases. */
export function dealResult({ id, end, leases }: DealView) {
  const shown = leases
    .filter((lease) => lease.live)
    .map(({ id: lease, provider, instances, price, start, end: until }) => ({
      lease,
      provider,
      instances,
      price,
      start,
      end: until,
    }))
  return { id, end, leases: shown }
}

/** What a version is, as results show it. */
export const describe = ({ version, tier, moduleCid, configCid, abi }: Artifact) => ({
  tier,
  moduleHash: version.moduleHash,
  imageHash: version.imageHash,
  samplesHash: version.samplesHash,
  moduleCid,
  configCid,
  abi,
})

/** The result of a deploy that changed nothing. */
export function dryResult(
  { account }: MarketWithAccount,
  { file, artifact, functionId, live, quote, funding, plan }: Prepared,
): DeployResult {
  return {
    dryRun: true,
    function: { id: functionId, name: file.name, owner: account.address, created: false },
    alias: file.alias,
    version: { number: 0, created: false, ...describe(artifact) },
    deal: live ? { ...dealResult(live), reused: true } : null,
    cost: quote?.cost ?? 0n,
    escrow: quote?.escrow ?? 0n,
    deposited: funding?.deposit ?? 0n,
    differs: live ? differences(live, plan) : [],
    unfilled: explain(quote?.unfilled ?? []),
    ready: 0,
    url: null,
  }
}
