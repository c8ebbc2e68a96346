import { type Tier, tierOf } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { badInput } from '../core/errors.ts'
import { aliasOf, type FunctionInfo, findFunction } from '../market/function.ts'
import { openMarketWithAccount } from '../market/open.ts'

export type PromoteOptions = {
  function?: string
  alias?: string
  /** Default: the newest. */
  version?: number
}

export type SwitchResult = {
  function: FunctionInfo
  alias: string
  version: number
  /** Of the version. */
  tier: Tier
  previous: number
  changed: boolean
}

/**
 * Points an alias at a version: one transaction, no deal changes, no request is dropped.
 * @throws CliError There is no such version.
 */
export async function promote(context: Context, options: PromoteOptions = {}): Promise<SwitchResult> {
  const market = await openMarketWithAccount(context)
  const { bourse } = market
  const fn = await findFunction(context, market, options.function)
  const alias = aliasOf(context, options.alias)
  const count = await bourse.getVersionCount({ functionId: fn.id })
  const version = options.version ?? count
  if (version < 1 || version > count) {
    throw badInput('version', version, count === 0 ? `none: ${fn.name} has no version yet` : `1 to ${count}`)
  }
  return switchAlias(context, market, fn, alias, version)
}

/**
 * Points an alias back at the version before its last switch.
 * @throws CliError There was none.
 */
export async function rollback(context: Context, options: Omit<PromoteOptions, 'version'> = {}): Promise<SwitchResult> {
  const market = await openMarketWithAccount(context)
  const fn = await findFunction(context, market, options.function)
  const alias = aliasOf(context, options.alias)
  const { version: now, previous } = await market.bourse.getAlias({ functionId: fn.id, alias })
  if (previous === 0) {
    throw badInput(
      'alias',
      alias,
      `an alias that was switched before; ${alias} of ${fn.name} ${now === 0 ? 'names no version' : `always named version ${now}`}`,
    )
  }
  return switchAlias(context, market, fn, alias, previous)
}

type WithAccount = Awaited<ReturnType<typeof openMarketWithAccount>>

async function switchAlias(
  context: Context,
  { bourse }: WithAccount,
  fn: FunctionInfo,
  alias: string,
  version: number,
): Promise<SwitchResult> {
  const { version: now } = await bourse.getAlias({ functionId: fn.id, alias })
  const tier = tierOf(await bourse.getVersion({ functionId: fn.id, version }))
  const result = { function: fn, alias, version, tier, previous: now }
  if (now === version) return { ...result, changed: false }
  const set = () => bourse.setAlias.andWait({ functionId: fn.id, alias, version })
  await context.progress.step(`Pointing ${alias} at version ${version}`, set)
  return { ...result, changed: true }
}
