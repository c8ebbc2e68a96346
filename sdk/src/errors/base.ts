/** Marks our errors, so that they are told apart without `instanceof` across copies of this package. */
const BRAND: unique symbol = Symbol.for('lambda-bourse.error') as never

/** Who has to act: the caller (`mistake`), whoever runs the chain or the network (`outage`), or us (`bug`). */
export type BourseErrorKind = 'mistake' | 'outage' | 'bug'

/** What a {@link BourseError} carries besides its short message. */
export type BourseErrorOptions = {
  /** The error beneath this one. */
  cause?: unknown
  /** Text of the layer below, as it came. */
  details?: string
  /** Page of the documentation, for example `receipts.md#on-the-wire`. */
  docsPath?: string
  /** What to do about it, a sentence each. */
  advice?: readonly string[]
  kind?: BourseErrorKind
}

/**
 * Base of every error that this project throws on purpose.
 *
 * `shortMessage` is one line for a person; `message` adds advice, details and the page to read. Test for it with
 * {@link isBourseError}, never with `instanceof`: two copies of a package may be loaded.
 */
export class BourseError extends Error {
  override name = 'BourseError'
  readonly shortMessage: string
  readonly details: string | undefined
  readonly docsPath: string | undefined
  readonly advice: readonly string[]
  readonly kind: BourseErrorKind
  readonly [BRAND] = true

  constructor(shortMessage: string, options: BourseErrorOptions = {}) {
    super(fullMessage(shortMessage, options), { cause: options.cause })
    this.shortMessage = shortMessage
    this.details = options.details
    this.docsPath = options.docsPath
    this.advice = options.advice ?? []
    this.kind = options.kind ?? 'mistake'
  }
}

function fullMessage(shortMessage: string, { advice = [], details, docsPath }: BourseErrorOptions): string {
  const lines = [shortMessage, ...advice]
  if (details) lines.push(`Details: ${details}`)
  if (docsPath) lines.push(`Docs: docs/${docsPath}`)
  return lines.join('\n')
}

/**
 * Tells whether a caught value is one of our errors, and, with a name, which.
 *
 * @param error - anything that was thrown
 * @param name - the error's `name`, for example `ReceiptSignerError`
 * @example
 * ```ts
 * import { BourseError, isBourseError } from '@lambda-bourse/sdk'
 * isBourseError(new BourseError('no'), 'BourseError') // true
 * ```
 */
export function isBourseError(error: unknown, name?: string): error is BourseError {
  if (typeof error !== 'object' || error === null) return false
  const candidate = error as Partial<BourseError>
  return candidate[BRAND] === true && (name === undefined || candidate.name === name)
}
