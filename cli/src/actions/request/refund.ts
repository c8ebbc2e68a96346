import type { Context } from '../../core/context.ts'
import { badInput, CliError } from '../../core/errors.ts'
import { EXIT } from '../../core/exit-codes.ts'
import { openMarketWithAccount } from '../../market/open.ts'
import { readRequests } from '../../market/requests.ts'

/** `fee`: micro-USDC that the consumer has in its escrow balance again. */
export type RequestRefundResult = { id: bigint; consumer: string; fee: bigint; transaction: string }

/**
 * Gives the fee of a request that nobody answered back to its consumer; anybody may.
 * @throws CliError There is no such request, or it is not expired.
 */
export async function requestRefund(context: Context, { id }: { id: number }): Promise<RequestRefundResult> {
  const market = await openMarketWithAccount(context)
  const [facts] = await readRequests(market, { id: BigInt(id) })
  if (facts === undefined) throw badInput('id', id, 'the id of a request')
  const { state, request } = facts
  if (state !== 'expired') {
    throw new CliError('NotExpired', EXIT.refused, `request ${id} is ${state}`, {
      field: 'id',
      value: String(id),
      allowed: 'a request whose deadline has passed without an answer',
      advice: state === 'open' ? [`It may be answered until the end of epoch ${request.deadline}.`] : [],
    })
  }
  const send = () => market.bourse.refundRequest.andWait({ request })
  const { hash, event } = await context.progress.step(`Refunding request ${id}`, send)
  return { id: request.id, consumer: event.consumer, fee: event.fee, transaction: hash }
}
