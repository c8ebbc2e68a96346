import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'

const RECEIPT_HEADERS = [
  'bourse-receipt',
  'bourse-provider',
  'bourse-lease',
  'bourse-tier',
  'bourse-fuel',
  'bourse-status',
]

/** Lets pages of any origin call functions and read receipts. An OPTIONS request that is no preflight reaches the guest. */
export function preflight(): MiddlewareHandler {
  const allow = cors({ origin: '*', exposeHeaders: RECEIPT_HEADERS })
  return (context, next) => {
    const guests = context.req.method === 'OPTIONS' && !context.req.header('access-control-request-method')
    return guests ? next() : allow(context, next)
  }
}
