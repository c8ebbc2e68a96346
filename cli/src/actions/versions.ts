import { cidFrom, decodeAlias, functionRegistryAbi, type Tier, tierOf } from '@lambda-bourse/sdk'
import { getAbiItem } from 'viem'
import type { Context } from '../core/context.ts'
import { type FunctionInfo, findFunction } from '../market/function.ts'
import { type Market, openMarket } from '../market/open.ts'

export type AliasInfo = {
  alias: string
  version: number
  /** Of the version; null where it names none. */
  tier: Tier | null
  previous: number
  changedAt: bigint
}

export type VersionInfo = {
  number: number
  moduleHash: string
  moduleCid: string
  kind: 'command' | 'handler'
  tier: Tier
  /** 32 zero bytes of an attested version. */
  imageHash: string
  /** 32 zero bytes of a version without samples. */
  samplesHash: string
  publishedAt: bigint
  aliases: string[]
}

export type VersionsResult = { function: FunctionInfo; aliases: AliasInfo[]; versions: VersionInfo[] }

/** Lists a function's versions, newest first, and what its aliases name. */
export async function versions(
  context: Context,
  options: { function?: string; limit?: number } = {},
): Promise<VersionsResult> {
  const market = await openMarket(context)
  const fn = await findFunction(context, market, options.function)
  const [aliases, count] = await Promise.all([
    aliasesOf(market, fn.id),
    market.bourse.getVersionCount({ functionId: fn.id }),
  ])
  const oldest = Math.max(1, count - (options.limit ?? 20) + 1)
  const numbers = Array.from({ length: count - oldest + 1 }, (_, index) => count - index)
  const read = async (version: number): Promise<VersionInfo> => {
    const found = await market.bourse.getVersion({ functionId: fn.id, version })
    return {
      number: version,
      moduleHash: found.moduleHash,
      moduleCid: cidFrom({ digest: found.moduleDigest, codec: found.moduleCodec }),
      kind: found.kind === 0 ? 'command' : 'handler',
      tier: tierOf(found),
      imageHash: found.imageHash,
      samplesHash: found.samplesHash,
      publishedAt: found.publishedAt,
      aliases: aliases.filter((one) => one.version === version).map((one) => one.alias),
    }
  }
  return { function: fn, aliases, versions: await Promise.all(numbers.map(read)) }
}

/** Every alias that a function ever had, with what it names now (0: nothing any more). */
export async function aliasesOf({ client, bourse, deployment }: Market, functionId: bigint): Promise<AliasInfo[]> {
  const logs = await client.getLogs({
    address: deployment.registry,
    event: getAbiItem({ abi: functionRegistryAbi, name: 'AliasSet' }),
    args: { id: functionId },
    fromBlock: deployment.block,
    strict: true,
  })
  const names = [...new Set(logs.map((log) => decodeAlias(log.args.aliasName)))].sort()
  return Promise.all(
    names.map(async (alias) => {
      const named = await bourse.getAlias({ functionId, alias })
      const { version } = named
      const tier = version === 0 ? null : tierOf(await bourse.getVersion({ functionId, version }))
      return { alias, tier, ...named }
    }),
  )
}
