import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { SignedReceiptWire } from '../../requests/wire.ts'
import { toWireHex } from '../../requests/wire.ts'
import type { DisputeImage, DisputeWindow } from '../../types.ts'

type Own = {
  /** The signed receipt: bytes, or the value of the header `bourse-receipt`. */
  receipt: SignedReceiptWire
  /** Of which the receipt signs the hash. */
  image: DisputeImage
  /** Over the 2^12 leaves in which request and lengths are written. */
  node: Hex
  /** Its siblings, from the bottom up. */
  window: DisputeWindow
}

/** What {@link proveImage} takes. */
export type ProveImageParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ProveImageReturnType = Hash
/** What {@link proveImage} may throw. */
export type ProveImageErrorType = WriteErrorType

/**
 * Shows that a receipt's image is one that no honest provider accepts.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Convicted`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { proveImage } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof proveImage.andWait>[1]) => proveImage.andWait(client, { deployment, ...parameters })
 * ```
 */
export const proveImage = defineWrite({
  contract: 'disputes',
  functionName: 'proveImage',
  args: ({ receipt, image, node, window }: Own) => [toWireHex(receipt), image, node, window],
  event: 'Convicted',
})
