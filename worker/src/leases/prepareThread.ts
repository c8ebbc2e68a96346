import { parentPort } from 'node:worker_threads'
import { type Limits, prepare, Sandbox } from '@lambda-bourse/runtime'
import { messageOf } from '../errors.ts'
import type { PrepareReply } from './preparer.ts'

parentPort?.on('message', ({ source, limits }: { source: Uint8Array; limits: Partial<Limits> }) => {
  parentPort?.postMessage(run(source, limits))
})

function run(source: Uint8Array, limits: Partial<Limits>): PrepareReply {
  try {
    const program = prepare(source, limits)
    // Tried here first, so that what cannot be initialised, or takes long to, does so away from the requests.
    const began = performance.now()
    new Sandbox(program)
    return { prepared: { program, initialiseMs: performance.now() - began } }
  } catch (error) {
    return { error: messageOf(error) }
  }
}
