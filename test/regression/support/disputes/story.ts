// What a side of a game says happened: the truth, or something else from some step on.
import { type Hex, keccak256, toHex } from 'viem'
import { codeTree, Execution, type Machine } from '../../../../prover/src/index.ts'
import type { Program } from './program.ts'
import { type Ending, endingOf, pair, WINDOW, word, writeRequest } from './state.ts'

export interface Story {
  steps: bigint
  /** Hash of the state after so many steps. */
  at(step: bigint): Hex
  ending: Ending
}

/** An execution that can be told truly or otherwise. */
export class Run {
  readonly program: Program
  readonly execution: Execution

  constructor(program: Program, request: Uint8Array, timeNs: bigint) {
    this.program = program
    this.execution = new Execution(program.image, program.pc, (machine) => writeRequest(machine, request, timeNs))
  }

  /** What a receipt of it says: docs/proof-of-processing.md, Outcome. */
  outcome(): { status: number; fuel: bigint; response: Uint8Array } {
    const { fuel: limit, counterSlot } = this.program
    const machine = this.execution.at(this.execution.length)
    const counter = machine.slot(counterSlot)
    const left = BigInt.asIntN(64, counter) >> 24n
    const response = new Uint8Array(0)
    if (left < 0n) return { status: 3, fuel: limit, response }
    const fuel = limit - left
    if (!this.execution.halted && (counter & (1n << 23n)) === 0n) return { status: 4, fuel, response }
    const number = (at: number) => Number(new DataView(machine.read(WINDOW + at, 8).buffer).getBigUint64(0, true))
    const status = number(16) === 0 ? 2 : number(16) - 1
    return { status, fuel, response: status < 2 ? machine.read(WINDOW + 0x20000, number(8)) : response }
  }

  /** The step after so many, as the contract wants it. */
  prove(step: bigint) {
    const { before, witness } = this.execution.prove(step)
    const { regs, stackRoot, memoryRoot } = before
    return { before: { regs, stackRoot: word(stackRoot), memoryRoot: word(memoryRoot) }, witness: witness.map(word) }
  }

  /** The last state. */
  end(): Machine {
    const { execution } = this
    return execution.at(execution.length).reference(codeTree(this.program.image))
  }

  truth(steps = this.execution.length): Story {
    const { execution } = this
    return { steps, at: (step) => word(execution.hashAt(step)), ending: endingOf(this.end(), this.program.counterSlot) }
  }

  /**
   * True up to step `from`, then made up; the last state is the true one with a change.
   */
  lie(from: bigint, change: (machine: Machine) => void, steps = this.execution.length): Story {
    const truth = this.truth(steps)
    const machine = this.end()
    change(machine)
    const ending = endingOf(machine, this.program.counterSlot)
    const last = word(machine.hash())
    return {
      steps,
      ending,
      at: (step) => (step <= from ? truth.at(step) : step === steps ? last : keccak256(toHex(`made up ${step}`))),
    }
  }
}

/** Steps at which a section is cut: both ends among them. */
export function cut(first: bigint, width: bigint): bigint[] {
  const n = width < 32n ? width : 32n
  return Array.from({ length: Number(n) + 1 }, (_, i) => first + (width * BigInt(i)) / n)
}

/** Siblings of a section in the tree over 32 of them. */
export function pathOf(points: Hex[], section: number): Hex[] {
  let level = Array.from({ length: 32 }, (_, i) =>
    i + 1 < points.length ? pair(points[i] as Hex, points[i + 1] as Hex) : word(0),
  )
  const path: Hex[] = []
  for (let i = section; level.length > 1; i >>= 1) {
    path.push(level[i ^ 1] as Hex)
    level = Array.from({ length: level.length / 2 }, (_, j) => pair(level[2 * j] as Hex, level[2 * j + 1] as Hex))
  }
  return path
}
