/** The second memory of a provable program, as shim.wat has it: addresses in bytes, numbers little-endian. */
export const Window = {
  requestLength: 0x00,
  responseLength: 0x08,
  outcome: 0x10,
  logLength: 0x18,
  /** The request's hash, 32 bytes. */
  seed: 0x20,
  /** Where the virtual clock starts, in ns, 8 bytes. */
  clock: 0x40,
  /** What the host writes before the request ends here. */
  headerEnd: 0x60,
  request: 0x10000,
  response: 0x20000,
  /** Of the version: most bytes of a response, count and bytes of its environment, and the environment. */
  constants: 0x30000,
  environment: 0x30010,
  /** Of the shim. */
  shimConstants: 0x38400,
  scratch: 0x39000,
  exitCode: 0x39180,
  scratchEnd: 0x39200,
  log: 0x40000,
  end: 0x50000,
} as const

/** Most bytes of a request, a response and a log. */
export const MOST_CONTENT = 0x10000

/** What the program wrote at `Window.outcome`. A run that wrote nothing trapped. */
export const Ended = { Nothing: 0, Ok: 1, Exit: 2, OutputTooLarge: 6 } as const
