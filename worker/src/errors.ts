/** A mistake the operator can put right: wrong file, key, address. The process exits with its message alone. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** The store holds another identity, or cannot be trusted: serving from it could sign one number twice. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** Content whose bytes are not those of its CID or hash. */
export class ContentMismatchError extends Error {
  override readonly name = 'ContentMismatchError'
  readonly expected: string
  readonly actual: string

  constructor(what: string, expected: string, actual: string) {
    super(`${what}: expected ${expected}, the bytes are ${actual}`)
    this.expected = expected
    this.actual = actual
  }
}

/** A version that no host can ever serve as it is registered: its owner has to publish another. */
export class VersionRefusedError extends Error {
  override readonly name = 'VersionRefusedError'
}

/** Names of the answers that carry no receipt (docs/architecture.md). */
export type RefusalName =
  | 'BadRequest'
  | 'PaymentRequired'
  | 'NotFound'
  | 'MethodNotAllowed'
  | 'BodyTooLarge'
  | 'NotReady'
  | 'Overloaded'
  | 'Unavailable'
  | 'StoreFull'
  | 'DeadlineExceeded'

/** An answer without a receipt: the caller did something wrong, or the host cannot serve now. */
export class Refusal extends Error {
  override readonly name: string
  readonly statusCode: number
  /** More fields of the answer's error. */
  readonly details: object

  constructor(name: RefusalName, statusCode: number, message: string, details: object = {}) {
    super(message)
    this.name = name
    this.statusCode = statusCode
    this.details = details
  }
}

/** Message of anything thrown, without its stack: for logs and answers. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) {
    const short = (error as { shortMessage?: unknown }).shortMessage
    return typeof short === 'string' ? short : error.message
  }
  return String(error)
}
