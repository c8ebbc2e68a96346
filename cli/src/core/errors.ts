import { EXIT, type ExitCode } from './exit-codes.ts'

export type CliErrorDetails = {
  /** The flag, setting or field. */
  field?: string
  value?: string
  /** What would have been right. */
  allowed?: string
  /** What to do about it, a sentence each. */
  advice?: readonly string[]
  cause?: unknown
  /** More that a program may want to know. */
  data?: Record<string, unknown>
}

/** An error that ends a command: one clear message, an exit code, and fields for programs. */
export class CliError extends Error {
  readonly exitCode: ExitCode
  readonly details: CliErrorDetails

  /** @param name A stable identifier that programs compare. */
  constructor(name: string, exitCode: ExitCode, message: string, details: CliErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.name = name
    this.exitCode = exitCode
    this.details = details
  }
}

/** A value that was given is wrong. */
export function badInput(field: string, value: unknown, allowed: string, advice: readonly string[] = []): CliError {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value)
  const short = shown.length > 100 ? `${shown.slice(0, 97)}...` : shown
  return new CliError('BadInput', EXIT.input, `${field} is ${short}; allowed: ${allowed}`, {
    field,
    value: short,
    allowed,
    advice,
  })
}

/** A value that is needed was not given. */
export function missing(field: string, allowed: string, advice: readonly string[] = []): CliError {
  return new CliError('Missing', EXIT.input, `${field} is missing; needed: ${allowed}`, { field, allowed, advice })
}
