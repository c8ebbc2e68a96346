import { createDecipheriv, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { keccak256 } from 'viem'
import { z } from 'zod'
import { ConfigError, messageOf } from '../errors.ts'

const hex = z.string().regex(/^(0x)?([0-9a-fA-F]{2})*$/, 'hex')
const crypto = z.object({
  cipher: z.literal('aes-128-ctr'),
  cipherparams: z.object({ iv: hex }),
  ciphertext: hex,
  mac: hex,
})
const scrypt = z.object({
  kdf: z.literal('scrypt'),
  kdfparams: z.object({
    dklen: z.literal(32),
    n: z.int().max(2 ** 20),
    r: z.int().max(64),
    p: z.int().max(64),
    salt: hex,
  }),
})
const pbkdf2 = z.object({
  kdf: z.literal('pbkdf2'),
  kdfparams: z.object({ dklen: z.literal(32), c: z.int().max(10_000_000), prf: z.literal('hmac-sha256'), salt: hex }),
})
/** Web3 Secret Storage Definition, version 3. */
const keystoreSchema = z.object({
  version: z.literal(3),
  crypto: z.discriminatedUnion('kdf', [crypto.extend(scrypt.shape), crypto.extend(pbkdf2.shape)]),
})

export interface KeySource {
  keystore?: string
  environment: Readonly<Record<string, string | undefined>>
}

/**
 * The operator key: from BOURSE_OPERATOR_KEY, else from the keystore file.
 * @returns 32 bytes.
 * @throws ConfigError that never holds the key.
 */
export function readOperatorKey({ keystore, environment }: KeySource): Uint8Array {
  const given = environment.BOURSE_OPERATOR_KEY
  if (given !== undefined) return parseKey(given, 'BOURSE_OPERATOR_KEY')
  if (keystore === undefined) {
    throw new ConfigError('there is no operator key: set BOURSE_OPERATOR_KEY, or `keystore` in the config file')
  }
  const text = readKeystore(keystore)
  if (!text.trimStart().startsWith('{')) return parseKey(text.trim(), `keystore ${keystore}`)
  return decrypt(text, keystore, environment.BOURSE_KEYSTORE_PASSWORD)
}

function parseKey(text: string, where: string): Uint8Array {
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text))
    throw new ConfigError(`${where} does not hold a key: allowed are 64 hex digits`)
  return bytesOf(text)
}

function readKeystore(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(`the keystore cannot be read: ${messageOf(cause)}`, { cause })
  }
}

function decrypt(text: string, path: string, password: string | undefined): Uint8Array {
  const parsed = keystoreSchema.safeParse(parseJson(text, path))
  if (!parsed.success) {
    throw new ConfigError(`${path} is no Web3 v3 keystore: ${z.prettifyError(parsed.error)}`)
  }
  if (password === undefined) throw new ConfigError(`${path} is encrypted: set BOURSE_KEYSTORE_PASSWORD`)
  const { ciphertext, cipherparams, mac, ...kdf } = parsed.data.crypto
  const derived = derive(kdf, password)
  const actual = bytesOf(keccak256(Buffer.concat([derived.subarray(16, 32), bytesOf(ciphertext)])))
  const expected = bytesOf(mac)
  if (expected.length !== actual.length || !timingSafeEqual(actual, expected)) {
    throw new ConfigError(`the password does not open ${path}`)
  }
  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), bytesOf(cipherparams.iv))
  return Buffer.concat([decipher.update(bytesOf(ciphertext)), decipher.final()])
}

type Kdf = z.output<typeof scrypt> | z.output<typeof pbkdf2>

function derive(kdf: Kdf, password: string): Buffer {
  if (kdf.kdf === 'pbkdf2') {
    const { salt, c, dklen } = kdf.kdfparams
    return pbkdf2Sync(password, bytesOf(salt), c, dklen, 'sha256')
  }
  const { salt, n, r, p, dklen } = kdf.kdfparams
  return scryptSync(password, bytesOf(salt), dklen, { N: n, r, p, maxmem: 256 * n * r })
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ConfigError(`${path} is neither 64 hex digits nor JSON`, { cause })
  }
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text.replace(/^0x/, ''), 'hex')
}
