import { type ContentPiece, contentHash, contentPiece } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { LogReader } from '../store/logReader.ts'
import type { Ask } from '../store/proofStore.ts'

export type ContentAsk = Extract<Ask, { kind: 'content' }>

/** Shows what was executed, piece by piece, from the log. */
export class Contents {
  readonly #log: Pick<LogReader, 'recordOf'>

  constructor(log: Pick<LogReader, 'recordOf'>) {
    this.#log = log
  }

  /** Undefined where the log holds no such bytes: then the receipt is none of this worker's. */
  piece({ sequence, part, hash, level, index }: ContentAsk): ContentPiece | undefined {
    const content = this.#log.recordOf(sequence)?.[part]
    if (content === undefined || hexOf(contentHash(content, nodeSha256)) !== hash) return undefined
    return contentPiece(content, { level, index }, nodeSha256)
  }
}

function hexOf(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
