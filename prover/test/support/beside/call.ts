import { MAX_STACK_SLOTS, packCounter } from '../../../../runtime/src/counter.ts'
import { I32, type Signature } from '../module/types.ts'
import type { Random } from '../random.ts'

/** One call of a function of a random module. */
export interface RandomCall {
  /** Of as many as there are, counted round. */
  fn: number
  /** At least as many as the function takes. */
  args: bigint[]
  fuel: number
  slots: number
}

export const MOST_PARAMETERS = 5

export function randomCall(random: Random, functions: Signature[]): RandomCall {
  const fn = random.int(functions.length)
  const { parameters } = functions[fn] as Signature
  const scale = random.pick([4_000, 4_000, 4_000, 30_000, 400])
  return {
    fn,
    args: parameters.map(() => random.bits()),
    fuel: 1 + random.int(scale),
    slots: random.chance(85) ? 3_000 : random.int(300),
  }
}

/** Arguments as unsigned bits. */
export function bitsOf({ parameters }: Signature, args: readonly bigint[]): bigint[] {
  return parameters.map((type, i) => BigInt.asUintN(type === I32 ? 32 : 64, args[i] ?? 0n))
}

export function counterOf({ fuel, slots }: RandomCall): bigint {
  return packCounter(BigInt(fuel), Math.min(slots, MAX_STACK_SLOTS))
}

export function describeCall({ fn, args, fuel, slots }: RandomCall): string {
  return `f${fn}(${args.map((arg) => `0x${arg.toString(16)}`).join(', ')}) with fuel ${fuel}, stack slots ${slots}`
}
