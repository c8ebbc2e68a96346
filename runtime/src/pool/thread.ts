import { parentPort } from 'node:worker_threads'
import type { InvokeOptions } from '../outcome.ts'
import { type AnyProgram, type AnySandbox, createSandbox } from '../tiers.ts'
import { type ReplyMessage, type RunMessage, toFailure } from './messages.ts'

/** What runs in each thread of the pool: one invocation at a time, sandboxes kept as long as the pool says. */
const programs = new Map<number, AnyProgram>()
const sandboxes = new Map<number, AnySandbox>()

function run({ programId, program, forget, input, options }: RunMessage): ReplyMessage {
  for (const id of forget) {
    programs.delete(id)
    sandboxes.delete(id)
  }
  if (program) programs.set(programId, program)
  try {
    // The pool takes programs without fuel of their own only with some.
    return { outcome: sandboxOf(programId).invoke(input, options as InvokeOptions) }
  } catch (error) {
    return { failure: toFailure(error) }
  }
}

function sandboxOf(id: number): AnySandbox {
  const known = sandboxes.get(id)
  if (known) return known
  const sandbox = createSandbox(programs.get(id) as AnyProgram)
  sandboxes.set(id, sandbox)
  return sandbox
}

parentPort?.on('message', (message: RunMessage) => parentPort?.postMessage(run(message)))
parentPort?.postMessage({ ready: true })
