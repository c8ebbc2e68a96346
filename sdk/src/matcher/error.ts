/** An argument of the matcher that no market could have. */
export class MatcherError extends Error {
  override readonly name = 'MatcherError'
  readonly field: string
  readonly value: unknown
  readonly allowed: string

  constructor(field: string, value: unknown, allowed: string) {
    super(`${field} is ${String(value)}; allowed: ${allowed}`)
    this.field = field
    this.value = value
    this.allowed = allowed
  }
}
