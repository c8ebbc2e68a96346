import { type Hex, zeroHash } from 'viem'

/**
 * How a wrong receipt of a version is decided: of a `provable` one on chain, by executing one instruction; of an
 * `attested` one by other hosts (docs/proof-of-processing.md).
 */
export type Tier = 'provable' | 'attested'

/** Most pages of memory of a provable version: its machine has no more. */
export const MOST_PROVABLE_PAGES = 32_768
/** Most fuel of one execution of a provable version: anybody can run it again in seconds. */
export const MOST_PROVABLE_FUEL = 4_294_967_296

/**
 * A version's tier, which the registry's image hash says, and nothing else.
 *
 * @param version - of `getVersion`, or a receipt
 * @example
 * ```ts
 * import { tierOf } from '@lambda-bourse/sdk'
 * tierOf({ imageHash: `0x${'00'.repeat(32)}` }) // 'attested'
 * ```
 */
export function tierOf({ imageHash }: { imageHash: Hex }): Tier {
  return imageHash === zeroHash ? 'attested' : 'provable'
}
