import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreeFunctions } from '../src/analyse/free.ts'
import { scanModule } from '../src/analyse/scan.ts'
import { packCounter } from '../src/counter.ts'
import { decodeModule } from '../src/decode/module.ts'
import { ExternalKind } from '../src/decode/types.ts'
import { ExportName, emitModule } from '../src/emit/module.ts'
import { completeLimits } from '../src/limits.ts'
import { geometricMean, median, round, time } from './statistics.ts'

const kernelsFolder = new URL('../../guests/kernels/', import.meta.url)
const FUEL = 1n << 37n
const SLOTS = 60_000
/** Rounds before measuring: both variants have to reach the engine's highest tier. */
const WARM_UP_ROUNDS = 6
const TIER_UP_MS = 150

interface Kernel {
  n: number
  result: number
}

type Run = (n: number) => number

export interface MeteringResult {
  /** Time with metering over time without: geometric mean over the kernels. */
  geomean: number
  kernels: Record<string, number>
}

/** Runs each kernel with and without metering in turns, and compares median times. */
export async function benchMetering(rounds = 25): Promise<MeteringResult> {
  const list = JSON.parse(readFileSync(new URL('kernels.json', kernelsFolder), 'utf8')) as Record<string, Kernel>
  const kernels: Record<string, number> = {}
  for (const [name, kernel] of Object.entries(list)) kernels[name] = round(await compare(name, kernel, rounds), 3)
  return { geomean: round(geometricMean(Object.values(kernels)), 3), kernels }
}

async function compare(name: string, { n, result }: Kernel, rounds: number): Promise<number> {
  const bytes = new Uint8Array(readFileSync(new URL(`${name}/module.wasm`, kernelsFolder)))
  const runs = [plain(bytes), metered(bytes)]
  const times: [number[], number[]] = [[], []]
  const turn = (variant: 0 | 1): void => {
    const took = time(() => {
      if (runs[variant]?.(n) !== result) throw new Error(`kernel ${name} does not give ${result} for ${n}`)
    })
    times[variant].push(took)
  }
  for (let round = 0; round < WARM_UP_ROUNDS; round++) for (const variant of [0, 1] as const) turn(variant)
  await sleep(TIER_UP_MS)
  times[0] = []
  times[1] = []
  for (let round = 0; round < rounds; round++)
    for (const variant of round % 2 ? ([0, 1] as const) : ([1, 0] as const)) turn(variant)
  return median(times[1]) / median(times[0])
}

function plain(bytes: Uint8Array): Run {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource)).exports.run as Run
}

function metered(bytes: Uint8Array): Run {
  const layout = decodeModule(bytes)
  const run = layout.exports.find(({ name, kind }) => name === 'run' && kind === ExternalKind.Function)
  if (!run) throw new Error("a kernel exports 'run'")
  const plan = scanModule(layout)
  plan.pinned[run.index] = 1
  findFreeFunctions(plan)
  const guest = { abi: 'handler', functions: new Map([['run', run.index]]) } as const
  const emitted = emitModule(plan, guest, completeLimits({ memoryPages: 4096 }), {
    cacheFuel: true,
    counter: packCounter(0n, 0),
  })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(emitted.bytes as BufferSource))
  const counter = exports[ExportName.counter] as WebAssembly.Global
  return (n) => {
    counter.value = packCounter(FUEL, SLOTS)
    return (exports.run as Run)(n)
  }
}
