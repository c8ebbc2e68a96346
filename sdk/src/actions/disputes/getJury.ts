import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

/** What {@link getJury} takes. */
export type GetJuryParameters = ReadParameters
/** What {@link getJury} answers. */
export type GetJuryReturnType = ReadResult<'disputes', 'jury'>
/** What {@link getJury} may throw. */
export type GetJuryErrorType = ReadErrorType

/**
 * The contract that decides receipts of the attested tier; 0 where nobody does.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getJury } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getJury>[1]) => getJury(client, { deployment, ...parameters })
 * ```
 */
export const getJury = defineRead({
  contract: 'disputes',
  functionName: 'jury',
  args: () => [],
})
