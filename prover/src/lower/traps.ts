/** What `imm` of a trap instruction says. */
export const TrapCode = {
  /** `unreachable`, or an import that traps. Pc 0, too. */
  Unreachable: 0n,
  /** Float arithmetic. */
  Float: 1n,
  /** A bulk operation out of bounds. */
  Bounds: 2n,
} as const
