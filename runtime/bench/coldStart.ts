import { readFileSync } from 'node:fs'
import { defaultLimits, prepare, Sandbox, Status } from '../src/index.ts'
import { median, round } from './statistics.ts'

const corpus = new URL('../../guests/corpus/', import.meta.url)
/** Modules around 50 kB and what they are given. */
const modules: Record<string, string> = { forth: 'loops.fs', matmul: '3.txt', printf: '', echo: 'text.txt' }
const WARM_UP_ROUNDS = 60
const FUEL = 1_000_000_000n

export interface ColdStart {
  /** Size of the original, in bytes. */
  bytes: number
  prepareMs: number
  instantiateMs: number
  firstInvocationMs: number
  totalMs: number
}

/** From bytes to the first answer, in a process that has prepared modules before (its own code is compiled). */
export function benchColdStart(rounds = 60): Record<string, ColdStart> {
  const results: Record<string, ColdStart> = {}
  for (const [name, input] of Object.entries(modules)) results[name] = coldStart(name, input, rounds)
  return results
}

function coldStart(name: string, inputName: string, rounds: number): ColdStart {
  const bytes = new Uint8Array(readFileSync(new URL(`${name}/module.wasm`, corpus)))
  const input = inputName ? readFileSync(new URL(`${name}/inputs/${inputName}`, corpus)) : new Uint8Array(0)
  const times = { prepare: [] as number[], instantiate: [] as number[], invoke: [] as number[], total: [] as number[] }
  for (let i = 0; i < WARM_UP_ROUNDS + rounds; i++) {
    // Another limit makes another instrumented module: the engine keeps compiled code by content and would reuse it.
    const memoryPages = defaultLimits.memoryPages + i
    const marks = [performance.now()]
    const program = prepare(bytes, { memoryPages })
    marks.push(performance.now())
    const sandbox = new Sandbox(program)
    marks.push(performance.now())
    const { status } = sandbox.invoke(input, { fuel: FUEL })
    marks.push(performance.now())
    if (status !== Status.Ok && status !== Status.Exit) throw new Error(`${name} ends with status ${status}`)
    if (i < WARM_UP_ROUNDS) continue
    const [t0, t1, t2, t3] = marks as [number, number, number, number]
    times.prepare.push(t1 - t0)
    times.instantiate.push(t2 - t1)
    times.invoke.push(t3 - t2)
    times.total.push(t3 - t0)
  }
  return {
    bytes: bytes.length,
    prepareMs: round(median(times.prepare), 3),
    instantiateMs: round(median(times.instantiate), 3),
    firstInvocationMs: round(median(times.invoke), 3),
    totalMs: round(median(times.total), 3),
  }
}
