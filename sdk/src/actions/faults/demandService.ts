import { type Hash, stringToHex, toHex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { FunctionRequest } from '../../receipts/request.ts'

type Own = {
  /** Lease id: `deal << 8 | index`. */
  lease: number
  /** Printable ASCII in `target` and `contentType`; at most 8192 bytes of body. */
  request: FunctionRequest
  /** Deposit, wei: at least `getDemandDepositFor` the base fee; what an answer does not cost comes back. */
  value: bigint
}

/** What {@link demandService} takes. */
export type DemandServiceParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DemandServiceReturnType = Hash
/** What {@link demandService} may throw. */
export type DemandServiceErrorType = WriteErrorType

/**
 * Demands service of a lease's provider in public. Sent by the deal's owner or its delegate.
 * Unanswered at its deadline, the lease ends, unpaid from this epoch.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Demanded`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { demandService } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof demandService.andWait>[1]) => demandService.andWait(client, { deployment, ...parameters })
 * ```
 */
export const demandService = defineWrite({
  contract: 'faults',
  functionName: 'demand',
  args: ({ lease, request }: Own) => [lease, callOf(request)],
  event: 'Demanded',
})

/** Text as bytes: what goes on chain is what the worker's request holds. */
function callOf({ method, target, contentType, body }: FunctionRequest) {
  const texts = { method: stringToHex(method), target: stringToHex(target), contentType: stringToHex(contentType) }
  return { ...texts, body: toHex(body) }
}
