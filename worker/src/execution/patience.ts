import { type ExecutorPool, PoolOverloadedError } from '@lambda-bourse/runtime'
import type { Clock } from '../clock.ts'

/** How often an execution is tried again when the pool is full, a second between. */
const TRIES = 30

/**
 * Runs in the pool what no caller waits for: callers come first, and a full pool is waited for.
 * @throws PoolOverloadedError It stayed full for half a minute.
 */
export async function invokePatiently(
  { pool, clock }: { pool: Pick<ExecutorPool, 'invoke'>; clock: Pick<Clock, 'sleep'> },
  ...call: Parameters<ExecutorPool['invoke']>
): ReturnType<ExecutorPool['invoke']> {
  for (let left = TRIES; ; left--) {
    try {
      return await pool.invoke(...call)
    } catch (error) {
      if (!(error instanceof PoolOverloadedError) || left === 0) throw error
      await clock.sleep(1_000)
    }
  }
}
