import { type Hash, toHex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import { RECEIPT_PARTS, type ReceiptPart, TOP_LEVEL } from '../../receipts/piece.ts'
import { encodeWire, type SignedReceipt } from '../../receipts/wire.ts'

type Own = {
  /** As `decodeWire` reads it. */
  receipt: SignedReceipt
  part: ReceiptPart
  /** The piece has 2^level chunks of 1 KiB, 0 to 6. Default 6: all that can be asked for. */
  level?: number
  /** Of pieces of that size. Default 0. */
  index?: number
  /** Deposit, wei: at least `getContentDepositFor` the base fee; what an answer does not cost comes back. */
  value: bigint
}

/** What {@link askContent} takes. */
export type AskContentParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AskContentReturnType = Hash
/** What {@link askContent} may throw. */
export type AskContentErrorType = WriteErrorType

/**
 * Asks a provider for the bytes behind a receipt that it signed, on chain, where everybody can read them then.
 * Unanswered at its deadline, it ends the provider.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `ContentAsked`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { askContent } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof askContent.andWait>[1]) => askContent.andWait(client, { deployment, ...parameters })
 * ```
 */
export const askContent = defineWrite({
  contract: 'faults',
  functionName: 'askContent',
  args: ({ receipt, part, level = TOP_LEVEL, index = 0 }: Own) => [
    toHex(encodeWire(receipt)),
    RECEIPT_PARTS.indexOf(part),
    level,
    index,
  ],
  event: 'ContentAsked',
})
