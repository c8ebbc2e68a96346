import { parentPort } from 'node:worker_threads'
import { createSandbox, ModuleError } from '@lambda-bourse/runtime'
import { messageOf, VersionRefusedError } from '../errors.ts'
import { prepareVersion, type VersionSpec } from '../execution/prepare.ts'
import type { PrepareReply } from './preparer.ts'

parentPort?.on('message', ({ source, spec }: { source: Uint8Array; spec: VersionSpec }) => {
  parentPort?.postMessage(run(source, spec))
})

function run(source: Uint8Array, spec: VersionSpec): PrepareReply {
  try {
    const program = prepareVersion(source, spec)
    // Tried here first, so that what cannot be initialised, or takes long to, does so away from the requests.
    const began = performance.now()
    createSandbox(program)
    return { prepared: { program, initialiseMs: performance.now() - began } }
  } catch (error) {
    const isFinal = error instanceof ModuleError || error instanceof VersionRefusedError
    return { error: messageOf(error), isFinal }
  }
}
