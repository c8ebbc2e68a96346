/** A request in the plainest form HTTP/1.1 has, complete in one piece. */
export interface PlainRequest {
  method: string
  url: string
  contentType: string
  /** The header `bourse-voucher`. */
  voucher: string | undefined
  body: Buffer
  /** Bytes that it took. */
  length: number
}

interface Head {
  method: string
  url: string
  contentType: string
  voucher: string | undefined
  bodyLength: number
}

const REQUEST_LINE = /^([A-Z]{1,32}) (\/v1\/leases\/[!-~]+) HTTP\/1\.1$/
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/
const VALUE = /^[\t\x20-\x7e]*$/
const LENGTH = /^[0-9]{1,9}$/
/** Headers that ask for more than an answer to the body that follows. */
const NOT_PLAIN: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'expect',
  'upgrade',
  'te',
  'trailer',
  'http2-settings',
])
const LONGEST_HEAD = 8_192

/**
 * Reads plain requests of one connection. It never guesses: whatever is not exactly what it knows gives undefined, and
 * is for Node's own parser to judge.
 */
export class PlainParser {
  readonly #bodyBytes: number
  #text = ''
  #head: Head | undefined

  constructor(bodyBytes: number) {
    this.#bodyBytes = bodyBytes
  }

  /** The request at the start of `bytes`, or undefined when it is not plain or not all there. */
  parse(bytes: Buffer): PlainRequest | undefined {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0 || end > LONGEST_HEAD) return undefined
    const head = this.#read(bytes.toString('latin1', 0, end))
    if (head === undefined) return undefined
    const start = end + 4
    const length = start + head.bodyLength
    if (bytes.length < length) return undefined
    const { method, url, contentType, voucher } = head
    return { method, url, contentType, voucher, body: bytes.subarray(start, length), length }
  }

  /** Callers that keep a connection mostly send one head again and again. */
  #read(text: string): Head | undefined {
    if (text === this.#text) return this.#head
    this.#text = text
    this.#head = readHead(text, this.#bodyBytes)
    return this.#head
  }
}

function readHead(text: string, bodyBytes: number): Head | undefined {
  const [first = '', ...lines] = text.split('\r\n')
  const line = REQUEST_LINE.exec(first)
  const headers = readHeaders(lines)
  if (line === null || headers === undefined || !headers.has('host')) return undefined
  const length = headers.get('content-length') ?? '0'
  const connection = headers.get('connection') ?? 'keep-alive'
  if (!LENGTH.test(length) || Number(length) > bodyBytes || connection.toLowerCase() !== 'keep-alive') return undefined
  const [, method = '', url = ''] = line
  const [contentType, voucher] = [headers.get('content-type') ?? '', headers.get('bourse-voucher')]
  return { method, url, contentType, voucher, bodyLength: Number(length) }
}

/** Undefined for a header that is malformed, given twice, or not for plain requests. */
function readHeaders(lines: readonly string[]): Map<string, string> | undefined {
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase()
    const value = line.slice(colon + 1)
    if (!TOKEN.test(name) || !VALUE.test(value) || NOT_PLAIN.has(name) || headers.has(name)) return undefined
    headers.set(name, value.trim())
  }
  return headers
}
