// Steps to try on the contract, and what it has to answer.
import type { Random } from '../random.ts'
import { word } from './calldata.ts'
import type { Trial, Verdict } from './contract.ts'
import { corrupt, garbage, randomWord } from './corrupt.ts'
import { executedSteps, type Met, type ProvedStep, randomSteps } from './steps.ts'

export const KINDS = {
  valid: 'witness of the step',
  corrupted: 'one with a fault',
  garbage: 'one made of anything',
} as const
export type Kind = keyof typeof KINDS

export interface Expected extends Trial {
  kind: Kind
  expected: Verdict
}

/** Of random states and of executions, in this order of shares. */
const EXECUTED = 0.3

/** Steps without end, three quarters of them with their own witness. */
export function* trials(random: Random, met: Met): Generator<Expected, never> {
  const [states, executions] = [randomSteps(random), executedSteps(random)]
  for (;;) {
    const step = (random.chance(EXECUTED) ? executions : states).next().value
    met.add(step)
    yield trialOf(random, step)
  }
}

function trialOf(random: Random, step: ProvedStep): Expected {
  const kind = random.weighted<Kind>({ valid: 15, corrupted: 4, garbage: 1 })
  const after = word(step.after)
  // a state that does not run is followed by itself, whatever is shown
  if (step.witness.length === 0) return { kind: 'valid', step, witness: garbage(random), expected: after }
  if (kind === 'corrupted') return { kind, step, witness: corrupt(random, step.witness), expected: 'refused' }
  if (kind === 'garbage') return { kind, step, witness: garbage(random), expected: 'refused' }
  // what follows the witness is not looked at
  const rest = random.chance(0.05) ? [randomWord(random)] : []
  return { kind, step, witness: [...step.witness, ...rest], expected: after }
}

/** What is wrong with an answer, in words; undefined where nothing is. */
export function complaint({ kind, step, witness, expected }: Expected, found: Verdict | undefined): string | undefined {
  if (found === expected) return undefined
  const words = witness.map((one) => `0x${one.toString(16)}`).join(' ')
  return `${KINDS[kind]}: the contract answers ${found}, expected is ${expected}\n${step.what()}\nwitness ${words}`
}
