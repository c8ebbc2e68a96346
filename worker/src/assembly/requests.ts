import { messageOf } from '../errors.ts'
import type { Invoker } from '../invoke/invoker.ts'
import { RequestServer } from '../requests/requestServer.ts'
import type { ChainSide } from './chainSide.ts'
import type { Context } from './context.ts'
import type { Hosting } from './hosting.ts'

/** Answers contracts from the next look at the chain on; undefined where it is not asked to, or the market has no Requests. */
export function createRequests(
  context: Context,
  { host, leases }: Hosting,
  { sender, onHead }: ChainSide,
  invoker: Invoker,
): RequestServer | undefined {
  const { settings, requests: client, parameters, provider, store, time, clock, log } = context
  if (settings.requests === undefined) return undefined
  if (client === undefined) {
    log.warn('requests.not_served', { reason: 'the market has no Requests' })
    return undefined
  }
  const { coinPrice, minProfit, turnMs } = settings.requests
  const server = new RequestServer({
    client,
    store: store.requests,
    sender,
    invoker,
    host,
    leases,
    time,
    clock,
    log,
    provider,
    tariff: { coinPrice: BigInt(coinPrice), minProfit: BigInt(minProfit) },
    turnMs,
    depth: settings.confirmations,
    deployBlock: parameters.deployBlock,
  })
  onHead((head) => {
    server.work(head).catch((error: unknown) => log.warn('requests.failed', { reason: messageOf(error) }))
  })
  return server
}
