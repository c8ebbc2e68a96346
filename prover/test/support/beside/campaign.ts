import { lower } from '../../../src/index.ts'
import { fast } from '../../../src/wast/fast.ts'
import { reference } from '../../../src/wast/reference.ts'
import { type RandomModule, randomModule } from '../module/module.ts'
import { Random, Tape } from '../random.ts'
import { bitsOf, counterOf, describeCall, type RandomCall, randomCall } from './call.ts'
import { type Lowering, newTally, Pair, type Tally } from './pair.ts'

/** One module, its calls from the state that it begins in, and what the last of them showed. */
export interface Failure {
  seed: number
  cacheFuel: boolean
  /** Choices that the module was made by. */
  tape: readonly number[]
  calls: RandomCall[]
  difference: string
}

export interface Effort {
  /** Times that a module begins anew. */
  rounds: number
  callsPerRound: number
}

/** Seeds of modules that follow each other have nothing in common. */
export function moduleSeed(seed: number, number: number): number {
  return (Math.imul(seed, 0x9e3779b1) + Math.imul(number, 0x85ebca6b)) | 0
}

/** Compares one random module. */
export function tryModule(
  seed: number,
  { rounds, callsPerRound }: Effort,
  tally: Tally,
  lowering: Lowering = lower,
): Failure | undefined {
  const tape = new Tape(seed)
  const module = randomModule(tape)
  const random = new Random(~seed)
  const cacheFuel = random.chance(50)
  const failed = (calls: RandomCall[], difference: string) => ({ seed, cacheFuel, tape: tape.taken, calls, difference })
  let pair: Pair
  try {
    pair = new Pair(module, cacheFuel, lowering)
  } catch (error) {
    return failed([], `${error}`)
  }
  for (let round = 0; round < rounds; round++) {
    if (round > 0) pair.reset()
    const calls: RandomCall[] = []
    for (let i = 0; i < callsPerRound; i++) {
      const call = randomCall(random, module.functions)
      calls.push(call)
      const difference = pair.call(call, tally)
      if (difference) return failed(calls, difference)
    }
  }
  return undefined
}

/** What these calls show, from the module's beginning on; undefined where nothing differs. */
export function replay(
  module: RandomModule,
  calls: readonly RandomCall[],
  cacheFuel: boolean,
  lowering: Lowering = lower,
): string | undefined {
  const tally = newTally()
  const pair = new Pair(module, cacheFuel, lowering)
  for (const call of calls) {
    const difference = pair.call(call, tally)
    if (difference) return difference
  }
  return undefined
}

export function moduleOf(tape: readonly number[]): RandomModule {
  return randomModule(new Tape(0, tape))
}

/**
 * Calls a function of a new instance on the reference machine and on the fast one, for at most `most` steps. Answers what
 * differs in the states that they come to; undefined where nothing does.
 */
export function tryReference(seed: number, most: number): string | undefined {
  const module = randomModule(new Random(seed))
  const random = new Random(~seed)
  const { image } = new Pair(module, random.chance(50), lower)
  const call = randomCall(random, module.functions)
  const { parameters, results } = module.functions[call.fn] as RandomModule['functions'][number]
  const [pc, counter] = [image.exports.get(`f${call.fn}`)?.pc as number, image.globals.get('counter')?.slot as number]
  const args = bitsOf({ parameters, results }, call.args)
  const [one, other] = [reference, fast].map((target) => {
    const instance = target.load(image)
    instance.setSlot(counter, BigInt.asUintN(64, counterOf(call)))
    const { status, steps } = instance.call(pc, args, results.length, most)
    return JSON.stringify({ status, steps, state: instance.state() }, (_, v) =>
      typeof v === 'bigint' ? `0x${v.toString(16)}` : v,
    )
  })
  return one === other
    ? undefined
    : `seed ${seed}, ${describeCall(call)}: ${one} on the reference machine, ${other} on the fast one`
}
