// The steps that change something. Each is skipped where it is done already.
import { NO_LIMIT } from '@lambda-bourse/sdk'
import type { Context } from '../../core/context.ts'
import { badInput, type CliError } from '../../core/errors.ts'
import { upload } from '../../market/content.ts'
import { depositWithPermit } from '../../market/funds.ts'
import type { MarketWithAccount } from '../../market/open.ts'
import type { Artifact } from '../../project/module.ts'
import { dealResult } from './result.ts'
import type { DeployOptions, Prepared } from './types.ts'

/** To the gateway, and to every provider that will host: one of them is enough, all make the start faster. */
export async function uploadAll(
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

/** Registers the function if it is new. */
export async function ensureFunction(
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

/** Publishes a version, unless the newest is this one already. */
export async function ensureVersion(
  context: Context,
  { bourse }: MarketWithAccount,
  functionId: bigint,
  { version }: Artifact,
) {
  const count = await bourse.getVersionCount({ functionId })
  if (count > 0) {
    const newest = await bourse.getVersion({ functionId, version: count })
    const facts = ['moduleHash', 'configDigest', 'imageHash', 'samplesHash'] as const
    const same = facts.every((fact) => newest[fact] === version[fact])
    if (same) return { number: count, created: false }
  }
  const publish = () => bourse.publishVersion.andWait({ functionId, version })
  const { event } = await context.progress.step(`Publishing version ${count + 1}`, publish)
  return { number: event.number, created: true }
}

/** Points the alias at the version, unless it names it. */
export async function ensureAlias(
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

/** Deposits what the escrow lacks and opens the deal, at the quote plus the tolerance. */
export async function open(
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
