import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link isHeld} takes. */
export type IsHeldParameters = Own & ReadParameters
/** What {@link isHeld} answers. */
export type IsHeldReturnType = ReadResult<'faults', 'holds'>
/** What {@link isHeld} may throw. */
export type IsHeldErrorType = ReadErrorType

/**
 * Whether cases keep a provider's stakes where they are.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { isHeld } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof isHeld>[1]) => isHeld(client, { deployment, ...parameters })
 * ```
 */
export const isHeld = defineRead({
  contract: 'faults',
  functionName: 'holds',
  args: ({ provider }: Own) => [provider],
})
