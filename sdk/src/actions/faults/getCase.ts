import type { Hex } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Of the case. */
  id: Hex
}

/** What {@link getCase} takes. */
export type GetCaseParameters = Own & ReadParameters
/** What {@link getCase} answers. */
export type GetCaseReturnType = ReadResult<'faults', 'caseOf'>
/** What {@link getCase} may throw. */
export type GetCaseErrorType = ReadErrorType

/**
 * A case: what was asked, of whom, until when, and how it stands.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getCase } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getCase>[1]) => getCase(client, { deployment, ...parameters })
 * ```
 */
export const getCase = defineRead({
  contract: 'faults',
  functionName: 'caseOf',
  args: ({ id }: Own) => [id],
})
