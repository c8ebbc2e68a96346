/** An honest defence of an execution that takes the engine a second: all states that a whole game asks for, and the step. */
import { Execution } from '../../../prover/src/index.ts'
import { run } from '../../lib/run.ts'
import { engineRun, entryOf, imageOf, type KernelName, prepare, readKernel } from './kernels.ts'

const SECTIONS = 32
const ENGINE_SECONDS = 1
/** Large enough to tell how long one of a second is. */
const LEAST_SECONDS = 0.3

export interface Defence {
  kernel: string
  /** Of the engine's run, of processor time. */
  engineSeconds: number
  steps: number
  /** Times that the provider posts boundaries. */
  rounds: number
  /** Of processor time, lowering included. */
  seconds: number
  /** Most memory of the process, Node included. */
  peakMiB: number
  /** Of the guest at the end, 64 KiB each. */
  pages: number
}

/** In a process of its own, whose memory is its own. */
export async function defend(name: KernelName): Promise<Defence> {
  const { n, seconds } = ofOneSecond(name)
  const { code, output } = await run('node', [import.meta.filename, name, `${n}`], { quiet: true })
  if (code !== 0) throw new Error(`the defence of ${name} ended with ${code}:\n${output}`)
  return { kernel: name, engineSeconds: seconds, ...JSON.parse(output.trim().split('\n').at(-1) ?? '') }
}

/** How much a kernel has to do for a second of the engine, compiled as well as it can. */
function ofOneSecond(name: KernelName): { n: number; seconds: number } {
  const kernel = readKernel(name)
  const engine = engineRun(kernel)
  let [n, { seconds }] = [kernel.n, engine(kernel.n)]
  for (; seconds < LEAST_SECONDS; n *= 2) seconds = engine(2 * n).seconds
  for (let turn = 0; turn < 3; turn++) {
    n = Math.round((n * ENGINE_SECONDS) / seconds)
    seconds = engine(n).seconds
  }
  return { n, seconds }
}

/** The provider's side of a game that ends at a step near three quarters. */
function play(name: KernelName, n: number): Omit<Defence, 'kernel' | 'engineSeconds'> {
  const before = process.cpuUsage()
  const image = imageOf(readKernel(name))
  const execution = new Execution(image, entryOf(image), (machine) => prepare(machine, n))
  const { length } = execution
  const { pages } = execution.at(length).registers
  let [from, to, rounds] = [0n, length, 0]
  while (to - from > 1n) {
    const parts = to - from < BigInt(SECTIONS) ? to - from : BigInt(SECTIONS)
    execution.boundaries(from, to, SECTIONS)
    const section = (parts * 3n) / 4n
    const at = (i: bigint) => from + ((to - from) * i) / parts
    ;[from, to] = [at(section), at(section + 1n)]
    execution.narrow(from, to)
    rounds++
  }
  execution.prove(from)
  const { user, system } = process.cpuUsage(before)
  const peakMiB = process.resourceUsage().maxRSS / 1024
  return { steps: Number(length), rounds, seconds: (user + system) / 1e6, peakMiB, pages }
}

if (import.meta.main) {
  const [name = '', n = ''] = process.argv.slice(2)
  console.log(JSON.stringify(play(name as KernelName, Number(n))))
}
