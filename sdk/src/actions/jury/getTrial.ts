import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Of the trial. */
  id: bigint
}

/** What {@link getTrial} takes. */
export type GetTrialParameters = Own & ReadParameters
/** What {@link getTrial} answers. */
export type GetTrialReturnType = ReadResult<'jury', 'trialOf'>
/** What {@link getTrial} may throw. */
export type GetTrialErrorType = ReadErrorType

/**
 * A trial: of whom, by whom, with what at stake, until when, and how it stands.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getTrial } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getTrial>[1]) => getTrial(client, { deployment, ...parameters })
 * ```
 */
export const getTrial = defineRead({
  contract: 'jury',
  functionName: 'trialOf',
  args: ({ id }: Own) => [id],
})
