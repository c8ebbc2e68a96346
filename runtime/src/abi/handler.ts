import type { GuestInstance } from '../instance.ts'
import type { Host } from '../wasi/host.ts'

/** Before the snapshot the allocator is used once, so that what it does the first time is done once for all. */
export const WARM_UP_BYTES = 1024

// Splits an i64 without BigInt arithmetic, which would cost more than the call itself.
const wide = new BigInt64Array(1)
const halves = new Uint32Array(wide.buffer)

/** `handler`: the host allocates in the guest, hands over the input, and reads the output where `handle` says. */
export function runHandler(instance: GuestInstance, host: Host): Uint8Array {
  const input = host.input.stdin
  const pointer = instance.function('alloc')?.(input.length) as number
  host.range(pointer, input.length).set(input)
  wide[0] = instance.function('handle')?.(pointer, input.length) as bigint
  const length = halves[0] as number
  const start = halves[1] as number
  if (length > host.output.limit) throw host.stop.outputTooLarge()
  return host.range(start, length).slice()
}
