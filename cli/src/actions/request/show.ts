import { type Address, isAddress } from 'viem'
import type { Context } from '../../core/context.ts'
import { badInput, missing } from '../../core/errors.ts'
import { namespaceOf, openMarket } from '../../market/open.ts'
import { type RequestFilter, readRequests } from '../../market/requests.ts'
import { type RequestReport, reportOf } from './report.ts'

/**
 * A request and what became of it.
 * @throws CliError There is no such request.
 */
export async function requestShow(context: Context, { id }: { id: number }): Promise<RequestReport> {
  const [facts] = await readRequests(await openMarket(context), { id: BigInt(id) })
  if (facts) return reportOf(facts)
  throw badInput('id', id, 'the id of a request, as `bourse request list` shows it')
}

export type RequestListOptions = {
  /** Contract or account that asked. Default: the account of the key. */
  consumer?: string
  /** Of one deal only. */
  deal?: number
  /** Of everybody. */
  all?: boolean
}

/**
 * Requests, the newest first.
 * @throws CliError No consumer, deal or `all`, and no key whose account could be meant.
 */
export async function requestList(
  context: Context,
  options: RequestListOptions = {},
): Promise<{ requests: RequestReport[] }> {
  const found = await readRequests(await openMarket(context), filterOf(context, options))
  return { requests: found.map(reportOf) }
}

function filterOf(context: Context, { consumer, deal, all = false }: RequestListOptions): RequestFilter {
  if (consumer !== undefined && !isAddress(consumer)) {
    throw badInput('consumer', consumer, 'an address: 0x and 40 hexadecimal digits')
  }
  const ofDeal = deal === undefined ? {} : { deal }
  if (consumer !== undefined) return { consumer: consumer as Address, ...ofDeal }
  if (all || deal !== undefined) return ofDeal
  const own = namespaceOf(context)
  if (own === undefined)
    throw missing('consumer', 'who asked: --consumer, --deal, --all, or the private key of the account')
  return { consumer: own }
}
