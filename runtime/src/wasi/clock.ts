import { Errno } from './errno.ts'
import type { Host } from './host.ts'

/** realtime, monotonic, process and thread CPU time: all four read the one virtual clock. */
const CLOCKS = 4
/** The clock moves by this much each time it is read, so that code waiting for it to move comes to an end. */
const TICK_NS = 1000n
const MAX_U64 = (1n << 64n) - 1n

export function clockFunctions(host: Host) {
  return {
    clock_res_get(id: number, result: number): number {
      host.charge()
      if (id >>> 0 >= CLOCKS) return Errno.Invalid
      host.writeU64(result, TICK_NS)
      return Errno.Success
    },
    clock_time_get(id: number, _precision: bigint, result: number): number {
      host.charge()
      if (id >>> 0 >= CLOCKS) return Errno.Invalid
      advanceClock(host, host.clockNs + TICK_NS)
      host.writeU64(result, host.clockNs)
      return Errno.Success
    },
  }
}

/** Moves the virtual clock forward to `time`; it never goes back, nor beyond 64 bits. */
export function advanceClock(host: Host, time: bigint): void {
  const bounded = time > MAX_U64 ? MAX_U64 : time
  if (bounded > host.clockNs) host.clockNs = bounded
}
