import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Function id. */
  functionId: bigint
  /** The new owner, once it accepts; the zero address takes an offer back. */
  to: Address
}

/** What {@link transferFunction} takes. */
export type TransferFunctionParameters = Own & WriteParameters
/** Hash of the transaction. */
export type TransferFunctionReturnType = Hash
/** What {@link transferFunction} may throw. */
export type TransferFunctionErrorType = WriteErrorType

/**
 * Offers a function to another owner, who takes it by {@link acceptFunction}.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `FunctionOffered`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { transferFunction } from '@lambda-bourse/sdk'
 * const { event } = await transferFunction.andWait(client, { deployment, functionId: 1n, to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' })
 * ```
 */
export const transferFunction = defineWrite({
  contract: 'registry',
  functionName: 'transferFunction',
  args: ({ functionId, to }: Own) => [functionId, to],
  event: 'FunctionOffered',
})
