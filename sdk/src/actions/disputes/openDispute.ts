import { type Hash, toHex } from 'viem'
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
  /** As `encodeRequest` encodes it, at most 64 KiB. */
  request: Uint8Array
  /** At most 64 KiB; empty where `showResponse` has it. */
  response: Uint8Array
  /** Siblings, from the bottom up, of the node over request and lengths in the image's memory: `windowPath` of the prover. */
  window: DisputeWindow
  /** Bond, wei: at least `getDisputeBond` at the base fee. All of it is at stake. */
  value: bigint
}

/** What {@link openDispute} takes. */
export type OpenDisputeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type OpenDisputeReturnType = Hash
/** What {@link openDispute} may throw. */
export type OpenDisputeErrorType = WriteErrorType

/**
 * Denies what a signed receipt of a provable version says: response, status or fuel. The provider moves next.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Opened`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { openDispute } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof openDispute.andWait>[1]) => openDispute.andWait(client, { deployment, ...parameters })
 * ```
 */
export const openDispute = defineWrite({
  contract: 'disputes',
  functionName: 'open',
  args: ({ receipt, image, request, response, window }: Own) => [
    toWireHex(receipt),
    image,
    toHex(request),
    toHex(response),
    window,
  ],
  event: 'Opened',
})
