import type { AnyClient } from '../internal/actions/contracts.ts'
import type { LogCursor } from './cursor.ts'
import type { MarketLog, ReadLogsParameters } from './readLogs.ts'
import { readLogs } from './readLogs.ts'

const OF_LEASES = new Set([
  'Leased',
  'LeaseCut',
  'LeaseReleased',
  'LeaseSplit',
  'LeaseExtended',
  'ProviderEnded',
  'DealClosed',
  'AliasSet',
])

/** What {@link watchLeases} takes. */
export type WatchLeasesParameters = ReadLogsParameters & {
  /** Ends the watch. */
  signal: AbortSignal
  /** Milliseconds between looks at the chain. Default 1000. */
  interval?: number
  /** Called for a failed look; the watch goes on. Throw to end it. */
  onError: (error: unknown) => void
}

/** A step of {@link watchLeases}. */
export type LeaseChanges = { logs: MarketLog[]; cursor: LogCursor; rolledBackTo: bigint | undefined }

/**
 * Follows what changes leases: new ones, longer ones, cuts, parts split off, releases, ended providers, closed deals, moved aliases. A step is given
 * when there is something new or undone; it resumes from any step's cursor.
 *
 * @param parameters - see the fields of the type
 * @example
 * ```ts
 * import { watchLeases } from '@lambda-bourse/sdk'
 * const signal = AbortSignal.timeout(60_000)
 * for await (const { logs } of watchLeases(client, { deployment, signal, onError: console.error })) console.log(logs.length)
 * ```
 */
export async function* watchLeases(
  client: AnyClient,
  parameters: WatchLeasesParameters,
): AsyncGenerator<LeaseChanges, void> {
  const { signal, interval = 1000, onError } = parameters
  let cursor = parameters.cursor ?? []
  while (!signal.aborted) {
    let complete = true
    try {
      const step = await readLogs(client, { ...parameters, cursor })
      cursor = step.cursor
      complete = step.complete
      const logs = step.logs.filter(({ eventName }) => OF_LEASES.has(eventName))
      if (logs.length > 0 || step.rolledBackTo !== undefined) yield { logs, cursor, rolledBackTo: step.rolledBackTo }
    } catch (error) {
      onError(error)
    }
    if (complete) await pause(interval, signal)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resume) => {
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resume()
    }
  })
}
