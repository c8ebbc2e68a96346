import { WINDOW_BYTES, Window } from '../isa.ts'

/** Where the window of request and response begins in the memory tree. */
export const IO = Window.Io * WINDOW_BYTES

/** Addresses in the window, in bytes: docs/proof-of-processing.md, Window. Numbers are little-endian. */
export const At = {
  requestLength: 0x00,
  responseLength: 0x08,
  outcome: 0x10,
  seed: 0x20,
  clock: 0x40,
  request: 0x10000,
  response: 0x20000,
} as const

/** Most bytes of a request or a response. */
export const MOST_CONTENT = 0x10000
