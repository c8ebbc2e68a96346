import { parentPort } from 'node:worker_threads'
import {
  challengerMove,
  NothingToSayError,
  outcomeOf,
  programExecution,
  providerMove,
  windowPath,
} from '@lambda-bourse/prover'
import { messageOf } from '../errors.ts'
import type { Answer, ComputedMove, Opening, Question, Reply, Subject } from './player.ts'
import { type AlterSample, showingOf } from './showing.ts'
import { type Played, programOf, requestOf } from './trace.ts'

type MoveQuestion = Extract<Question, { kind: 'move' }>

/**
 * Answers questions in this thread, with executions that `traceOf` makes.
 * @param alter what a sample's outcome becomes; tests that catch liars have one
 */
export function servePlayer(traceOf: (subject: Subject) => Played, alter?: AlterSample): void {
  /** One game's execution is kept between moves: another one may take hundreds of megabytes. */
  let kept: { id: string; played: Played } | undefined

  function playedOf({ id, subject }: MoveQuestion): Played {
    if (kept?.id === id) return kept.played
    // let go of the one before the next is made
    kept = undefined
    kept = { id, played: traceOf(subject) }
    return kept.played
  }

  function move(question: MoveQuestion): ComputedMove {
    const { side, position } = question
    const { trace, program } = playedOf(question)
    const isProvider = side === 'provider'
    return {
      move: isProvider ? providerMove(position, trace, program.counterSlot) : challengerMove(position, trace),
      reason: undefined,
    }
  }

  async function answer(question: Question): Promise<Answer> {
    const isFresh = question.kind !== 'move' || kept?.id !== question.id
    try {
      if (question.kind === 'showing') return { showing: await showingOf(question.source, alter) }
      return question.kind === 'opening' ? { opening: openingOf(question.subject) } : move(question)
    } catch (error) {
      kept = undefined
      if (error instanceof NothingToSayError) return { move: undefined, reason: error.message }
      // a reorganisation may have gone back to states that were given up: once more, from the begin
      if (error instanceof RangeError && !isFresh) return answer(question)
      return { error: messageOf(error) }
    }
  }

  parentPort?.on('message', async (question: Question) => {
    const began = performance.now()
    const reply = await answer(question)
    parentPort?.postMessage({ ...reply, seconds: (performance.now() - began) / 1000 } satisfies Reply)
  })
}

function openingOf(subject: Subject): Opening {
  const program = programOf(subject)
  const { header, counter, counterSlot } = program
  const execution = programExecution(program, requestOf(subject))
  const first = execution.reference(0n)
  const [window, counterPath] = [windowPath(first), first.stack.open(counterSlot).slice(1)]
  const steps = execution.length
  const outcome = outcomeOf(execution.at(steps), program)
  return { image: header, window, counter, counterPath, steps, outcome }
}
