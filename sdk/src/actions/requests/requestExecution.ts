import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { ExecutionAsk } from '../../types.ts'

type Own = {
  /** What is asked for. */
  ask: ExecutionAsk
  /** Body of the `POST /` that the function gets, at most 16 KiB. */
  body: Hex
}

/** What {@link requestExecution} takes. */
export type RequestExecutionParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RequestExecutionReturnType = Hash
/** What {@link requestExecution} may throw. */
export type RequestExecutionErrorType = WriteErrorType

/**
 * Asks for one execution, and takes the fee from the sender's balance in the Bourse.
 * A contract calls `Requests.request` itself; an account may too, and reads the answer from the event `Answered`.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Requested`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { requestExecution } from '@lambda-bourse/sdk'
 * const { event } = await requestExecution.andWait(client, { deployment, ask, body })
 * ```
 */
export const requestExecution = defineWrite({
  contract: 'requests',
  functionName: 'request',
  args: ({ ask, body }: Own) => [ask, body],
  event: 'Requested',
})
