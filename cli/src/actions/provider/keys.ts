// A provider's operator and encryption keys: files of the provider's own, made when they are missing.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Hex, toHex } from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { badInput, CliError } from '../../core/errors.ts'
import { EXIT } from '../../core/exit-codes.ts'

/** The operator's account from a file with its private key (64 hexadecimal digits). */
export function operatorKey(path: string): { account: PrivateKeyAccount; created: boolean } {
  const created = !existsSync(path)
  if (created) writeSecret(path, `${generatePrivateKey()}\n`)
  const text = read(path).trim()
  const key = text.startsWith('0x') ? text : `0x${text}`
  if (!/^0x[0-9a-fA-F]{64}$/.test(key))
    throw badInput('operator-key-file', path, 'a file with a private key: 64 hexadecimal digits')
  return { account: privateKeyToAccount(key as Hex), created }
}

/** The public X25519 key (32 bytes) of a PEM file with the private one (RFC 8410). */
export function encryptionKey(path: string): { publicKey: Hex; created: boolean } {
  const created = !existsSync(path)
  if (created) {
    const { privateKey } = generateKeyPairSync('x25519')
    writeSecret(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  }
  try {
    const { x } = createPublicKey(createPrivateKey(read(path))).export({ format: 'jwk' })
    return { publicKey: toHex(Buffer.from(x as string, 'base64url')), created }
  } catch (cause) {
    if (cause instanceof CliError) throw cause
    throw badInput('encryption-key-file', path, 'a PEM file with an X25519 private key')
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CliError('BadKeyFile', EXIT.input, `${path} cannot be read: ${(cause as Error).message}`, {
      field: 'key file',
      value: path,
      cause,
    })
  }
}

/** Readable by its owner only. */
function writeSecret(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
}
