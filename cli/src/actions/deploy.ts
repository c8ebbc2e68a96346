// Publishes a version and gets it hosted. Everything that can be wrong is checked before the first thing is changed.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type DealView,
  formatUsdc,
  NO_LIMIT,
  type Plan,
  type PlanFile,
  type QuoteReturnType,
  toPlan,
} from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { badInput, CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'
import { upload } from '../market/content.ts'
import { openDeals, ownDeal } from '../market/deals.ts'
import { depositWithPermit, type Funding, planFunding } from '../market/funds.ts'
import { type MarketWithAccount, openMarketWithAccount } from '../market/open.ts'
import { waitUntilReady } from '../market/ready.ts'
import { explain, type UnfilledAdvice, unfilledLine } from '../market/unfilled.ts'
import { modulePath, runBuild } from '../project/build.ts'
import { type Artifact, readArtifact } from '../project/module.ts'
import { readPlan } from '../project/plan-file.ts'

export type DeployOptions = {
  /** Path of the plan. Default `bourse.yaml`. */
  config?: string
  /** Run the build command even when the module is there. */
  build?: boolean
  /** Stop before anything is changed. */
  dryRun?: boolean
  /** Open the deal even when no offer matches now; its money stays reserved for offers to come. */
  wait?: boolean
  /** Percent by which the leases may cost more than the quote. Default 5. */
  tolerance?: number
  /** Most micro-USDC to put into escrow. */
  maxEscrow?: bigint
  /** Milliseconds to wait for providers to be ready; 0 does not wait. Default 60,000. */
  readyMs?: number
}

export type DeployedLease = {
  lease: number
  provider: number
  instances: number
  price: number
  start: number
  end: number
}

export type DeployResult = {
  dryRun: boolean
  function: { id: bigint; name: string; owner: string; created: boolean }
  alias: string
  version: { number: number; created: boolean; moduleHash: string; moduleCid: string; configCid: string; abi: string }
  deal: { id: number; reused: boolean; end: number; leases: DeployedLease[] } | null
  /** micro-USDC: of the leases, set aside for the whole plan, and newly deposited. */
  cost: bigint
  escrow: bigint
  deposited: bigint
  unfilled: UnfilledAdvice[]
  /** Leases whose provider is ready to serve the version. */
  ready: number
  url: string | null
}

/** All that is known before anything is changed. */
type Prepared = {
  file: PlanFile
  artifact: Artifact
  plan: Plan
  functionId: bigint
  live: DealView | undefined
  quote: QuoteReturnType | undefined
  funding: Funding | undefined
}

/**
 * Deploys what a bourse.yaml says: publishes the module as a version, points the alias at it, and opens a deal, or keeps
 * the one that runs. Running it again continues where it stopped, and changes nothing when all is as the file says.
 * @throws CliError Bad plan or module, chain or gateway out of reach, too little money, no offer that matches.
 */
export async function deploy(context: Context, options: DeployOptions = {}): Promise<DeployResult> {
  const file = readPlan(resolve(context.cwd, options.config ?? 'bourse.yaml'))
  if (options.build || (file.build !== undefined && !existsSync(modulePath(file)))) await runBuild(context, file)
  const artifact = await context.progress.step('Checking the module', () => readArtifact(file))
  const market = await openMarketWithAccount(context)
  const prepared = await context.progress.step('Asking the market', () => prepareDeal(market, file, artifact, options))
  announce(context, prepared)
  if (options.dryRun) return dryResult(market, prepared)
  await uploadAll(context, market, prepared)
  const fn = await ensureFunction(context, market, prepared)
  const version = await ensureVersion(context, market, fn.id, artifact)
  await ensureAlias(context, market, fn.id, file.alias, version.number)
  const deal = prepared.live
    ? { ...dealResult(prepared.live), reused: true }
    : await open(context, market, fn.id, prepared, options)
  const ready = await waitUntilReady(context, market, deal.leases, version.number, options.readyMs ?? 60_000)
  const { gateway } = context.settings
  return {
    ...dryResult(market, prepared),
    dryRun: false,
    function: fn,
    version: { ...describe(artifact), ...version },
    deal,
    deposited: prepared.funding?.deposit ?? 0n,
    ready,
    url: gateway ? `${gateway}/f/${fn.id}${file.alias === 'live' ? '' : `@${file.alias}`}/` : null,
  }
}

async function prepareDeal(
  market: MarketWithAccount,
  file: PlanFile,
  artifact: Artifact,
  options: DeployOptions,
): Promise<Prepared> {
  const { bourse, account, deployment } = market
  const functionId = await bourse.getFunctionId({ owner: account.address, name: file.name })
  const plan = toPlan(file, { functionId, epochLength: deployment.config.epochLength })
  const live = functionId === 0n ? undefined : ownDeal(await openDeals(market, functionId), account.address, file.alias)
  const base = { file, artifact, plan, functionId, live }
  if (live) return { ...base, quote: undefined, funding: undefined }
  const quote = await bourse.quote({ plan })
  if (quote.leases.length === 0 && !options.wait) throw unmatched(quote)
  if (options.maxEscrow !== undefined && quote.escrow > options.maxEscrow) {
    throw badInput(
      'max-escrow',
      formatUsdc(options.maxEscrow),
      `at least ${formatUsdc(quote.escrow)}, which this plan reserves`,
    )
  }
  const funding = await planFunding(market, quote.escrow, `the deal for ${file.name}`)
  return { ...base, quote, funding }
}

function unmatched(quote: QuoteReturnType): CliError {
  const unfilled = explain(quote.unfilled)
  return new CliError('Unmatched', EXIT.unmatched, 'no offer in the market takes this plan; nothing was changed', {
    advice: unfilled.map(unfilledLine),
    data: { unfilled },
  })
}

function announce({ progress }: Context, { quote, funding, live, plan }: Prepared): void {
  if (live) progress.note(`Deal ${live.id} runs until epoch ${live.end}: the new version goes there, at no cost.`)
  if (!quote) return
  const hosts = quote.leases.length === 1 ? '1 provider' : `${quote.leases.length} providers`
  const reserved = `${formatUsdc(quote.escrow)} goes into escrow, what is not needed comes back`
  progress.note(`${formatUsdc(quote.cost)} for ${plan.epochs} epochs on ${hosts}; ${reserved}.`)
  if (funding && funding.deposit > 0n) progress.note(`${formatUsdc(funding.deposit)} of it from your wallet.`)
  for (const one of explain(quote.unfilled)) progress.warn(unfilledLine(one))
}

/** To the gateway, and to every provider that will host: one of them is enough, all make the start faster. */
async function uploadAll(
  context: Context,
  market: MarketWithAccount,
  { artifact, quote, live }: Prepared,
): Promise<void> {
  const { gateway } = context.settings
  const providers = (quote?.leases ?? live?.leases ?? []).map((lease) => lease.provider)
  const views = await Promise.all([...new Set(providers)].map((provider) => market.bourse.getProvider({ provider })))
  const hosts = [...(gateway ? [gateway] : []), ...views.map((view) => view.endpoint).filter(Boolean)]
  const { module, moduleCid, config, configCid } = artifact
  await context.progress.step(`Uploading ${module.length} bytes to ${hosts.length} hosts`, async () => {
    const results = await Promise.allSettled(
      hosts.map((host) => Promise.all([upload(host, moduleCid, module), upload(host, configCid, config)])),
    )
    const failures = results.filter((one) => one.status === 'rejected').map((one) => one.reason as CliError)
    if (gateway && results[0]?.status === 'rejected') throw failures[0]
    if (failures.length === hosts.length) {
      throw failures[0] ?? badInput('gateway', 'not set', '--gateway <url>: there is no provider yet to upload to')
    }
    for (const failure of failures) context.progress.warn(failure.message)
  })
}

async function ensureFunction(
  context: Context,
  { bourse, account }: MarketWithAccount,
  { file, functionId }: Prepared,
) {
  const { name } = file
  const owner = account.address
  if (functionId !== 0n) return { id: functionId, name, owner, created: false }
  const { event } = await context.progress.step(`Registering ${name}`, () => bourse.registerFunction.andWait({ name }))
  return { id: event.id, name, owner, created: true }
}

/** The newest version is kept when it is this one already. */
async function ensureVersion(
  context: Context,
  { bourse }: MarketWithAccount,
  functionId: bigint,
  { version }: Artifact,
) {
  const count = await bourse.getVersionCount({ functionId })
  if (count > 0) {
    const newest = await bourse.getVersion({ functionId, version: count })
    const same = newest.moduleHash === version.moduleHash && newest.configDigest === version.configDigest
    if (same) return { number: count, created: false }
  }
  const publish = () => bourse.publishVersion.andWait({ functionId, version })
  const { event } = await context.progress.step(`Publishing version ${count + 1}`, publish)
  return { number: event.number, created: true }
}

async function ensureAlias(
  context: Context,
  { bourse }: MarketWithAccount,
  functionId: bigint,
  alias: string,
  version: number,
): Promise<void> {
  const { version: now } = await bourse.getAlias({ functionId, alias })
  if (now === version) return
  const set = () => bourse.setAlias.andWait({ functionId, alias, version })
  await context.progress.step(`Pointing ${alias} at version ${version}`, set)
}

async function open(
  context: Context,
  market: MarketWithAccount,
  functionId: bigint,
  prepared: Prepared,
  options: DeployOptions,
) {
  const { funding, quote } = prepared
  if (funding && funding.deposit > 0n) await depositWithPermit(context, market, funding.deposit)
  const cost = quote?.cost ?? 0n
  const limit = cost === 0n ? NO_LIMIT : cost + (cost * BigInt(options.tolerance ?? 5)) / 100n
  const plan = { ...prepared.plan, functionId }
  return context.progress.step('Opening the deal', async () => {
    const { event } = await market.bourse.openDeal.andWait({ plan, limit })
    return { ...dealResult(await market.bourse.getDeal({ deal: event.deal })), reused: false }
  })
}

function dealResult({ id, end, leases }: DealView) {
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

const describe = ({ version, moduleCid, configCid, abi }: Artifact) => ({
  moduleHash: version.moduleHash,
  moduleCid,
  configCid,
  abi,
})

function dryResult(
  { account }: MarketWithAccount,
  { file, artifact, functionId, live, quote, funding }: Prepared,
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
    unfilled: explain(quote?.unfilled ?? []),
    ready: 0,
    url: null,
  }
}
