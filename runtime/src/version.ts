/**
 * Version of everything that decides a receipt: allow-list, fuel costs, stack slots, WASI subset, snapshot rules.
 * It is a receipt's `runtimeVersion` (uint32) and changes whenever the same module and input could give another fuel,
 * status or output.
 */
export const RUNTIME_VERSION = 1
