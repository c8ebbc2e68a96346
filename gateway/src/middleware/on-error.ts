import type { ErrorHandler, NotFoundHandler } from 'hono'
import type { Logger } from 'pino'
import { GatewayError, shown } from '../errors.ts'

/** Answers a thrown `GatewayError` as it says; anything else is a bug of the gateway: logged, answered without details. */
export function onError(log: Logger): ErrorHandler {
  return (error, context) => {
    // Known by shape: errors cross package boundaries.
    if ('toJSON' in error && 'status' in error) {
      const known = error as GatewayError
      if (known.status === 503 || known.status === 429) context.header('retry-after', '1')
      return context.json(known.toJSON(), known.status)
    }
    log.error({ err: error }, 'unexpected error')
    return context.json(new GatewayError('InternalError', 500, 'the gateway failed; its log says why').toJSON(), 500)
  }
}

/** Answers a path that the gateway does not have. */
export const notFound: NotFoundHandler = (context) =>
  context.json(
    new GatewayError('NotFound', 404, `no such path: ${shown(context.req.path)}`, {
      field: 'path',
      value: shown(context.req.path),
      allowed: '/f/<function>[@alias]/<path>, /ipfs/<cid>, /v1/functions/<function>, /healthz',
    }).toJSON(),
    404,
  )
