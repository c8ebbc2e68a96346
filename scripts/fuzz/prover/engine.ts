import { moduleSeed, tryModule, tryReference } from '../../../prover/test/support/beside/campaign.ts'
import { explain } from '../../../prover/test/support/beside/explain.ts'
import { newTally, type Tally } from '../../../prover/test/support/beside/pair.ts'
import { shrink } from '../../../prover/test/support/beside/shrink.ts'
import { progressOf } from './progress.ts'

const EFFORT = { rounds: 3, callsPerRound: 200 }
/** One module in so many is run on the reference machine too. */
const REFERENCE_EVERY = 100
const MOST_REFERENCE_STEPS = 3_000

export interface EngineReport extends Tally {
  modules: number
  references: number
  seconds: number
  callsPerSecond: number
  difference: string | undefined
}

interface Wanted {
  seed: number
  comparisons: number
  /** The number of the first module. */
  first: number
  /** When to stop, in milliseconds since 1970. */
  until: number
  say(line: string): void
}

/** Calls of random modules in the engine and on the fast machine. */
export async function compareWithEngine({ seed, comparisons, first, until, say }: Wanted): Promise<EngineReport> {
  const tally = newTally()
  const progress = progressOf('calls', comparisons, say)
  let difference: string | undefined
  let [number, references] = [first, 0]
  for (; tally.calls < comparisons && Date.now() < until && !difference; number++) {
    const failure = tryModule(moduleSeed(seed, number), EFFORT, tally)
    if (failure) difference = await explain(shrink(failure))
    else if (number % REFERENCE_EVERY === 0) {
      difference = tryReference(moduleSeed(seed, number), MOST_REFERENCE_STEPS)
      references++
    }
    progress.at(tally.calls, `module ${number}`)
  }
  if (difference) say(`DIFFERENCE in module ${number - 1} of seed ${seed}:\n${difference}`)
  const { seconds, perSecond } = progress.end(tally.calls, `${number - first} modules`)
  return { ...tally, modules: number - first, references, seconds, callsPerSecond: perSecond, difference }
}
