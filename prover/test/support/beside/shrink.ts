import { lower } from '../../../src/index.ts'
import type { RandomCall } from './call.ts'
import { type Failure, moduleOf, replay } from './campaign.ts'
import type { Lowering } from './pair.ts'

/** What still differs when it is tried, with as little as possible of what did, found in so many attempts. */
export function shrink(failure: Failure, lowering: Lowering = lower, attempts = 20_000): Failure {
  let left = attempts
  let { tape, calls, difference } = failure
  const differs = (shorter: readonly number[], fewer: RandomCall[]): boolean => {
    if (left-- <= 0) return false
    const found = attempt(shorter, fewer, failure.cacheFuel, lowering)
    if (!found) return false
    ;[tape, calls, difference] = [shorter, fewer, found]
    return true
  }
  // what does not show from the beginning is shown as it was
  if (!differs(tape, calls)) return failure
  for (let size = Infinity; tape.length < size && left > 0; ) {
    size = tape.length
    if (calls.length > 1) differs(tape, calls.slice(-1))
    for (const fewer of withoutParts(() => calls)) differs(tape, fewer)
    for (let i = 0; i < calls.length; i++)
      for (const one of simpler(calls[i] as RandomCall)) differs(tape, calls.with(i, one))
    for (const simple of zeroedParts(() => tape)) differs(simple, calls)
    for (const shorter of withoutParts(() => tape)) differs(shorter, calls)
    for (let i = 0; i < tape.length; i++) smallerAt(tape, i, (smaller) => differs(smaller, calls))
  }
  return { ...failure, tape, calls, difference }
}

/** Errors of what is under test are differences; modules that are not valid are not of interest. */
function attempt(
  tape: readonly number[],
  calls: RandomCall[],
  cacheFuel: boolean,
  lowering: Lowering,
): string | undefined {
  try {
    const module = moduleOf(tape)
    return WebAssembly.validate(module.bytes) ? replay(module, calls, cacheFuel, lowering) : undefined
  } catch (error) {
    return `${error}`
  }
}

/** The list without each of its parts, large ones first, as it is by then. */
function* withoutParts<T>(list: () => readonly T[]): Generator<T[]> {
  for (let size = Math.ceil(list().length / 2); size >= 1; size = size >> 1) {
    for (let from = 0; from < list().length; ) {
      const { length } = list()
      yield list().toSpliced(from, size)
      if (list().length === length) from += size
    }
  }
}

/** The list with zeros in each of its parts, large ones first: what follows a part stays what it was, mostly. */
function* zeroedParts(list: () => readonly number[]): Generator<number[]> {
  const { length } = list()
  for (let size = Math.ceil(length / 2); size >= 4; size = size >> 1)
    for (let from = 0; from < length; from += size) {
      const now = list()
      const part = now.slice(from, from + size)
      if (part.some((choice) => choice > 0)) yield now.toSpliced(from, part.length, ...part.map(() => 0))
    }
}

function smallerAt(tape: readonly number[], at: number, differs: (tape: number[]) => boolean): void {
  const value = tape[at] as number
  if (value === 0 || differs(tape.with(at, 0))) return
  if (value > 2) differs(tape.with(at, value >> 1))
}

function simpler(call: RandomCall): RandomCall[] {
  const args = call.args.flatMap((arg, i) =>
    [0n, 1n].flatMap((value) => (arg > value ? [call.args.with(i, value)] : [])),
  )
  return args.map((one) => ({ ...call, args: one }))
}
