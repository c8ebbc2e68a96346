export const StopReason = {
  Exit: 'exit',
  OutOfFuel: 'outOfFuel',
  BadAddress: 'badAddress',
  OutputTooLarge: 'outputTooLarge',
} as const

export type StopReason = (typeof StopReason)[keyof typeof StopReason]

/** Thrown through the guest to end it. */
export class GuestStop extends Error {
  override readonly name = 'GuestStop'
  reason: StopReason = StopReason.Exit
  exitCode = 0

  exit(code: number): this {
    this.exitCode = code
    return this.#because(StopReason.Exit)
  }

  outOfFuel(): this {
    return this.#because(StopReason.OutOfFuel)
  }

  badAddress(): this {
    return this.#because(StopReason.BadAddress)
  }

  outputTooLarge(): this {
    return this.#because(StopReason.OutputTooLarge)
  }

  #because(reason: StopReason): this {
    this.reason = reason
    return this
  }
}

/**
 * The one object of its kind in a thread, where one guest runs at a time: a command that ends by `proc_exit` would
 * otherwise pay for a stack trace at each invocation.
 */
export const guestStop = new GuestStop()
