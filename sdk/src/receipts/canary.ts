import { type Hex, keccak256 } from 'viem'
import { InvalidValueError } from '../errors/values.ts'
import type { Bytes32 } from '../internal/bytes.ts'
import { toBytes, toHex } from '../internal/bytes.ts'
import { Packer } from '../internal/packer.ts'
import { CHUNK_SIZE, contentHash, contentTree } from './content.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

/** Chunks of the module that a canary draws. */
export const CANARY_CHUNKS = 4

/**
 * Most fuel of a sample: less than the version's own where that is more, so that nobody's check takes long, and what a
 * wrong one is denied in stays below 2^30 steps.
 */
export const SAMPLE_FUEL = 32_000_000n

/** What came out of a sample of an attested version. */
export type AttestedSample = { requestHash: Bytes32; responseHash: Bytes32; fuel: bigint; status: number }

/** What came out of a sample of a provable version, as the machine's last state says it. */
export type ProvableSample = {
  requestHash: Bytes32
  /** Bytes; 0 where the status is 2 or more. */
  responseLength: number
  /** `responseRoot` of the response. */
  responseRoot: Bytes32
  fuel: bigint
  status: number
}

/** What came out of the sample that a canary drew. */
export type SampleResult = AttestedSample | ProvableSample

/** The drawn chunks of a module, as the contract is shown them. */
export type CanaryChunks = {
  /** Bytes of the module. */
  length: bigint
  data: readonly [Hex, Hex, Hex, Hex]
  /** From each chunk up to the tree's root. */
  paths: readonly [readonly Hex[], readonly Hex[], readonly Hex[], readonly Hex[]]
}

/**
 * Seed of an epoch's canaries: `keccak256(uint24(provider) || uint24(epoch) || previous)`.
 *
 * @param previous - `seed` of the provider's last event `Attested` of an epoch before; 32 zero bytes when there is none
 */
export function canarySeed({ provider, epoch, previous }: { provider: number; epoch: number; previous: Bytes32 }): Hex {
  const packed = new Packer(38).uint(3, provider, 'provider').uint(3, epoch, 'epoch').bytes32(previous, 'previous')
  return keccak256(packed.bytes)
}

/**
 * Which of a version's samples an epoch's canary draws.
 *
 * @param seed - of the epoch
 * @param count - samples that the version publishes, at least 1
 */
export function drawSample(seed: Bytes32, count: number): number {
  if (!Number.isInteger(count) || count < 1) throw new InvalidValueError('count', count, 'an integer from 1')
  return drawOf(toBytes(seed, 'seed', 32), CANARY_CHUNKS, count)
}

/**
 * A lease's canary (docs/receipts.md): `sha256(tag || seed || moduleHash || chunk, four times || tail)`. The tail is what
 * came out of the sample that was drawn, where the version publishes samples. Who does not hold the module at that time, or
 * does not run it, cannot know it.
 *
 * @param parameters - the epoch's seed, the original Wasm of the version that the alias named before the epoch began, and
 *   the sample's result where the version publishes samples: of its tier
 * @throws InvalidValueError - an empty module
 * @example
 * ```ts
 * import { canary, canarySeed } from '@lambda-bourse/sdk'
 * const seed = canarySeed({ provider: 1, epoch: 7, previous: new Uint8Array(32) })
 * canary({ seed, module: new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]) }) // Uint8Array(32)
 * ```
 */
export function canary(
  { seed, module, sample }: { seed: Bytes32; module: Uint8Array; sample?: SampleResult | undefined },
  sha256: Sha256 = defaultSha256,
): Uint8Array {
  const start = toBytes(seed, 'seed', 32)
  const parts = drawn(start, module).map((chunk) => chunkOf(module, chunk))
  const tail = tailOf(sample)
  const size = parts.reduce((sum, part) => sum + part.length, 65 + tail.length)
  const packer = new Packer(size).uint(1, tagOf(sample), 'tag').raw(start).raw(contentHash(module, sha256))
  for (const part of parts) packer.raw(part)
  return sha256(packer.raw(tail).bytes)
}

/**
 * The chunks of a module that an epoch's canary draws, with what leads from each to the module's hash.
 *
 * @throws InvalidValueError - an empty module
 * @example
 * ```ts
 * import { canaryChunks, canarySeed } from '@lambda-bourse/sdk'
 * const seed = canarySeed({ provider: 1, epoch: 7, previous: new Uint8Array(32) })
 * canaryChunks({ seed, module: new Uint8Array(5000) }).data.length // 4
 * ```
 */
export function canaryChunks(
  { seed, module }: { seed: Bytes32; module: Uint8Array },
  sha256: Sha256 = defaultSha256,
): CanaryChunks {
  const chunks = drawn(toBytes(seed, 'seed', 32), module)
  const tree = contentTree(module, sha256)
  return {
    length: BigInt(module.length),
    data: chunks.map((chunk) => toHex(chunkOf(module, chunk))) as [Hex, Hex, Hex, Hex],
    paths: chunks.map((chunk) => tree.path(chunk).map(toHex)) as [Hex[], Hex[], Hex[], Hex[]],
  }
}

/** What a canary holds after the chunks: of a sample 74 bytes, of a provable version's 82, of none nothing. */
export function canaryTail(sample: SampleResult | undefined): Hex {
  return toHex(tailOf(sample))
}

function tagOf(sample: SampleResult | undefined): number {
  if (sample === undefined) return 0x07
  return 'responseRoot' in sample ? 0x09 : 0x08
}

function tailOf(sample: SampleResult | undefined): Uint8Array {
  if (sample === undefined) return new Uint8Array(0)
  const { requestHash, fuel, status } = sample
  const isProvable = 'responseRoot' in sample
  const packer = new Packer(isProvable ? 82 : 74).bytes32(requestHash, 'requestHash')
  if (isProvable) {
    packer.uint64(BigInt(sample.responseLength), 'responseLength').bytes32(sample.responseRoot, 'responseRoot')
  } else {
    packer.bytes32(sample.responseHash, 'responseHash')
  }
  return packer.uint64(fuel, 'fuel').uint(2, status, 'status').bytes
}

/** Numbers of the chunks: draw i is `uint256(keccak256(seed || uint8(i)))` modulo the count of chunks. */
function drawn(seed: Uint8Array, { length }: Uint8Array): number[] {
  if (length === 0) throw new InvalidValueError('module', 'nothing', 'at least one byte')
  return Array.from({ length: CANARY_CHUNKS }, (_, i) => drawOf(seed, i, Math.ceil(length / CHUNK_SIZE)))
}

function drawOf(seed: Uint8Array, draw: number, count: number): number {
  return Number(BigInt(keccak256(new Packer(33).raw(seed).uint(1, draw, 'draw').bytes)) % BigInt(count))
}

function chunkOf(module: Uint8Array, chunk: number): Uint8Array {
  return module.subarray(chunk * CHUNK_SIZE, (chunk + 1) * CHUNK_SIZE)
}
