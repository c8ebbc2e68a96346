import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link leaveJury} takes. */
export type LeaveJuryParameters = Own & WriteParameters
/** Hash of the transaction. */
export type LeaveJuryReturnType = Hash
/** What {@link leaveJury} may throw. */
export type LeaveJuryErrorType = WriteErrorType

/**
 * Gives notice: the provider is drawn for no trial that is opened from now on. Sent by its owner or its operator.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Left`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { leaveJury } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof leaveJury.andWait>[1]) => leaveJury.andWait(client, { deployment, ...parameters })
 * ```
 */
export const leaveJury = defineWrite({
  contract: 'jury',
  functionName: 'giveNotice',
  args: ({ provider }: Own) => [provider],
  event: 'Left',
})
