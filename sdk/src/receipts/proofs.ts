import { encodeAbiParameters, type Hex, keccak256, stringToHex } from 'viem'
import type { Bytes32 } from '../internal/bytes.ts'
import { equalBytes, toBytes, toHex } from '../internal/bytes.ts'
import type { Batch } from './batch.ts'
import { batchStructHash, headerLeaf, voidLeaf } from './batch.ts'
import type { LeaseSummary } from './epoch.ts'
import { epochRoot, leaseLeaf } from './epoch.ts'
import { merkleRootFromPath } from './merkle.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

/** What an epoch root is the hash of, and the seed that was attested with it. */
export type RootOpening = {
  epoch: number
  leasesRoot: Hex
  /** Batches so far, void ones too. */
  headers: bigint
  mmrRoot: Hex
  /** Of the event `Attested`. */
  seed: Hex
}

/** A lease's leaf in a root. */
export type LeafProof = {
  summary: LeaseSummary<Hex>
  root: RootOpening
  /** Of `count` leaves the one at `index`, and its siblings from the leaf up. */
  place: { index: bigint; count: bigint; path: readonly Hex[] }
}

/** A batch number's leaf in a root: its place is the number less one. */
export type HeaderProof = { root: RootOpening; path: readonly Hex[] }

/** The 23 bytes by which the Bourse remembers an attestation: of root and seed. */
export function commitmentOf(opening: RootOpening, sha256: Sha256 = defaultSha256): Hex {
  const root = toHex(epochRoot(opening, sha256))
  return keccak256(`${root}${opening.seed.slice(2)}`).slice(0, 48) as Hex
}

/**
 * Whether a leaf proof shows a lease's leaf in the root that was attested.
 *
 * @param proof - as a provider served it
 * @param commitment - 23 bytes (lens: `getAttestation`)
 * @returns what is wrong, or undefined when it holds
 */
export function leafProblem(
  { summary, root, place }: LeafProof,
  commitment: Hex,
  sha256: Sha256 = defaultSha256,
): 'root' | 'path' | undefined {
  if (commitmentOf(root, sha256) !== commitment.toLowerCase()) return 'root'
  const leaf = leaseLeaf(summary, sha256)
  return leadsTo(root.leasesRoot, leaf, Number(place.index), Number(place.count), place.path, sha256)
    ? undefined
    : 'path'
}

/**
 * What a proof shows of a batch number: its header, that it is void, or nothing.
 *
 * @param proof - as a provider served it
 * @param header - the batch and the signature that the leaf is expected to hold
 * @param commitment - 23 bytes (lens: `getAttestation`)
 */
export function headerPlace(
  { root, path }: HeaderProof,
  { batch, signature }: { batch: Batch<Bytes32>; signature: Hex },
  commitment: Hex,
  sha256: Sha256 = defaultSha256,
): 'header' | 'void' | undefined {
  if (commitmentOf(root, sha256) !== commitment.toLowerCase()) return undefined
  const shows = (leaf: Uint8Array) =>
    leadsTo(root.mmrRoot, leaf, Number(batch.number) - 1, Number(root.headers), path, sha256)
  if (shows(headerLeaf(batch, signature, sha256))) return 'header'
  return shows(voidLeaf(batch.number, sha256)) ? 'void' : undefined
}

/** Whether two signed headers of one provider cannot both be honest: one number, or one sequence, twice. */
export function headersCollide(a: Batch<Bytes32>, b: Batch<Bytes32>): boolean {
  if (a.provider !== b.provider || equalBytes(batchStructHash(a), batchStructHash(b))) return false
  const [endA, endB] = [a.firstSequence + BigInt(a.count), b.firstSequence + BigInt(b.count)]
  return a.number === b.number || (a.firstSequence < endB && b.firstSequence < endA)
}

/** Id of the case of a lease's leaf. */
export function leafCaseId({ provider, epoch, lease }: { provider: number; epoch: number; lease: number }): Hex {
  const types = [{ type: 'bytes32' }, { type: 'uint24' }, { type: 'uint24' }, { type: 'uint48' }] as const
  return keccak256(encodeAbiParameters(types, [stringToHex('leaf', { size: 32 }), provider, epoch, lease]))
}

/** Id of the case of a signed header. */
export function headerCaseId(batch: Batch<Bytes32>): Hex {
  const types = [{ type: 'bytes32' }, { type: 'bytes32' }] as const
  const args = [stringToHex('header', { size: 32 }), toHex(batchStructHash(batch))] as const
  return keccak256(encodeAbiParameters(types, args))
}

function leadsTo(
  root: Hex,
  leaf: Uint8Array,
  index: number,
  count: number,
  path: readonly Hex[],
  sha256: Sha256,
): boolean {
  const siblings = path.map((hash) => toBytes(hash, 'path', 32))
  const found = merkleRootFromPath(leaf, index, count, siblings, sha256)
  return found !== undefined && equalBytes(found, toBytes(root, 'root', 32))
}
