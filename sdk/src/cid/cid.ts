import { CID } from 'multiformats/cid'
import { create as createDigest } from 'multiformats/hashes/digest'
import type { Hex } from 'viem'
import { InvalidValueError } from '../errors/values.ts'
import type { Bytes32 } from '../internal/bytes.ts'
import { toBytes, toHex } from '../internal/bytes.ts'
import type { Sha256 } from '../receipts/sha256.ts'
import { sha256 as defaultSha256 } from '../receipts/sha256.ts'
import { CidMismatchError } from './errors.ts'

const SHA2_256 = 0x12
/** Multicodecs a CID may have here: a raw block, and the dag-pb root of a file of many blocks. */
export const CID_CODECS = { raw: 0x55, dagPb: 0x70 } as const
/** Files up to here are one raw block. */
export const CID_BLOCK_SIZE = 256 * 1024

/** A CID as contracts hold it. */
export type CidParts = {
  /** sha2-256 digest. */
  digest: Hex
  /** One of {@link CID_CODECS}. */
  codec: number
}

/**
 * The CID of a file, equal to `ipfs add --cid-version=1`: one raw block up to 256 KiB, else the root of a balanced
 * UnixFS tree (chunks of 256 KiB, 174 links a node, raw leaves).
 *
 * @param bytes - the file
 * @returns CIDv1 in base32
 * @example
 * ```ts
 * import { cidOf } from '@lambda-bourse/sdk'
 * await cidOf(new TextEncoder().encode('hello world\n')) // bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4
 * ```
 */
export async function cidOf(bytes: Uint8Array, sha256: Sha256 = defaultSha256): Promise<string> {
  if (bytes.length <= CID_BLOCK_SIZE) return rawCid(bytes, sha256)
  const { fileCid } = await import('./file.ts')
  return fileCid(bytes)
}

/** The CID of one raw block. */
export function rawCid(block: Uint8Array, sha256: Sha256 = defaultSha256): string {
  return cidFrom({ digest: sha256(block), codec: CID_CODECS.raw })
}

/**
 * CIDv1 in base32 from what a contract holds.
 *
 * @throws InvalidValueError - a codec other than raw (0x55) and dag-pb (0x70), or a digest of another length
 */
export function cidFrom({ digest, codec }: { digest: Bytes32; codec: number }): string {
  checkCodec(codec, codec)
  return CID.createV1(codec, createDigest(SHA2_256, toBytes(digest, 'digest', 32))).toString()
}

/**
 * Digest and codec of a CID.
 *
 * @throws InvalidValueError - anything else than a CIDv1 in base32 of a sha2-256 digest, raw or dag-pb
 */
export function parseCid(cid: string): CidParts {
  const { version, code, multihash } = parse(cid)
  if (version !== 1) throw new InvalidValueError('cid', cid, 'CIDv1 (begins with b)')
  if (multihash.code !== SHA2_256 || multihash.digest.length !== 32) {
    throw new InvalidValueError('cid', cid, 'a sha2-256 digest')
  }
  checkCodec(code, cid)
  return { digest: toHex(multihash.digest), codec: code }
}

function parse(cid: string): CID {
  try {
    return CID.parse(cid)
  } catch {
    throw new InvalidValueError('cid', cid, 'a CIDv1 in base32, as `ipfs add --cid-version=1` prints it')
  }
}

function checkCodec(codec: number, value: unknown): void {
  if (codec !== CID_CODECS.raw && codec !== CID_CODECS.dagPb) {
    throw new InvalidValueError('codec', value, 'raw (0x55) or dag-pb (0x70)')
  }
}

/**
 * Checks that bytes are what a CID names.
 *
 * @throws InvalidValueError - no CID
 * @throws CidMismatchError - other bytes
 */
export async function verifyCid(cid: string, bytes: Uint8Array, sha256: Sha256 = defaultSha256): Promise<void> {
  const { digest, codec } = parseCid(cid)
  const isRaw = codec === CID_CODECS.raw
  const actual = isRaw ? rawCid(bytes, sha256) : await (await import('./file.ts')).fileCid(bytes)
  const expected = cidFrom({ digest, codec })
  if (actual !== expected) throw new CidMismatchError(actual, expected)
}
