import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'

/** One line per request, without its query (which may hold secrets). */
export function accessLog(log: Logger): MiddlewareHandler {
  return async (context, next) => {
    const start = performance.now()
    await next()
    const { method, path } = context.req
    const ms = Math.round((performance.now() - start) * 10) / 10
    const provider = context.res.headers.get('bourse-provider') ?? undefined
    log.info({ method, path, status: context.res.status, ms, provider }, 'request')
  }
}
