import { BourseError } from './base.ts'

/** A value that does not fit its field. Carries the field, the value and what is allowed. */
export class InvalidValueError extends BourseError {
  override name = 'InvalidValueError'
  readonly field: string
  readonly value: unknown
  readonly allowed: string

  constructor(field: string, value: unknown, allowed: string, docsPath?: string) {
    super(`${field} is ${show(value)}; allowed: ${allowed}`, docsPath === undefined ? {} : { docsPath })
    this.field = field
    this.value = value
    this.allowed = allowed
  }
}

/** One line for a value of any kind, cut where it is long. */
function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
