import type { Hex } from 'viem'
import { encodePacked, keccak256, zeroHash } from 'viem'

/** The code that a request wants to be run. */
export type RequestedCode = {
  functionId: bigint
  version: number
  /** `contentHash` of the original Wasm. */
  moduleHash: Hex
  /** Zero, the default, for versions that are not provable. */
  imageHash?: Hex
}

/**
 * What a request names as its code: `keccak256(functionId || version || moduleHash || imageHash)` (docs/requests.md).
 *
 * @example
 * ```ts
 * import { requestedCode } from '@lambda-bourse/sdk'
 * requestedCode({ functionId: 1n, version: 1, moduleHash: `0x${'11'.repeat(32)}` })
 * ```
 */
export function requestedCode({ functionId, version, moduleHash, imageHash = zeroHash }: RequestedCode): Hex {
  const types = ['uint64', 'uint32', 'bytes32', 'bytes32'] as const
  return keccak256(encodePacked(types, [functionId, version, moduleHash, imageHash]))
}
