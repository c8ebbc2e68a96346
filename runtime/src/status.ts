/** How an execution ended; the `status` of its receipt (docs/receipts.md). */
export const Status = {
  /** The guest returned, or exited with code 0. */
  Ok: 0,
  /** The guest exited with a code other than 0; `output` is what it had written. */
  Exit: 1,
  /** The guest trapped, or handed the host an address outside its memory. */
  Trap: 2,
  /** The fuel did not last; `fuel` is the limit. */
  OutOfFuel: 3,
  /** The call depth, counted in stack slots, was exceeded. */
  CallDepth: 4,
  /** The output was larger than the limit. */
  OutputTooLarge: 5,
} as const

export type Status = (typeof Status)[keyof typeof Status]
