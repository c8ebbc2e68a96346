import type { MarketState } from '../market/state.ts'
import { endpointUrl } from '../upstream/endpoint.ts'
import type { Upstream } from '../upstream/http.ts'
import type { Payer } from './payer.ts'

const TIMEOUT_MS = 5_000
const ANSWER_BYTES = 4_096

/**
 * Hands in vouchers for the fuel of calls that no other call followed.
 * @throws Error when a worker does not take one; it is tried again.
 */
export async function payRest(payer: Payer, upstream: Upstream, state: MarketState): Promise<void> {
  const sent = (await payer.rest()).map(async ({ lease, header }) => {
    const provider = state.leases.get(lease)?.provider
    const endpoint = provider === undefined ? undefined : state.providers.get(provider)?.endpoint
    if (endpoint === undefined) return
    const url = endpointUrl(endpoint, '/v1/vouchers')
    const headers = { 'bourse-voucher': header, 'content-length': '0' }
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const answer = await upstream(url, { method: 'PUT', headers, signal, maxBytes: ANSWER_BYTES })
    if (answer.status !== 200) throw new Error(`lease ${lease}: the voucher was answered with ${answer.status}`)
  })
  await Promise.all(sent)
}
