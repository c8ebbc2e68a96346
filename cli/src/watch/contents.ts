// Whether a provider gives the bytes behind a receipt to whoever bears it (docs/receipts.md, Content on chain).
import { contentCaseId, contentHash, type ReceiptPart, type SignedReceipt, TOP_LEVEL } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { type Hex, toHex, zeroHash } from 'viem'

/** A part of a receipt's execution, all of which can be asked for on chain as one piece. */
export type Wanted = { id: Hex; part: ReceiptPart; hash: Hex }

/** What a receipt's bearer must be given. Of the request first: with it everybody can execute again. */
export function partsOf({ receipt }: SignedReceipt): Wanted[] {
  const { provider, requestHash, transcriptHash, responseHash } = receipt
  const parts: [ReceiptPart, Hex][] = [
    ['request', requestHash],
    ['transcript', transcriptHash],
    ['response', responseHash],
  ]
  return parts
    .filter(([part, hash]) => part !== 'transcript' || hash !== zeroHash)
    .map(([part, hash]) => ({ id: contentCaseId({ provider, hash, level: TOP_LEVEL, index: 0 }), part, hash }))
}

/** Whether a document of `GET /v1/receipts/<sequence>` holds the bytes that were signed. */
export function isGiven({ part, hash }: Wanted, json: Record<string, unknown> | undefined): boolean {
  const text = json?.[part]
  return typeof text === 'string' && toHex(contentHash(Buffer.from(text, 'base64'), nodeSha256)) === hash.toLowerCase()
}
