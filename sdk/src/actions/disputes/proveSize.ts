import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { ReceiptPart } from '../../receipts/piece.ts'
import { RECEIPT_PARTS } from '../../receipts/piece.ts'
import type { SignedReceiptWire } from '../../requests/wire.ts'
import { toWireHex } from '../../requests/wire.ts'

type Own = {
  /** The signed receipt: bytes, or the value of the header `bourse-receipt`. */
  receipt: SignedReceiptWire
  part: ReceiptPart
  /** Of the content, bytes. */
  length: bigint
  /** Of its chunks. */
  root: Hex
}

/** What {@link proveSize} takes. */
export type ProveSizeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ProveSizeReturnType = Hash
/** What {@link proveSize} may throw. */
export type ProveSizeErrorType = WriteErrorType

/**
 * Shows that request or response of a provable version's receipt is longer than 64 KiB.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Convicted`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { proveSize } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof proveSize.andWait>[1]) => proveSize.andWait(client, { deployment, ...parameters })
 * ```
 */
export const proveSize = defineWrite({
  contract: 'disputes',
  functionName: 'proveSize',
  args: ({ receipt, part, length, root }: Own) => [toWireHex(receipt), RECEIPT_PARTS.indexOf(part), length, root],
  event: 'Convicted',
})
