import type { Address, Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  challenger: Address
  /** As on the wire. */
  receipt: Hex
  /** As `encodeRequest` gives it. */
  request: Hex
  /** Bond, wei. */
  value: bigint
}

/** What {@link openTrial} takes. */
export type OpenTrialParameters = Own & WriteParameters
/** Hash of the transaction. */
export type OpenTrialReturnType = Hash
/** What {@link openTrial} may throw. */
export type OpenTrialErrorType = WriteErrorType

/**
 * Opens a trial. Only the contract Disputes may; everybody else calls it there.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Accused`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { openTrial } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof openTrial.andWait>[1]) => openTrial.andWait(client, { deployment, ...parameters })
 * ```
 */
export const openTrial = defineWrite({
  contract: 'jury',
  functionName: 'open',
  args: ({ challenger, receipt, request }: Own) => [challenger, receipt, request],
  event: 'Accused',
})
