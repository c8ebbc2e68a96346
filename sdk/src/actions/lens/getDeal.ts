import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Deal id. */
  deal: number
}

/** What {@link getDeal} takes. */
export type GetDealParameters = Own & ReadParameters
/** What {@link getDeal} answers. */
export type GetDealReturnType = ReadResult<'lens', 'deal'>
/** What {@link getDeal} may throw. */
export type GetDealErrorType = ReadErrorType

/**
 * A deal: plan, end, reserve, and every lease it ever had.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getDeal } from '@lambda-bourse/sdk'
 * const answer = await getDeal(client, { deployment, deal: 1 })
 * ```
 */
export const getDeal = defineRead({
  contract: 'lens',
  functionName: 'deal',
  args: ({ deal }: Own) => [deal],
})
