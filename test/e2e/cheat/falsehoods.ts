// What a worker says instead of the truth, and how a machine must be changed to say the same.
import type { FastMachine, ProgramImage, ProgramOutcome } from '@lambda-bourse/prover'
import type { Outcome } from '@lambda-bourse/runtime'
import type { FunctionRequest } from '@lambda-bourse/sdk'

export type Falsehood = 'answer' | 'fuel'

/** Of the window of docs/proof-of-processing.md. */
const RESPONSE = 2 ** 31 + 0x20000
const FUEL = 1n << 24n

/** It lies to whoever asks for this; all others are told the truth. */
export const LIED_ABOUT = '/lie'

export function isLiedAbout({ target }: Pick<FunctionRequest, 'target'>): boolean {
  return target === LIED_ABOUT
}

/** What is signed. */
export function alter(about: Falsehood, outcome: Outcome): Outcome {
  if (about === 'fuel') return { ...outcome, fuel: outcome.fuel + 1n }
  const output = Uint8Array.from(outcome.output)
  const last = output.length - 1
  output[last] = (output[last] as number) ^ 1
  return { ...outcome, output }
}

/** What is attested of a canary's sample. */
export function alterSample(outcome: Outcome): Outcome {
  return alter('answer', outcome)
}

export interface Change {
  machine(machine: FastMachine): void
  /** Whether the machine said it in the end. */
  isTold(outcome: ProgramOutcome): boolean
}

export function changeOf(about: Falsehood, { counterSlot }: ProgramImage, truth: ProgramOutcome): Change {
  if (about === 'fuel') {
    return {
      machine: (machine) => machine.setSlot(counterSlot, BigInt.asUintN(64, machine.slot(counterSlot) - FUEL)),
      isTold: ({ fuel }) => fuel === truth.fuel + 1n,
    }
  }
  const last = truth.response.length - 1
  return {
    machine(machine) {
      const [byte = 0] = machine.read(RESPONSE + last, 1)
      machine.write(RESPONSE + last, Uint8Array.of(byte ^ 1))
    },
    isTold: ({ response }) => response[last] === ((truth.response[last] as number) ^ 1),
  }
}
