import { BourseError } from '../errors/base.ts'

/** Bytes that are not what their CID says. */
export class CidMismatchError extends BourseError {
  override name = 'CidMismatchError'
  readonly actual: string
  readonly expected: string

  constructor(actual: string, expected: string) {
    super(`the bytes have CID ${actual}; expected ${expected}`, {
      docsPath: 'receipts.md',
      advice: ['Larger files must be added as `ipfs add --cid-version=1` does: chunks of 256 KiB, raw leaves.'],
    })
    this.actual = actual
    this.expected = expected
  }
}
