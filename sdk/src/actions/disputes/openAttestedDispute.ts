import { type Hash, toHex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { SignedReceiptWire } from '../../requests/wire.ts'
import { toWireHex } from '../../requests/wire.ts'

type Own = {
  /** The signed receipt: bytes, or the value of the header `bourse-receipt`. */
  receipt: SignedReceiptWire
  /** As `encodeRequest` encodes it: jurors execute it. */
  request: Uint8Array
  /** Bond and fee, wei: at least what `getTrialBondFor` and `getJuryFeeFor` say. */
  value: bigint
}

/** What {@link openAttestedDispute} takes. */
export type OpenAttestedDisputeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type OpenAttestedDisputeReturnType = Hash
/** What {@link openAttestedDispute} may throw. */
export type OpenAttestedDisputeErrorType = WriteErrorType

/**
 * Denies a receipt of a version without image hash: re-executors that are drawn decide about it.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt; the jury's own event tells of the trial
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { openAttestedDispute } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof openAttestedDispute.andWait>[1]) => openAttestedDispute.andWait(client, { deployment, ...parameters })
 * ```
 */
export const openAttestedDispute = defineWrite({
  contract: 'disputes',
  functionName: 'openAttested',
  args: ({ receipt, request }: Own) => [toWireHex(receipt), toHex(request)],
  event: 'Opened',
  mayBeSilent: true,
})
