/** Error numbers of WASI preview 1 that the subset answers. */
export const Errno = {
  Success: 0,
  BadFileDescriptor: 8,
  Invalid: 28,
  NotImplemented: 52,
  NotSeekable: 70,
  NotCapable: 76,
} as const
