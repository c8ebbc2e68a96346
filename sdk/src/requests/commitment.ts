import type { Hex } from 'viem'
import { encodeAbiParameters, keccak256 } from 'viem'

/** What a provider commits to. */
export type AnswerCommitment = {
  /** Request id. */
  id: bigint
  /** Provider id: a copied commitment opens for nobody else. */
  provider: number
  /** Of the receipt. */
  status: number
  /** Content hash of the answer. */
  responseHash: Hex
  /** 32 random bytes: without them a short answer could be guessed. */
  salt: Hex
}

const types = [
  { type: 'uint64' },
  { type: 'uint24' },
  { type: 'uint16' },
  { type: 'bytes32' },
  { type: 'bytes32' },
] as const

/**
 * The commitment to an answer of a request with a quorum (docs/requests.md).
 *
 * @example
 * ```ts
 * import { answerCommitment } from '@lambda-bourse/sdk'
 * const [responseHash, salt] = [`0x${'22'.repeat(32)}`, `0x${'33'.repeat(32)}`] as const
 * answerCommitment({ id: 1n, provider: 1, status: 0, responseHash, salt })
 * ```
 */
export function answerCommitment({ id, provider, status, responseHash, salt }: AnswerCommitment): Hex {
  return keccak256(encodeAbiParameters(types, [id, provider, status, responseHash, salt]))
}
