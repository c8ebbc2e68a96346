/**
 * Fuel and call depth share one i64 global of the instrumented module, so that one subtraction charges both:
 *
 *   bits 63..24  fuel left, signed; negative means exhausted
 *   bit  23      guard, always 1; a borrow from below clears it, which means the call depth was exceeded
 *   bits 22..0   stack slots left
 */
export const FUEL_SHIFT = 24
const GUARD = 1n << 23n

/** Set by instrumented code when the host could not give memory that the limits allow. */
export const HOST_OUT_OF_MEMORY = (1n << 63n) - 1n

/** Slots of the native stack that are known to suffice on every supported engine (see test/unit/stack.test.ts). */
export const MAX_STACK_SLOTS = 65_536

/** Most fuel of one execution. */
export const MAX_FUEL = (1n << 38n) - 1n

/** Mask and value of the check at function entry: fuel not negative and guard still set, in one comparison. */
export const ENTRY_MASK = -(1n << 63n) | GUARD
export const ENTRY_OK = GUARD

export function packCounter(fuel: bigint, slots: number): bigint {
  return (fuel << 24n) | GUARD | BigInt(slots)
}

export function fuelLeft(counter: bigint): bigint {
  return counter >> 24n
}

export function depthExceeded(counter: bigint): boolean {
  return (counter & GUARD) === 0n
}
