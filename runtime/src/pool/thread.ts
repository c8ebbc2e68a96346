import { parentPort } from 'node:worker_threads'
import type { Program } from '../program.ts'
import { Sandbox } from '../sandbox.ts'
import { type ReplyMessage, type RunMessage, toFailure } from './messages.ts'

/** What runs in each thread of the pool: one invocation at a time, sandboxes kept as long as the pool says. */
const programs = new Map<number, Program>()
const sandboxes = new Map<number, Sandbox>()

function run({ programId, program, forget, input, options }: RunMessage): ReplyMessage {
  for (const id of forget) {
    programs.delete(id)
    sandboxes.delete(id)
  }
  if (program) programs.set(programId, program)
  try {
    return { outcome: sandboxOf(programId).invoke(input, options) }
  } catch (error) {
    return { failure: toFailure(error) }
  }
}

function sandboxOf(id: number): Sandbox {
  const known = sandboxes.get(id)
  if (known) return known
  const sandbox = new Sandbox(programs.get(id) as Program)
  sandboxes.set(id, sandbox)
  return sandbox
}

parentPort?.on('message', (message: RunMessage) => parentPort?.postMessage(run(message)))
parentPort?.postMessage({ ready: true })
