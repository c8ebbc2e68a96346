import { InvalidValueError } from '../errors/values.ts'
import type { Bytes32 } from '../internal/bytes.ts'
import { Packer } from '../internal/packer.ts'
import { MerkleTree } from './merkle.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

/** What a provider did for one lease in one epoch. */
export type LeaseSummary<hash extends Bytes32 = Bytes32> = {
  lease: number
  /** Receipts. */
  count: bigint
  fuel: bigint
  /** Of requests and responses. */
  bytes: bigint
  /** Receipts whose status is not 0. */
  failures: bigint
  canary: hash
}

/** What an epoch root commits to. */
export type EpochCommitment = {
  epoch: number
  leasesRoot: Bytes32
  /** Batches so far, over all epochs: leaves of the mountain range. */
  headers: bigint
  mmrRoot: Bytes32
}

/** Leaf of a lease: `sha256(0x05 || encodePacked(lease, count, fuel, bytes, failures, canary))`. */
export function leaseLeaf(summary: LeaseSummary, sha256: Sha256 = defaultSha256): Uint8Array {
  return sha256(
    new Packer(71)
      .uint(1, 0x05, 'tag')
      .uint(6, summary.lease, 'lease')
      .uint64(summary.count, 'count')
      .uint64(summary.fuel, 'fuel')
      .uint64(summary.bytes, 'bytes')
      .uint64(summary.failures, 'failures')
      .bytes32(summary.canary, 'canary').bytes,
  )
}

/**
 * The tree over lease leaves, or undefined when there is no lease.
 *
 * @param summaries - sorted by lease id, each lease once
 * @throws InvalidValueError - leases out of order
 */
export function leasesTree(summaries: readonly LeaseSummary[], sha256: Sha256 = defaultSha256): MerkleTree | undefined {
  let previous = -1
  for (const { lease } of summaries) {
    if (lease <= previous) throw new InvalidValueError('lease', lease, `more than ${previous}: leases are sorted`)
    previous = lease
  }
  if (summaries.length === 0) return undefined
  return new MerkleTree(
    summaries.map((summary) => leaseLeaf(summary, sha256)),
    sha256,
  )
}

/** Root of {@link leasesTree}; 32 zero bytes when there is no lease. */
export function leasesRoot(summaries: readonly LeaseSummary[], sha256: Sha256 = defaultSha256): Uint8Array {
  return leasesTree(summaries, sha256)?.root ?? new Uint8Array(32)
}

/**
 * What a provider attests on chain for an epoch: `sha256(0x04 || epoch || leasesRoot || headers || mmrRoot)`, 32 bytes.
 *
 * @example
 * ```ts
 * import { epochRoot, leasesRoot, Mmr } from '@lambda-bourse/sdk'
 * const mmr = new Mmr()
 * epochRoot({ epoch: 7, leasesRoot: leasesRoot([]), headers: BigInt(mmr.count), mmrRoot: mmr.root })
 * ```
 */
export function epochRoot(commitment: EpochCommitment, sha256: Sha256 = defaultSha256): Uint8Array {
  return sha256(
    new Packer(76)
      .uint(1, 0x04, 'tag')
      .uint(3, commitment.epoch, 'epoch')
      .bytes32(commitment.leasesRoot, 'leasesRoot')
      .uint64(commitment.headers, 'headers')
      .bytes32(commitment.mmrRoot, 'mmrRoot').bytes,
  )
}
