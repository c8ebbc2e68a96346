import { newChain } from '../../../test/fuzz/support/chain.ts'
import { newStepper } from '../../../test/fuzz/support/machine/contract.ts'
import { KNOWN } from '../../../test/fuzz/support/machine/states.ts'
import { Met } from '../../../test/fuzz/support/machine/steps.ts'
import { complaint, type Kind, trials } from '../../../test/fuzz/support/machine/trials.ts'
import { newRandom } from '../../../test/fuzz/support/random.ts'
import { progressOf } from './progress.ts'

const BATCH = 64

export interface ContractReport {
  steps: number
  /** By their witnesses; those that are not valid were refused. */
  kinds: Record<Kind, number>
  outcomes: Met['outcomes']
  /** Opcodes that no step executed. */
  missing: number[]
  seconds: number
  stepsPerSecond: number
  difference: string | undefined
}

interface Wanted {
  seed: number
  steps: number
  /** When to stop, in milliseconds since 1970. */
  until: number
  say(line: string): void
}

/** Steps on the contract and on the reference machine. */
export async function compareSteps({ seed, steps, until, say }: Wanted): Promise<ContractReport> {
  const stepper = await newStepper(await newChain())
  const met = new Met()
  const source = trials(newRandom(seed), met)
  const kinds: Record<Kind, number> = { valid: 0, corrupted: 0, garbage: 0 }
  const progress = progressOf('steps on the contract', steps, say)
  const nextBatch = () => Array.from({ length: BATCH }, () => source.next().value)
  let difference: string | undefined
  let done = 0
  for (let batch = nextBatch(); done < steps && Date.now() < until && !difference; done += BATCH) {
    // the chain has a thread of its own: meanwhile the next steps are made
    const answered = stepper(batch)
    const next = nextBatch()
    const verdicts = await answered
    for (const [i, one] of batch.entries()) {
      kinds[one.kind]++
      difference ??= complaint(one, verdicts[i])
    }
    batch = next
    progress.at(done)
  }
  if (difference) say(`DIFFERENCE of seed ${seed}, before step ${done}:\n${difference}`)
  const { seconds, perSecond } = progress.end(done, `${kinds.corrupted + kinds.garbage} wrong witnesses`)
  const missing = met.missing(KNOWN)
  return { steps: done, kinds, outcomes: met.outcomes, missing, seconds, stepsPerSecond: perSecond, difference }
}
