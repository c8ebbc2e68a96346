import { cappedProgram, type ProgramImage, programExecution, type Trace } from '@lambda-bourse/prover'
import { contentHash } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { provableVersion } from '../execution/prepare.ts'
import type { Subject } from './player.ts'

/** An execution as a player has it, and the program that it is of. */
export interface Played {
  trace: Trace
  program: ProgramImage
}

/**
 * The execution that follows from a receipt and nothing else.
 * @throws ModuleError the module is not provable
 * @throws Error the version's image is another one here
 */
export function honestTrace(subject: Subject): Played {
  const program = programOf(subject)
  return { program, trace: programExecution(program, requestOf(subject)) }
}

/** What is executed: the version's image, of a sample with less fuel. */
export function programOf({ module, config, imageHash, mostFuel }: Subject): ProgramImage {
  const { image, imageHash: actual } = provableVersion(module, config)
  if (actual !== imageHash) throw new Error(`what is denied is of image ${imageHash}; here the version's is ${actual}`)
  return mostFuel === undefined || image.fuel <= mostFuel ? image : cappedProgram(image, mostFuel)
}

export function requestOf({ request, timeNs }: Subject) {
  return { request, requestHash: contentHash(request, nodeSha256), timeNs }
}
