import { type AnyProgram, type InvokeOptions, isProvable, type Outcome } from '@lambda-bourse/runtime'
import {
  contentHash,
  drawSample,
  encodeRequest,
  responseRoot,
  SAMPLE_FUEL,
  type SampleResult,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { inputOf } from '../execution/call.ts'
import type { VersionConfig } from '../leases/versionConfig.ts'

export interface SampleOptions {
  config: Pick<VersionConfig, 'samples' | 'env' | 'fuel'>
  /** Of the epoch's canaries. */
  seed: `0x${string}`
  /** Of the epoch, seconds since 1970. */
  start: number
  program(): AnyProgram | Promise<AnyProgram>
  run(program: AnyProgram, input: Uint8Array, options: InvokeOptions): Outcome | Promise<Outcome>
}

/**
 * Runs the sample that an epoch draws, as an execution of that epoch without capabilities (docs/receipts.md, Canary).
 * @returns undefined for a version that publishes none.
 */
export async function runSample(options: SampleOptions): Promise<SampleResult | undefined> {
  const { config, seed, start, program, run } = options
  const { samples, env, fuel } = config
  const sample = samples.length === 0 ? undefined : samples[drawSample(seed, samples.length)]
  if (sample === undefined) return undefined
  const request = { ...sample, body: new TextEncoder().encode(sample.body) }
  const encoded = encodeRequest(request)
  const requestHash = contentHash(encoded, nodeSha256)
  const ready = await program()
  const isLong = fuel > SAMPLE_FUEL
  const call = { request, encoded, requestHash, start, fuel: isLong ? SAMPLE_FUEL : fuel }
  const { input, options: invokeOptions } = inputOf(ready, call, env)
  const outcome = await run(ready, input, invokeOptions)
  const { output, fuel: used, status } = outcome
  const result = { requestHash, fuel: used, status }
  if (!isProvable(ready)) return { ...result, responseHash: contentHash(output, nodeSha256) }
  return { ...result, responseLength: output.length, responseRoot: responseRoot(output) }
}
