import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link isDisputed} takes. */
export type IsDisputedParameters = Own & ReadParameters
/** What {@link isDisputed} answers. */
export type IsDisputedReturnType = ReadResult<'disputes', 'holds'>
/** What {@link isDisputed} may throw. */
export type IsDisputedErrorType = ReadErrorType

/**
 * Whether games keep a provider's stakes where they are.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { isDisputed } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof isDisputed>[1]) => isDisputed(client, { deployment, ...parameters })
 * ```
 */
export const isDisputed = defineRead({
  contract: 'disputes',
  functionName: 'holds',
  args: ({ provider }: Own) => [provider],
})
