import { CHUNK_SIZE, contentHash, encodeRequest, type FunctionRequest } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'

// The SDK's encodings for what most requests are, small and ASCII, in buffers that are used again. What is not goes to
// the SDK; a test compares the two. scripts/bench/http shows what this is worth.

const ASCII = /^[\x20-\x7e]*$/
const METHOD = /^[A-Z]{1,255}$/

/** `encodeRequest` of the SDK. @throws what the SDK's throws. */
export function encodeRequestFast(request: FunctionRequest): Uint8Array {
  const { method, target, contentType, body } = request
  const isPlain = METHOD.test(method) && target.startsWith('/') && ASCII.test(target) && ASCII.test(contentType)
  if (!isPlain || target.length > 65_535 || contentType.length > 65_535) return encodeRequest(request)
  const encoded = Buffer.allocUnsafe(10 + method.length + target.length + contentType.length + body.length)
  encoded[0] = 1
  encoded[1] = method.length
  let at = 2 + encoded.write(method, 2, 'latin1')
  at = encoded.writeUInt16BE(target.length, at)
  at += encoded.write(target, at, 'latin1')
  at = encoded.writeUInt16BE(contentType.length, at)
  at += encoded.write(contentType, at, 'latin1')
  at = encoded.writeUInt32BE(body.length, at)
  encoded.set(body, at)
  return encoded
}

const leaf = Buffer.alloc(1 + CHUNK_SIZE)
const content = Buffer.alloc(41)
content[0] = 2

/** `contentHash` of the SDK. */
export function contentHashFast(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  if (length > CHUNK_SIZE) return contentHash(bytes, nodeSha256)
  leaf.set(bytes, 1)
  content.writeUInt32BE(length, 5)
  content.set(nodeSha256(leaf.subarray(0, 1 + length)), 9)
  return nodeSha256(content)
}
