import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Function id. */
  functionId: bigint
}

/** What {@link acceptFunction} takes. */
export type AcceptFunctionParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AcceptFunctionReturnType = Hash
/** What {@link acceptFunction} may throw. */
export type AcceptFunctionErrorType = WriteErrorType

/**
 * Takes a function that its owner offered to the client's account by {@link transferFunction}.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `FunctionTransferred`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { acceptFunction } from '@lambda-bourse/sdk'
 * const { event } = await acceptFunction.andWait(client, { deployment, functionId: 1n })
 * ```
 */
export const acceptFunction = defineWrite({
  contract: 'registry',
  functionName: 'acceptFunction',
  args: ({ functionId }: Own) => [functionId],
  event: 'FunctionTransferred',
})
