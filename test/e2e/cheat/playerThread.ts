// The player of a worker that lies about executions: it defends what it signed with a machine that was changed by hand.
import { outcomeOf, programExecution, requestState } from '@lambda-bourse/prover'
import { decodeRequest } from '@lambda-bourse/sdk'
import { CheatingExecution } from '../../../prover/test/support/cheat.ts'
import type { Subject } from '../../../worker/src/disputes/player.ts'
import { servePlayer } from '../../../worker/src/disputes/servePlayer.ts'
import { programOf, requestOf } from '../../../worker/src/disputes/trace.ts'
import { alterSample, changeOf, type Falsehood, isLiedAbout } from './falsehoods.ts'

const lie = process.env.BOURSE_LIE as Falsehood | 'sample'
/** Of a sample another response is attested. */
const about = lie === 'sample' ? 'answer' : lie

/** Samples have a limit of their own: by that they are told from what was signed. */
function isLie({ request, mostFuel }: Subject): boolean {
  return lie === 'sample' ? mostFuel !== undefined : isLiedAbout(decodeRequest(request))
}

servePlayer(
  (subject) => {
    const program = programOf(subject)
    const request = requestOf(subject)
    const honest = programExecution(program, request)
    if (!isLie(subject)) return { program, trace: honest }
    const { length } = honest
    const truth = outcomeOf(honest.at(length), program)
    const change = changeOf(about, program, truth)
    const prepare = requestState(request)
    // in the middle where the change lasts to the end, else just before it
    for (const step of [length / 2n, length / 3n, length - 1n]) {
      const trace = new CheatingExecution(program.image, program.pc, prepare, step, change.machine)
      if (change.isTold(outcomeOf(trace.machineAt(trace.length), program))) return { program, trace }
    }
    throw new Error(`no step at which the lie about ${about} lasts`)
  },
  lie === 'sample' ? alterSample : undefined,
)
