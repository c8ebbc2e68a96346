import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link isHeldByJury} takes. */
export type IsHeldByJuryParameters = Own & ReadParameters
/** What {@link isHeldByJury} answers. */
export type IsHeldByJuryReturnType = ReadResult<'jury', 'holds'>
/** What {@link isHeldByJury} may throw. */
export type IsHeldByJuryErrorType = ReadErrorType

/**
 * Whether trials keep a provider's base stake where it is: never.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { isHeldByJury } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof isHeldByJury>[1]) => isHeldByJury(client, { deployment, ...parameters })
 * ```
 */
export const isHeldByJury = defineRead({
  contract: 'jury',
  functionName: 'holds',
  args: ({ provider }: Own) => [provider],
})
