import { type Hex, keccak256 } from 'viem'
import { InvalidValueError } from '../errors/values.ts'
import type { Bytes32 } from '../internal/bytes.ts'
import { toBytes } from '../internal/bytes.ts'
import { Packer } from '../internal/packer.ts'
import { CHUNK_SIZE } from './content.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

/** Chunks of the module that a canary draws. */
export const CANARY_CHUNKS = 4

/** Most fuel of a sample: less than the version's own where that is more, so that nobody's check takes long. */
export const SAMPLE_FUEL = 100_000_000n

/** What came out of the sample that a canary drew. */
export type SampleResult = { requestHash: Bytes32; responseHash: Bytes32; fuel: bigint; status: number }

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
 * A lease's canary (docs/receipts.md): `sha256(0x07 || seed || moduleHash || chunk, four times)`, and of a version that
 * publishes samples what came out of the one that was drawn. Who does not hold the module at that time, or does not run
 * it, cannot know it.
 *
 * @param parameters - the epoch's seed, the original Wasm of the version that the alias named when the epoch began, and
 *   the sample's result where the version publishes samples
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
  if (module.length === 0) throw new InvalidValueError('module', 'nothing', 'at least one byte')
  const start = toBytes(seed, 'seed', 32)
  const parts = drawn(start, module.length).map((chunk) => chunkOf(module, chunk))
  const size = parts.reduce((sum, part) => sum + part.length, sample ? 139 : 65)
  const packer = new Packer(size)
    .uint(1, sample ? 0x08 : 0x07, 'tag')
    .raw(start)
    .raw(sha256(module))
  for (const part of parts) packer.raw(part)
  if (sample) {
    const { requestHash, responseHash, fuel, status } = sample
    packer.bytes32(requestHash, 'requestHash').bytes32(responseHash, 'responseHash')
    packer.uint64(fuel, 'fuel').uint(2, status, 'status')
  }
  return sha256(packer.bytes)
}

/** Numbers of the chunks: draw i is `uint256(keccak256(seed || uint8(i)))` modulo the count of chunks. */
function drawn(seed: Uint8Array, length: number): number[] {
  return Array.from({ length: CANARY_CHUNKS }, (_, i) => drawOf(seed, i, Math.ceil(length / CHUNK_SIZE)))
}

function drawOf(seed: Uint8Array, draw: number, count: number): number {
  return Number(BigInt(keccak256(new Packer(33).raw(seed).uint(1, draw, 'draw').bytes)) % BigInt(count))
}

function chunkOf(module: Uint8Array, chunk: number): Uint8Array {
  return module.subarray(chunk * CHUNK_SIZE, (chunk + 1) * CHUNK_SIZE)
}
