import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatUsdc, isBourseError } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { type Done, Keeper } from '../keeper/keeper.ts'
import { recall, remember } from '../keeper/memory.ts'
import { openMarketWithAccount } from '../market/open.ts'

export type KeeperOptions = {
  /** What a million gas is worth, micro-USDC. */
  gasPrice: bigint
  /** Where it remembers how far it read. Default `.bourse/keeper.json`. */
  state?: string
  /** Milliseconds between looks at the chain. Default 2000. */
  pollMs?: number
  /** The most places of the book that a walk looks at. Default 200. */
  maxSteps?: number
  /** One round, then the end. */
  once?: boolean
  /** Ends it after the job at hand. */
  signal?: AbortSignal
}

/** `tips`: micro-USDC earned. `balance`: of the keeper's account in the escrow, micro-USDC. */
export type KeeperResult = { done: Done[]; tips: bigint; balance: bigint }

/**
 * Fills, renews and replaces for whoever's plans tip for it, where the tips are worth more than the gas. Each job is
 * simulated first. It may be killed at any time: what it sent and did not see mined is replaced, not repeated.
 * @throws CliError The state file is not one, or another market's.
 */
export async function keeper(context: Context, options: KeeperOptions): Promise<KeeperResult> {
  const market = await openMarketWithAccount(context)
  const path = resolve(context.cwd, options.state ?? '.bourse/keeper.json')
  const memory = recall(path, market.deployment)
  const settings = { gasPrice: options.gasPrice, maxSteps: BigInt(options.maxSteps ?? 200) }
  const one = new Keeper(market, settings, context.progress, memory, (changed) => remember(path, changed))
  const done: Done[] = []
  context.progress.note(
    `keeping ${market.deployment.bourse} with ${market.account.address}, a million gas at ${formatUsdc(options.gasPrice)}`,
  )
  for (;;) {
    try {
      done.push(...(await one.round()))
    } catch (error) {
      // the node is away: it is asked again
      if (!isBourseError(error) || options.once) throw error
      context.progress.warn(error.message.split('\n')[0] as string)
    }
    if (options.once || options.signal?.aborted) break
    await sleep(options.pollMs ?? 2_000, undefined, { signal: options.signal }).catch(ended)
    if (options.signal?.aborted) break
  }
  const tips = done.reduce((sum, job) => sum + job.tips, 0n)
  return { done, tips, balance: await market.bourse.getEscrowBalance({ account: market.account.address }) }
}

/** The signal ends the sleep with an error, which is none. */
function ended(error: unknown): void {
  if ((error as Error).name !== 'AbortError') throw error
}
