import { setTimeout as sleep } from 'node:timers/promises'

const MAX_PAUSE_MS = 15_000

/**
 * Calls `poll` again and again until the signal aborts; after failures with growing pauses.
 * @param everyMs The pause after a success.
 * @param onFailure Told of every failure and of the pause that follows.
 */
export async function pollForever(
  poll: () => Promise<void>,
  everyMs: number,
  onFailure: (error: Error, pauseMs: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    let pause = everyMs
    try {
      await poll()
      failures = 0
    } catch (error) {
      failures++
      pause = Math.min(MAX_PAUSE_MS, everyMs * 2 ** Math.min(failures, 10))
      onFailure(error as Error, pause)
    }
    // An aborted sleep is the wanted end.
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
}
