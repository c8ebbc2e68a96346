import { parentPort } from 'node:worker_threads'
import type { InvokeOptions, Outcome } from '../outcome.ts'
import { ProvableSandbox } from '../provable/sandbox.ts'
import { Sandbox } from '../sandbox.ts'
import { type AnyOptions, type AnyProgram, type ReplyMessage, type RunMessage, toFailure } from './messages.ts'

interface AnySandbox {
  invoke(input: Uint8Array, options: AnyOptions): Outcome
}

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
    return { outcome: sandboxOf(programId).invoke(input, options) }
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

function createSandbox(program: AnyProgram): AnySandbox {
  if ('tier' in program) return new ProvableSandbox(program)
  const sandbox = new Sandbox(program)
  // the pool takes fuel with every program of this tier
  return { invoke: (input, options) => sandbox.invoke(input, options as InvokeOptions) }
}

parentPort?.on('message', (message: RunMessage) => parentPort?.postMessage(run(message)))
parentPort?.postMessage({ ready: true })
