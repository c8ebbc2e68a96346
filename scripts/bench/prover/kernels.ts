import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FastMachine, type Image, lower } from '../../../prover/src/index.ts'
import { moduleBytes } from '../../../prover/src/wast/modules.ts'
import { metered } from '../../../prover/test/support/beside/metered.ts'
import { packCounter } from '../../../runtime/src/counter.ts'
import { root } from '../../lib/run.ts'

const folder = join(root, 'guests/kernels')
const FUEL = (1n << 38n) - 1n
const SLOTS = 60_000
const MEMORY_PAGES = 4096

/** Without those that compute with floats, which the machine has not. */
export const KERNELS = ['btree', 'lz', 'regex', 'sha256', 'sort'] as const
/** Writes all over 16 MiB, the memory that a version has unless it says otherwise: every page changes between two states. */
const SCATTER = `(module (memory 256)
  (func (export "run") (param $n i32) (result i32) (local $x i64) (local $at i32)
    (loop $next
      (local.set $x (i64.add (i64.mul (local.get $x) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
      (local.set $at (i32.and (i32.wrap_i64 (i64.shr_u (local.get $x) (i64.const 33))) (i32.const 0xfffff8)))
      (i64.store (local.get $at) (i64.add (i64.load (local.get $at)) (local.get $x)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.wrap_i64 (local.get $x))))`

export type KernelName = (typeof KERNELS)[number] | 'scatter'

/** A kernel as the runtime would meter it: `run` takes how much there is to do, and answers a checksum. */
export interface Kernel {
  name: KernelName
  bytes: Uint8Array<ArrayBuffer>
  n: number
}

export function readKernel(name: KernelName): Kernel {
  const { source, n } = name === 'scatter' ? { source: scatter(), n: 100_000 } : kernelOf(name)
  return { name, bytes: metered(source, true, { memoryPages: MEMORY_PAGES }), n }
}

function scatter(): Uint8Array {
  return moduleBytes({ items: ['module'], text: SCATTER, line: 1 })
}

function kernelOf(name: string): { source: Uint8Array; n: number } {
  const { n } = JSON.parse(readFileSync(join(folder, 'kernels.json'), 'utf8'))[name] as { n: number }
  return { source: new Uint8Array(readFileSync(join(folder, name, 'module.wasm'))), n }
}

export interface EngineRun {
  result: number
  fuel: bigint
  /** Of processor time. */
  seconds: number
}

/** Runs in the engine, in a new instance each time. */
export function engineRun({ bytes }: Kernel): (n: number) => EngineRun {
  const module = new WebAssembly.Module(bytes)
  return (n) => {
    const { run, counter } = new WebAssembly.Instance(module).exports as unknown as {
      run(n: number): number
      counter: WebAssembly.Global<'i64'>
    }
    counter.value = packCounter(FUEL, SLOTS)
    const started = process.cpuUsage()
    const result = run(n)
    const { user, system } = process.cpuUsage(started)
    return { result, fuel: FUEL - (counter.value >> 24n), seconds: (user + system) / 1e6 }
  }
}

/** The kernel's image; without folding only to measure. */
export function imageOf({ bytes }: Kernel, fold = true): Image {
  return lower(bytes, { fold })
}

export function entryOf(image: Image): number {
  return image.exports.get('run')?.pc as number
}

/** Writes the argument and the fuel. */
export function prepare(machine: FastMachine, n: number): void {
  const { image } = machine
  machine.setSlot(image.globals.get('counter')?.slot as number, packCounter(FUEL, SLOTS))
  machine.setSlot(image.fp0, BigInt(n))
}

export interface MachineRun {
  result: number
  steps: bigint
}

export function machineRun(image: Image, n: number): MachineRun {
  const machine = new FastMachine(image)
  machine.registers = { ...machine.registers, pc: entryOf(image) }
  prepare(machine, n)
  const steps = machine.run(1n << 62n)
  return { result: Number(BigInt.asIntN(32, machine.slot(image.fp0))), steps }
}
