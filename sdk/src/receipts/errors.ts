import type { BourseErrorOptions } from '../errors/base.ts'
import { BourseError } from '../errors/base.ts'

/** Base of what is wrong with a receipt. */
export class ReceiptError extends BourseError {
  override name = 'ReceiptError'

  constructor(shortMessage: string, options: BourseErrorOptions = {}) {
    super(shortMessage, { docsPath: 'receipts.md#on-the-wire', ...options })
  }
}

/** Bytes that are no receipt, request or batch in the one allowed encoding. */
export class ReceiptFormatError extends ReceiptError {
  override name = 'ReceiptFormatError'

  constructor(shortMessage: string, cause?: unknown) {
    super(shortMessage, { cause })
  }
}

/** The receipt is not in the batch whose header came with it. */
export class ReceiptPathError extends ReceiptError {
  override name = 'ReceiptPathError'
  readonly index: number
  readonly count: number

  constructor(index: number, count: number) {
    super(`the receipt's path does not lead from place ${index} of ${count} to the batch's root`)
    this.index = index
    this.count = count
  }
}

/** The batch's signature is no canonical secp256k1 signature of any key. */
export class ReceiptSignatureError extends ReceiptError {
  override name = 'ReceiptSignatureError'

  constructor(cause?: unknown) {
    super("the batch's signature is not a secp256k1 signature with low s and v of 27 or 28", { cause })
  }
}

/** The batch was signed by another key than the provider's operator in that epoch. */
export class ReceiptSignerError extends ReceiptError {
  override name = 'ReceiptSignerError'
  readonly actual: string
  readonly expected: string

  constructor(actual: string, expected: string) {
    super(`the batch is signed by ${actual}; the provider's operator in that epoch is ${expected}`)
    this.actual = actual
    this.expected = expected
  }
}

/** The receipt's epoch is neither the running one nor the one before: it may be backdated. */
export class ReceiptEpochError extends ReceiptError {
  override name = 'ReceiptEpochError'
  readonly actual: number
  readonly current: number

  constructor(actual: number, current: number) {
    super(`the receipt is of epoch ${actual}; allowed: ${current - 1} and ${current}`)
    this.actual = actual
    this.current = current
  }
}

/** The receipt is about something else than what was asked. `field` says what differs. */
export class ReceiptMismatchError extends ReceiptError {
  override name = 'ReceiptMismatchError'
  readonly field: string
  readonly actual: unknown
  readonly expected: unknown

  constructor(field: string, actual: unknown, expected: unknown) {
    super(`the receipt's ${field} is ${String(actual)}; expected ${String(expected)}`)
    this.field = field
    this.actual = actual
    this.expected = expected
  }
}
