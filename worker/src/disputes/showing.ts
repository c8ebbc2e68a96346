import { createSandbox, type Outcome } from '@lambda-bourse/runtime'
import { canary, canaryChunks, canaryTail } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { runSample } from '../epochs/samples.ts'
import { prepareVersion } from '../execution/prepare.ts'
import type { CanarySource, Showing } from './player.ts'

export type AlterSample = (outcome: Outcome) => Outcome

/** Draws a canary again, with what it is the hash of. */
export async function showingOf(source: CanarySource, alter: AlterSample = (same) => same): Promise<Showing> {
  const { module, config, imageHash, seed, start } = source
  const sample = await runSample({
    config,
    seed,
    start,
    program: () => prepareVersion(module, { config, imageHash }),
    run: (program, input, options) => alter(createSandbox(program).invoke(input, options)),
  })
  return {
    canary: `0x${Buffer.from(canary({ seed, module, sample }, nodeSha256)).toString('hex')}`,
    chunks: canaryChunks({ seed, module }, nodeSha256),
    tail: canaryTail(sample),
  }
}
