import { Hono } from 'hono'
import type { ChainClock } from '../market/clock.ts'
import type { Follower } from '../market/follower.ts'

/** `GET /healthz`: 200 once the market was read; says when the chain cannot be reached and answers come from the cache. */
export function healthRoutes(follower: Follower, clock: ChainClock): Hono {
  const app = new Hono()
  app.get('/', (context) => {
    const { head, lastError, state } = follower
    if (!head) {
      return context.json({ ok: false, chain: { reachable: false, error: lastError?.message ?? 'not read yet' } }, 503)
    }
    const chain = {
      reachable: lastError === undefined,
      block: head.number,
      epoch: clock.epoch(),
      error: lastError?.message,
    }
    const counts = { functions: state.functions.size, providers: state.providers.size, deals: state.deals.size }
    return context.json({ ok: true, chain, ...counts })
  })
  return app
}
