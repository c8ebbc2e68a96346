import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Hex, LocalAccount } from 'viem'
import { InvalidValueError } from '../errors/values.ts'
import type { Bytes32 } from '../internal/bytes.ts'
import { concatBytes, toBytes, toHex } from '../internal/bytes.ts'
import { Packer, Unpacker } from '../internal/packer.ts'
import type { ReceiptDomain } from './domain.ts'
import { bourseTypedDataDomain } from './domain.ts'
import type { Sha256 } from './sha256.ts'
import { sha256 as defaultSha256 } from './sha256.ts'

/** Bytes of a batch header on the wire. */
export const BATCH_SIZE = 58

/** Header of a signed batch of receipts of one provider and epoch. */
export type Batch<hash extends Bytes32 = Hex> = {
  provider: number
  epoch: number
  /** Counts the provider's batches from 1, without gaps, over all epochs. */
  number: bigint
  /** Sequence of the first receipt; the others follow without gaps. */
  firstSequence: bigint
  /** Receipts in the batch, at least 1. */
  count: number
  /** Root of the tree over the receipt hashes in order of sequence. */
  receiptsRoot: hash
}

/** EIP-712 types of {@link Batch}, for viem's typed-data functions. */
export const batchTypes = {
  Batch: [
    { name: 'provider', type: 'uint24' },
    { name: 'epoch', type: 'uint24' },
    { name: 'number', type: 'uint64' },
    { name: 'firstSequence', type: 'uint64' },
    { name: 'count', type: 'uint32' },
    { name: 'receiptsRoot', type: 'bytes32' },
  ],
} as const

const TYPE_HASH = keccak_256(
  new TextEncoder().encode(`Batch(${batchTypes.Batch.map(({ type, name }) => `${type} ${name}`).join(',')})`),
)

/** The typed data of a batch (EIP-712), as `signTypedData` takes it. */
export function batchTypedData(batch: Batch<Bytes32>, domain: ReceiptDomain) {
  const receiptsRoot = toHex(toBytes(batch.receiptsRoot, 'receiptsRoot', 32))
  return {
    domain: bourseTypedDataDomain(domain),
    types: batchTypes,
    primaryType: 'Batch',
    message: { ...batch, receiptsRoot },
  } as const
}

/** EIP-712 struct hash of a batch, 32 bytes. Written out because viem's general one takes ten times as long. */
export function batchStructHash(batch: Batch<Bytes32>): Uint8Array {
  const word = (width: number) => new Uint8Array(32 - width)
  return keccak_256(
    new Packer(7 * 32)
      .raw(TYPE_HASH)
      .raw(word(3))
      .uint(3, batch.provider, 'provider')
      .raw(word(3))
      .uint(3, batch.epoch, 'epoch')
      .raw(word(8))
      .uint64(batch.number, 'number')
      .raw(word(8))
      .uint64(batch.firstSequence, 'firstSequence')
      .raw(word(4))
      .uint(4, batch.count, 'count')
      .bytes32(batch.receiptsRoot, 'receiptsRoot').bytes,
  )
}

/** What the operator key signs, 32 bytes (EIP-712: `keccak256(0x1901 || separator || structHash)`). */
export function batchDigest(batch: Batch<Bytes32>, domain: ReceiptDomain): Uint8Array {
  return keccak_256(concatBytes(new Uint8Array([0x19, 0x01]), domain.separator, batchStructHash(batch)))
}

/**
 * Signs a batch with a viem account that holds the operator key. Hosts with a native signer sign {@link batchDigest}.
 *
 * @returns 65 bytes `r || s || v`, low s, v of 27 or 28
 * @throws InvalidValueError - an empty batch, or a number or sequence of 0
 * @example
 * ```ts
 * import { receiptDomain, signBatch } from '@lambda-bourse/sdk'
 * import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
 * const domain = receiptDomain({ chainId: 31337, bourse: '0x5FbDB2315678afecb367f032d93F642f64180aa3' })
 * const batch = { provider: 1, epoch: 7, number: 1n, firstSequence: 1n, count: 1, receiptsRoot: `0x${'11'.repeat(32)}` } as const
 * await signBatch(privateKeyToAccount(generatePrivateKey()), { batch, domain })
 * ```
 */
export async function signBatch(
  account: Pick<LocalAccount, 'signTypedData'>,
  { batch, domain }: { batch: Batch<Bytes32>; domain: ReceiptDomain },
): Promise<Hex> {
  checkBatch(batch)
  return account.signTypedData(batchTypedData(batch, domain))
}

/** Refuses what no honest worker signs. */
export function checkBatch({ number, firstSequence, count }: Batch<Bytes32>): void {
  if (count < 1) throw new InvalidValueError('count', count, 'at least 1')
  if (number < 1n) throw new InvalidValueError('number', number, 'at least 1')
  if (firstSequence < 1n) throw new InvalidValueError('firstSequence', firstSequence, 'at least 1')
}

/** The 58 bytes of a batch header. */
export function encodeBatch(batch: Batch<Bytes32>): Uint8Array {
  return new Packer(BATCH_SIZE)
    .uint(3, batch.provider, 'provider')
    .uint(3, batch.epoch, 'epoch')
    .uint64(batch.number, 'number')
    .uint64(batch.firstSequence, 'firstSequence')
    .uint(4, batch.count, 'count')
    .bytes32(batch.receiptsRoot, 'receiptsRoot').bytes
}

/** Reads {@link encodeBatch}'s 58 bytes. */
export function decodeBatch(bytes: Uint8Array): Batch {
  if (bytes.length !== BATCH_SIZE) throw new InvalidValueError('batch', `${bytes.length} bytes`, `${BATCH_SIZE} bytes`)
  const reader = new Unpacker(bytes)
  return {
    provider: reader.uint(3),
    epoch: reader.uint(3),
    number: reader.uint64(),
    firstSequence: reader.uint64(),
    count: reader.uint(4),
    receiptsRoot: reader.bytes32(),
  }
}

/**
 * Leaf of a signed batch in the provider's mountain range: `sha256(0x06 || structHash || signature)`.
 *
 * @param signature - 65 bytes
 */
export function headerLeaf(
  batch: Batch<Bytes32>,
  signature: Hex | Uint8Array,
  sha256: Sha256 = defaultSha256,
): Uint8Array {
  return sha256(concatBytes(new Uint8Array([0x06]), batchStructHash(batch), toBytes(signature, 'signature', 65)))
}

/**
 * Leaf of a batch number that was skipped after a crash: `sha256(0x03 || uint64(number))`.
 *
 * @param number - the void batch's number, from 1
 */
export function voidLeaf(number: bigint, sha256: Sha256 = defaultSha256): Uint8Array {
  return sha256(new Packer(9).uint(1, 0x03, 'tag').uint64(number, 'number').bytes)
}
