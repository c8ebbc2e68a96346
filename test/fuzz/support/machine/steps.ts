// Steps with their witnesses, as the reference machine makes them: of random states, and of random modules that run.

import { type Context, load, lower, type Machine, type StateWords } from '../../../../prover/src/index.ts'
import { Depth, decode, type Instruction, Op, Status } from '../../../../prover/src/isa.ts'
import { bitsOf, counterOf, randomCall } from '../../../../prover/test/support/beside/call.ts'
import { metered } from '../../../../prover/test/support/beside/metered.ts'
import { randomModule } from '../../../../prover/test/support/module/module.ts'
import { Random as ModuleRandom } from '../../../../prover/test/support/random.ts'
import type { Random } from '../random.ts'
import { place, randomInstruction, randomMachine } from './states.ts'

/** Steps from one random state, or of one execution, before the next. */
const LIFE = 12
const EXECUTION = 40
/** Steps between one that is proved and the next. */
const STRIDE = 24

export interface ProvedStep {
  context: Context
  before: StateWords
  witness: bigint[]
  /** Hash of the state that follows. */
  after: bigint
  op: number
  /** Of the state that follows. */
  status: number
  /** The step in words, for a person. */
  what(): string
}

function prove(machine: Machine, ins: Instruction): ProvedStep {
  const { before, witness } = machine.prove()
  const context = machine.context()
  const what = () => JSON.stringify({ ins, before }, (_, v) => (typeof v === 'bigint' ? `0x${v.toString(16)}` : v))
  return { context, before, witness, after: machine.hash(), op: ins.op, status: machine.registers.status, what }
}

/** Random instructions on random states, where implementations differ. */
export function* randomSteps(random: Random): Generator<ProvedStep, never> {
  for (;;) {
    const machine = randomMachine(random)
    for (let i = 0; i < LIFE; i++) {
      const { pc, pages } = machine.registers
      const ins = randomInstruction(random, { pages })
      if (pc < 2 ** Depth.Code) place(machine, ins)
      if (random.chance(0.02)) machine.registers.status = random.pick([Status.Halted, Status.Trapped, 200])
      const step = prove(machine, ins)
      yield step
      if (step.status === Status.Halted && random.chance(0.8)) break
      machine.registers = { ...machine.registers, status: Status.Running }
      if (step.status === Status.Trapped && random.chance(0.5)) break
    }
  }
}

/** Steps that executions make, of modules that no person wrote. */
export function* executedSteps(random: Random): Generator<ProvedStep, never> {
  for (;;) {
    const machine = startRandomModule(random.below(2 ** 31))
    for (let i = 0; i < EXECUTION && machine.running; i++) {
      machine.run(random.below(STRIDE))
      if (machine.running) yield prove(machine, decode(machine.code.get(machine.registers.pc)))
    }
  }
}

/** A random module at the begin of a call. */
function startRandomModule(seed: number): Machine {
  const random = new ModuleRandom(seed)
  const module = randomModule(random)
  const image = lower(metered(module.bytes, random.chance(50)))
  const machine = load(image)
  const call = randomCall(random, module.functions)
  const signature = module.functions[call.fn] as (typeof module.functions)[number]
  machine.registers = { ...machine.registers, pc: image.exports.get(`f${call.fn}`)?.pc ?? 0 }
  machine.stack.set(image.globals.get('counter')?.slot ?? 0, BigInt.asUintN(64, counterOf(call)))
  bitsOf(signature, call.args).forEach((arg, i) => {
    machine.stack.set(image.fp0 + i, arg)
  })
  return machine
}

/** A counter of steps by opcode and by what came of them. */
export class Met {
  readonly ops = new Map<number, number>()
  readonly outcomes = { running: 0, halted: 0, trapped: 0 }

  add({ op, status }: ProvedStep): void {
    const trapped = status === Status.Trapped
    this.ops.set(op, (this.ops.get(op) ?? 0) + (trapped ? 0 : 1))
    this.outcomes[trapped ? 'trapped' : status === Status.Halted ? 'halted' : 'running']++
  }

  /** Opcodes of these that were never executed. */
  missing(known: readonly number[]): number[] {
    return known.filter((op) => op !== Op.Trap && !this.ops.get(op))
  }
}
