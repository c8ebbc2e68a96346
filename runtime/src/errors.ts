/** Why a module was refused. */
export type ModuleErrorCode =
  /** The bytes are not a WebAssembly module, or the engine's own validation refuses them. */
  | 'invalid'
  /** Valid WebAssembly, outside the subset that runs the same everywhere. */
  | 'unsupported'
  /** Larger, in some respect, than a host accepts. */
  | 'limit'
  /** An import that is not part of the WASI subset. */
  | 'import'
  /** Neither ABI's exports are there, or one has another type. */
  | 'abi'
  /** Its start function or `_initialize` does not come to a normal end. */
  | 'initialise'

/** A module cannot be hosted, and never will be by this runtime version: the publisher has to change it. */
export class ModuleError extends Error {
  override readonly name = 'ModuleError'
  readonly code: ModuleErrorCode
  /** What was found, and what is allowed. */
  readonly detail: string
  /** Byte offset in the original module, where one is to blame. */
  readonly offset: number | undefined

  constructor(code: ModuleErrorCode, detail: string, offset?: number) {
    super(offset === undefined ? `${code}: ${detail}` : `${code}: ${detail} (at byte ${offset})`)
    this.code = code
    this.detail = detail
    this.offset = offset
  }
}

/** The host, not the guest, failed (memory, native stack, a dead thread): there is no result and no receipt. */
export class HostFailureError extends Error {
  override readonly name: string = 'HostFailureError'
}

/** A thread outlived its deadline and was ended: there is no result and no receipt. */
export class HostTimeoutError extends HostFailureError {
  override readonly name = 'HostTimeoutError'
  readonly deadlineMs: number

  constructor(deadlineMs: number) {
    super(`the execution was ended after its deadline of ${deadlineMs} ms`)
    this.deadlineMs = deadlineMs
  }
}

/** The pool's queue is full: try later, or elsewhere. */
export class PoolOverloadedError extends Error {
  override readonly name = 'PoolOverloadedError'
  readonly queueLimit: number

  constructor(queueLimit: number) {
    super(`${queueLimit} executions are already waiting, which is the limit`)
    this.queueLimit = queueLimit
  }
}

/** The pool was closed before the execution came to its turn. */
export class PoolClosedError extends Error {
  override readonly name = 'PoolClosedError'

  constructor() {
    super('the executor pool is closed')
  }
}
