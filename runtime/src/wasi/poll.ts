import { HOST_LIST_FUEL } from '../analyse/costs.ts'
import { advanceClock } from './clock.ts'
import { Errno } from './errno.ts'
import { address, type Host } from './host.ts'

const SUBSCRIPTION_BYTES = 48
const EVENT_BYTES = 32
const CLOCK = 0
const ABSOLUTE = 1

interface Subscription {
  userdata: bigint
  /** Clock, or readiness of a stream, which is always given. */
  type: number
  deadline: bigint
}

/** `poll_oneoff`, without waiting: the virtual clock jumps to the earliest deadline. */
export function pollFunctions(host: Host) {
  return {
    poll_oneoff(subscriptions: number, events: number, count: number, result: number): number {
      host.charge((count >>> 0) * HOST_LIST_FUEL)
      if (count === 0) return Errno.Invalid
      host.range(subscriptions, (count >>> 0) * SUBSCRIPTION_BYTES)
      const first = address(subscriptions)
      const all = Array.from({ length: count >>> 0 }, (_, i) => readSubscription(host, first + i * SUBSCRIPTION_BYTES))
      const ready = takeReady(host, all)
      for (const [i, subscription] of ready.entries()) writeEvent(host, address(events) + i * EVENT_BYTES, subscription)
      host.writeU32(result, ready.length)
      return Errno.Success
    },
    sched_yield(): number {
      host.charge()
      return Errno.Success
    },
  }
}

function readSubscription(host: Host, pointer: number): Subscription {
  const userdata = host.readU64(pointer)
  const type = host.readU8(pointer + 8)
  if (type !== CLOCK) return { userdata, type, deadline: host.clockNs }
  const timeout = host.readU64(pointer + 24)
  const absolute = (host.readU16(pointer + 40) & ABSOLUTE) !== 0
  return { userdata, type, deadline: absolute ? timeout : host.clockNs + timeout }
}

/** Saturated deadlines are equal, so at least the earliest is always ready. */
function takeReady(host: Host, all: Subscription[]): Subscription[] {
  const [earliest] = all.map(({ deadline }) => deadline).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  advanceClock(host, earliest ?? 0n)
  return all.filter(({ deadline }) => deadline <= host.clockNs || deadline === earliest)
}

function writeEvent(host: Host, pointer: number, { userdata, type }: Subscription): void {
  const event = host.range(pointer, EVENT_BYTES)
  event.fill(0)
  host.writeU64(pointer, userdata)
  event[10] = type
}
