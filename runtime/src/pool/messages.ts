import { HostFailureError, ModuleError, type ModuleErrorCode } from '../errors.ts'
import type { Outcome } from '../outcome.ts'
import type { AnyOptions, AnyProgram } from '../tiers.ts'

/** From the pool to a thread: run one invocation. */
export interface RunMessage {
  programId: number
  /** Sent when the thread does not have it. */
  program?: AnyProgram
  /** Programs the thread is to forget first. */
  forget: readonly number[]
  input: Uint8Array
  options: AnyOptions
}

/** From a thread to the pool, once: it has booted. */
export interface ReadyMessage {
  ready: true
}

/** From a thread to the pool: what came of it. */
export type ReplyMessage = { outcome: Outcome } | { failure: Failure }

/** An error in a form that crosses threads. */
export interface Failure {
  name: string
  message: string
  code?: ModuleErrorCode
  detail?: string
  offset?: number
}

export function toFailure(error: unknown): Failure {
  if (error instanceof ModuleError) {
    const { name, message, code, detail, offset } = error
    return { name, message, code, detail, ...(offset === undefined ? {} : { offset }) }
  }
  if (error instanceof Error) return { name: error.name, message: error.message }
  return { name: 'Error', message: String(error) }
}

export function fromFailure({ name, message, code, detail, offset }: Failure): Error {
  if (code && detail !== undefined) return new ModuleError(code, detail, offset)
  if (name === 'RangeError') return new RangeError(message)
  return new HostFailureError(message)
}
