import { InvalidValueError } from '../errors/values.ts'
import { Packer, Unpacker } from '../internal/packer.ts'
import { ReceiptFormatError } from './errors.ts'

const VERSION = 0x01
const DOCS = 'receipts.md#request'

/** What a guest can read of an invocation (docs/receipts.md, request). */
export type FunctionRequest = {
  /** HTTP method in capitals. */
  method: string
  /** Path and query below the function's endpoint; begins with `/`. */
  target: string
  /** May be empty. */
  contentType: string
  body: Uint8Array
}

/**
 * The one encoding of a request; its content hash is the receipt's `requestHash`.
 *
 * @throws InvalidValueError - a method that is not 1 to 255 capitals, a target without `/`, or a field that is too long
 * @example
 * ```ts
 * import { contentHash, encodeRequest } from '@lambda-bourse/sdk'
 * const request = encodeRequest({ method: 'POST', target: '/', contentType: 'text/plain', body: new Uint8Array([104, 105]) })
 * contentHash(request)
 * ```
 */
export function encodeRequest(request: FunctionRequest): Uint8Array {
  check(request)
  const [method, target, contentType] = [request.method, request.target, request.contentType].map((text) =>
    new TextEncoder().encode(text),
  ) as [Uint8Array, Uint8Array, Uint8Array]
  return new Packer(10 + method.length + target.length + contentType.length + request.body.length)
    .uint(1, VERSION, 'version')
    .uint(1, method.length, 'method length')
    .raw(method)
    .uint(2, target.length, 'target length')
    .raw(target)
    .uint(2, contentType.length, 'contentType length')
    .raw(contentType)
    .uint(4, request.body.length, 'body length')
    .raw(request.body).bytes
}

function check({ method, target, contentType }: FunctionRequest): void {
  if (!/^[A-Z]{1,255}$/.test(method)) throw new InvalidValueError('method', method, '1 to 255 letters A-Z', DOCS)
  if (!target.startsWith('/')) throw new InvalidValueError('target', target, 'a path that begins with /', DOCS)
  for (const [field, text] of Object.entries({ target, contentType })) {
    // A lone surrogate would be encoded as U+FFFD, and two requests would share an encoding.
    if (!text.isWellFormed()) throw new InvalidValueError(field, text, 'well-formed Unicode', DOCS)
  }
}

/**
 * Reads {@link encodeRequest}'s encoding. Whatever it accepts encodes to the same bytes again.
 *
 * @throws ReceiptFormatError - bytes that are no canonical request
 */
export function decodeRequest(bytes: Uint8Array): FunctionRequest {
  const reader = new Unpacker(bytes)
  const take = (width: 1 | 2 | 4, field: string): Uint8Array => {
    if (reader.rest < width) throw new ReceiptFormatError(`request ends before the length of its ${field}`)
    const length = reader.uint(width)
    if (reader.rest < length) throw new ReceiptFormatError(`request ends within its ${field}`)
    return reader.raw(length)
  }
  if (bytes[0] !== VERSION) throw new ReceiptFormatError(`request has version ${bytes[0]}; allowed: 1`)
  reader.raw(1)
  const [method, target, contentType] = [take(1, 'method'), take(2, 'target'), take(2, 'contentType')].map(text) as [
    string,
    string,
    string,
  ]
  const body = take(4, 'body')
  if (reader.rest !== 0) throw new ReceiptFormatError(`request has ${reader.rest} bytes too many`)
  const request = { method, target, contentType, body }
  check(request)
  return request
}

function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new ReceiptFormatError('request has text that is not UTF-8', cause)
  }
}
