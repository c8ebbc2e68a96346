import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  fuel: bigint
}

/** What {@link getMostSteps} takes. */
export type GetMostStepsParameters = Own & ReadParameters
/** What {@link getMostSteps} answers. */
export type GetMostStepsReturnType = ReadResult<'disputes', 'mostSteps'>
/** What {@link getMostSteps} may throw. */
export type GetMostStepsErrorType = ReadErrorType

/**
 * The most steps that an execution of so much fuel can have.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getMostSteps } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getMostSteps>[1]) => getMostSteps(client, { deployment, ...parameters })
 * ```
 */
export const getMostSteps = defineRead({
  contract: 'disputes',
  functionName: 'mostSteps',
  args: ({ fuel }: Own) => [fuel],
})
