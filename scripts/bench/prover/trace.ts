import { engineRun, imageOf, KERNELS, machineRun, readKernel } from './kernels.ts'

/** How long the trace of a kernel is. */
export interface Trace {
  /** Steps per unit of the fuel that the engine's run used. */
  stepsPerFuel: number
  /** Share of the steps that there are where every operand is moved by a step of its own, and that folding saves. */
  foldingSaved: number
}

/** Of each kernel, at the size that kernels.json names. */
export function traces(): Record<string, Trace> {
  return Object.fromEntries(KERNELS.map((name) => [name, traceOf(name)]))
}

function traceOf(name: (typeof KERNELS)[number]): Trace {
  const kernel = readKernel(name)
  const engine = engineRun(kernel)(kernel.n)
  const [folded, unfolded] = [true, false].map((fold) => machineRun(imageOf(kernel, fold), kernel.n))
  for (const run of [folded, unfolded]) {
    if (run?.result !== engine.result)
      throw new Error(`kernel ${name} gives ${run?.result} on the machine, ${engine.result} in the engine`)
  }
  const [steps, without] = [Number(folded?.steps), Number(unfolded?.steps)]
  return { stepsPerFuel: steps / Number(engine.fuel), foldingSaved: 1 - steps / without }
}

/** Of ratios. */
export function geometricMean(values: number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}
