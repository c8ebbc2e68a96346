import type { GuestInstance } from '../instance.ts'
import type { Host } from '../wasi/host.ts'

/** `command` (WASI preview 1): `_start` reads stdin and writes stdout. */
export function runCommand(instance: GuestInstance, host: Host): Uint8Array {
  instance.function('_start')?.()
  return host.output.take()
}
