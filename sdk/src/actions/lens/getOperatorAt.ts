import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
  epoch: number
}

/** What {@link getOperatorAt} takes. */
export type GetOperatorAtParameters = Own & ReadParameters
/** What {@link getOperatorAt} answers. */
export type GetOperatorAtReturnType = ReadResult<'lens', 'operatorAt'>
/** What {@link getOperatorAt} may throw. */
export type GetOperatorAtErrorType = ReadErrorType

/**
 * The key that signs a provider's receipts in an epoch; the zero address for none.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getOperatorAt } from '@lambda-bourse/sdk'
 * const answer = await getOperatorAt(client, { deployment, provider: 1, epoch: 7 })
 * ```
 */
export const getOperatorAt = defineRead({
  contract: 'lens',
  functionName: 'operatorAt',
  args: ({ provider, epoch }: Own) => [provider, epoch],
})
