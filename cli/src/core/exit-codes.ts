/** What the process's exit code says. Documented in docs/cli.md; scripts rely on it. */
export const EXIT = {
  ok: 0,
  /** A check failed: re-execution differs, or the function itself failed. */
  check: 1,
  /** A flag, a file or a value is wrong. Nothing was changed. */
  input: 2,
  /** The chain, the gateway or a worker cannot be reached. */
  network: 3,
  /** Not enough USDC, or not enough native coin for gas. */
  funds: 4,
  /** A contract refused the transaction. */
  refused: 5,
  /** No offer in the market takes any instance of the plan. */
  unmatched: 6,
  /** A bug of ours. */
  bug: 70,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
