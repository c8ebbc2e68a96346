import type { Hex } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Storage slots, 32 bytes each. */
  slots: readonly Hex[]
}

/** What {@link readSlots} takes. */
export type ReadSlotsParameters = Own & ReadParameters
/** What {@link readSlots} answers. */
export type ReadSlotsReturnType = ReadResult<'bourse', 'extsload'>
/** What {@link readSlots} may throw. */
export type ReadSlotsErrorType = ReadErrorType

/**
 * Raw storage of the Bourse, for light clients and tools.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { readSlots } from '@lambda-bourse/sdk'
 * const answer = await readSlots(client, { deployment, slots: [`0x${'00'.repeat(32)}`] })
 * ```
 */
export const readSlots = defineRead({
  contract: 'bourse',
  functionName: 'extsload',
  args: ({ slots }: Own) => [slots],
})
