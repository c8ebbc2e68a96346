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
import type { ComputedMove, Opening, Question, Reply, Subject } from './player.ts'
import { type Played, programOf, requestOf } from './trace.ts'

type Answer = { opening: Opening } | ComputedMove | { error: string }
type MoveQuestion = Extract<Question, { kind: 'move' }>

/** Answers questions in this thread, with executions that `traceOf` makes. */
export function servePlayer(traceOf: (subject: Subject) => Played): void {
  /** One game's execution is kept between moves: another one may take hundreds of megabytes. */
  let kept: { id: string; played: Played } | undefined

  function playedOf({ id, subject }: Question): Played {
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

  function answer(question: Question): Answer {
    const isFresh = kept?.id !== question.id
    try {
      return question.kind === 'opening' ? { opening: openingOf(question.subject) } : move(question)
    } catch (error) {
      kept = undefined
      if (error instanceof NothingToSayError) return { move: undefined, reason: error.message }
      // a reorganisation may have gone back to states that were given up: once more, from the begin
      if (error instanceof RangeError && !isFresh) return answer(question)
      return { error: messageOf(error) }
    }
  }

  parentPort?.on('message', (question: Question) => {
    const began = performance.now()
    const reply = answer(question)
    parentPort?.postMessage({ ...reply, seconds: (performance.now() - began) / 1000 } satisfies Reply)
  })
}

function openingOf(subject: Subject): Opening {
  const program = programOf(subject)
  const execution = programExecution(program, requestOf(subject))
  const window = windowPath(execution.reference(0n))
  const steps = execution.length
  return { image: program.header, window, steps, outcome: outcomeOf(execution.at(steps), program) }
}
