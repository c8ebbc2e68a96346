import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** 1 to 64 characters; unique for its owner. */
  name: string
}

/** What {@link registerFunction} takes. */
export type RegisterFunctionParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RegisterFunctionReturnType = Hash
/** What {@link registerFunction} may throw. */
export type RegisterFunctionErrorType = WriteErrorType

/**
 * Registers a function under a name of the sender's.
 * The new id is `id` of the event.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `FunctionRegistered`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { registerFunction } from '@lambda-bourse/sdk'
 * const { event } = await registerFunction.andWait(client, { deployment, name: 'markdown' })
 * ```
 */
export const registerFunction = defineWrite({
  contract: 'registry',
  functionName: 'register',
  args: ({ name }: Own) => [name],
  event: 'FunctionRegistered',
})
