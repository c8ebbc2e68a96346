import { type AnyProgram, type InvokeOptions, isProvable, type Outcome } from '@lambda-bourse/runtime'
import { contentHash, drawSample, responseRoot, SAMPLE_FUEL, type SampleResult } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { inputOf } from '../execution/call.ts'
import type { VersionConfig } from '../leases/versionConfig.ts'
import { type SampleRequest, sampleRequests } from '../leases/versionContent.ts'

export interface SampleOptions {
  config: Pick<VersionConfig, 'samples' | 'env' | 'fuel'>
  /** Of the epoch's canaries. */
  seed: `0x${string}`
  /** Of the epoch, seconds since 1970. */
  start: number
  program(): AnyProgram | Promise<AnyProgram>
  /** Throws where there is no result, as for a deadline or a host without memory: a canary of that would be wrong. */
  run(program: AnyProgram, input: Uint8Array, options: InvokeOptions): Outcome | Promise<Outcome>
}

/** The sample that a version's canary draws, or undefined where the version publishes none. */
export function drawnSample(
  { samples }: Pick<VersionConfig, 'samples'>,
  seed: `0x${string}`,
): SampleRequest | undefined {
  const drawn = samples.length === 0 ? undefined : samples[drawSample(seed, samples.length)]
  return drawn === undefined ? undefined : sampleRequests({ samples: [drawn] })[0]
}

/** The fuel that a sample is given. */
export function sampleFuel(fuel: bigint): bigint {
  return fuel > SAMPLE_FUEL ? SAMPLE_FUEL : fuel
}

/**
 * Runs the sample that an epoch draws, as an execution of that epoch without capabilities (docs/receipts.md, Canary).
 * @returns what its tier's canary holds, or undefined for a version that publishes none.
 */
export async function runSample(options: SampleOptions): Promise<SampleResult | undefined> {
  const { config, seed, start, program, run } = options
  const drawn = drawnSample(config, seed)
  if (drawn === undefined) return undefined
  const { requestHash } = drawn
  const ready = await program()
  const call = { ...drawn, start, fuel: sampleFuel(config.fuel) }
  const { input, options: invokeOptions } = inputOf(ready, call, config.env)
  const { output, fuel, status } = await run(ready, input, invokeOptions)
  const result = { requestHash, fuel, status }
  if (!isProvable(ready)) return { ...result, responseHash: contentHash(output, nodeSha256) }
  return { ...result, responseLength: output.length, responseRoot: responseRoot(output) }
}
