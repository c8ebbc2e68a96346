import { resolve } from 'node:path'
import { decodeWire } from '@lambda-bourse/sdk'
import { ThreadPlayer } from '@lambda-bourse/worker'
import type { Context } from '../core/context.ts'
import { openMarketWithAccount } from '../market/open.ts'
import { Canaries } from '../watch/canary.ts'
import { ReceiptFolder } from '../watch/receipts.ts'
import { WatchState } from '../watch/state.ts'
import { Trial } from '../watch/trial/trial.ts'
import { type Log, Watcher } from '../watch/watcher.ts'

export type WatchOptions = {
  /** Folder with receipts. */
  receipts?: string
  /** Providers whose receipts are fetched. */
  providers?: readonly number[]
  /** The watcher's memory. Default `.bourse/watch.json`. */
  state?: string
  /** Milliseconds between rounds. Default 5000. */
  intervalMs?: number
  /** One round, and end. */
  once?: boolean
  /** Share of the receipts that are executed again, 0 to 1. Default 1. */
  sample?: number
  log?: Log
  /** Ends the watch after its round. */
  signal?: AbortSignal
}

export type WatchResult = { rounds: number }

/**
 * Watches providers until it is told to stop.
 * @throws CliError A setting is wrong, or the market has no `Faults`.
 */
export async function watch(context: Context, options: WatchOptions = {}): Promise<WatchResult> {
  const { providers = [], intervalMs = 5_000, once = false, sample = 1, signal } = options
  const log: Log = options.log ?? ((event, fields) => process.stderr.write(`${JSON.stringify({ event, ...fields })}\n`))
  const market = await openMarketWithAccount(context)
  const state = new WatchState(resolve(context.cwd, options.state ?? '.bourse/watch.json'))
  const folder = options.receipts === undefined ? undefined : new ReceiptFolder(resolve(context.cwd, options.receipts))
  const player = new ThreadPlayer()
  const canaries = new Canaries(market, context.settings.gateway)
  const trial = new Trial({ context, market, state, player, canaries, sample, log })
  const watcher = new Watcher({ market, state, providers, log, canaries, trial })
  // a game's execution may take a minute: whoever wants to end does not wait for it, the next watcher goes on
  signal?.addEventListener('abort', () => void player.close())
  log('watching', { account: market.account.address, providers, receipts: options.receipts })
  await watcher.take(state.receipts.map((receipt) => decodeWire(receipt)))
  for (let rounds = 1; ; rounds++) {
    const fresh = folder?.fresh((file, reason) => log('receipt.unreadable', { file, reason })) ?? []
    await watcher.take(fresh)
    await watcher.round().catch((error: Error) => log('round.failed', { reason: error.message.split('\n')[0] }))
    if (once || signal?.aborted) {
      await player.close()
      return { rounds }
    }
    await pause(intervalMs, signal)
    if (signal?.aborted) return { rounds }
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(finish, ms)
    function finish() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      done()
    }
    signal?.addEventListener('abort', finish)
  })
}
