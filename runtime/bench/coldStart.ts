import { readFileSync } from 'node:fs'
import { defaultLimits, prepare, Sandbox, Status } from '../src/index.ts'
import { Host } from '../src/wasi/host.ts'
import { wasiImports } from '../src/wasi/index.ts'
import { median, round } from './statistics.ts'

const here = new URL('./', import.meta.url)
const corpus = new URL('../../guests/corpus/', import.meta.url)
/**
 * Modules of about 50 kB: a Rust handler on an empty body and on one that takes it through most of its code, a Rust
 * command, and a C command whose first act is a large `printf`. The engine compiles what an invocation reaches.
 */
const modules: Record<string, { module: URL; input: Uint8Array }> = {
  'rust-handler': { module: new URL('guest/words.wasm', here), input: new Uint8Array(0) },
  'rust-handler-busy': {
    module: new URL('guest/words.wasm', here),
    input: new TextEncoder().encode('to be or not to be that is the question'),
  },
  'rust-command': {
    module: new URL('echo/module.wasm', corpus),
    input: readFileSync(new URL('echo/inputs/text.txt', corpus)),
  },
  'c-command': {
    module: new URL('forth/module.wasm', corpus),
    input: readFileSync(new URL('forth/inputs/loops.fs', corpus)),
  },
}
const WARM_UP_ROUNDS = 100
const FUEL = 1_000_000_000n

export interface ColdStart {
  /** Size of the original, in bytes. */
  bytes: number
  prepareMs: number
  instantiateMs: number
  firstInvocationMs: number
  /** The cold start: a version that was deployed, so prepared ahead, gets its first instance and answers. */
  coldMs: number
  /** From the bytes to the first answer, preparation included, which a worker does before it serves a version. */
  totalMs: number
  /** Processor time of this thread for all of it: what the total is on a machine that does nothing else. */
  cpuMs: number
  /** The same module compiled, instantiated and run once by the engine alone: the floor. */
  engineMs: number
}

/** From bytes to the first answer, part by part, in a process that has prepared modules before (its own code is compiled). */
export function benchColdStart(rounds = 60): Record<string, ColdStart> {
  const runs = Object.entries(modules).map(([name, { module, input }]) => {
    return { name, bytes: new Uint8Array(readFileSync(module)), input, ours: [] as number[][], engine: [] as number[] }
  })
  let number = 0
  for (let i = 0; i < WARM_UP_ROUNDS + rounds; i++) {
    for (const { name, bytes, input, ours, engine } of runs) {
      number++
      const times = prepareAndRun(name, bytes, input, number)
      const floor = engineAlone(bytes, input, number)
      if (i < WARM_UP_ROUNDS) continue
      ours.push(times)
      engine.push(floor)
    }
  }
  return Object.fromEntries(runs.map(({ name, bytes, ours, engine }) => [name, summary(bytes.length, ours, engine)]))
}

function summary(bytes: number, ours: number[][], engine: number[]): ColdStart {
  const column = (index: number): number => round(median(ours.map((times) => times[index] as number)), 3)
  return {
    bytes,
    prepareMs: column(0),
    instantiateMs: column(1),
    firstInvocationMs: column(2),
    coldMs: column(3),
    totalMs: column(4),
    cpuMs: column(5),
    engineMs: round(median(engine), 3),
  }
}

function prepareAndRun(name: string, bytes: Uint8Array, input: Uint8Array, number: number): number[] {
  // Another limit makes another instrumented module: the engine keeps compiled code by content and would reuse it.
  const memoryPages = defaultLimits.memoryPages + number
  const cpuBefore = process.threadCpuUsage()
  const start = performance.now()
  const program = prepare(bytes, { memoryPages })
  const prepared = performance.now()
  const sandbox = new Sandbox(program)
  const instantiated = performance.now()
  const { status } = sandbox.invoke(input, { fuel: FUEL })
  const end = performance.now()
  const { user, system } = process.threadCpuUsage(cpuBefore)
  if (status !== Status.Ok) throw new Error(`${name} ends with status ${status}`)
  const cpu = (user + system) / 1000
  return [prepared - start, instantiated - prepared, end - instantiated, end - prepared, end - start, cpu]
}

function engineAlone(bytes: Uint8Array, input: Uint8Array, number: number): number {
  const unique = withCustomSection(bytes, number)
  const start = performance.now()
  const module = new WebAssembly.Module(unique as BufferSource)
  const host = new Host({ outputBytes: defaultLimits.outputBytes, logBytes: defaultLimits.logBytes }, true)
  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasiImports(host) })
  host.attach(new WebAssembly.Global({ value: 'i64', mutable: true }, 1n << 60n), exports.memory as WebAssembly.Memory)
  host.begin({ stdin: input, args: [], env: {}, timeNs: 0n, seed: new Uint8Array(32) })
  if (exports._start) (exports._start as () => void)()
  else callHandler(exports, input)
  return performance.now() - start
}

function callHandler(exports: WebAssembly.Exports, input: Uint8Array): void {
  const pointer = (exports.alloc as (length: number) => number)(input.length)
  new Uint8Array((exports.memory as WebAssembly.Memory).buffer).set(input, pointer)
  const handle = exports.handle as (pointer: number, length: number) => bigint
  handle(pointer, input.length)
}

/** The module with a custom section that holds `number`, so that the engine has not seen it before. */
function withCustomSection(bytes: Uint8Array, number: number): Uint8Array {
  return new Uint8Array(Buffer.concat([bytes, Uint8Array.of(0, 4, 1, 0x6e, number & 0xff, number >> 8)]))
}
