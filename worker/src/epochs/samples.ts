import type { InvokeOptions, Outcome, Program } from '@lambda-bourse/runtime'
import { contentHash, drawSample, encodeRequest, SAMPLE_FUEL, type SampleResult } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { guestInput } from '../invoke/guestInput.ts'
import type { VersionConfig } from '../leases/versionConfig.ts'

export interface SampleOptions {
  config: Pick<VersionConfig, 'samples' | 'env' | 'fuel'>
  /** Of the epoch's canaries. */
  seed: `0x${string}`
  /** Of the epoch, seconds since 1970. */
  start: number
  program(): Program | Promise<Program>
  run(program: Program, input: Uint8Array, options: InvokeOptions): Outcome | Promise<Outcome>
}

/**
 * Runs the sample that an epoch draws, as an execution of that epoch without capabilities (docs/receipts.md, Canary).
 * @returns undefined for a version that publishes none.
 */
export async function runSample({
  config,
  seed,
  start,
  program,
  run,
}: SampleOptions): Promise<SampleResult | undefined> {
  const { samples, env: configEnv, fuel } = config
  const sample = samples.length === 0 ? undefined : samples[drawSample(seed, samples.length)]
  if (sample === undefined) return undefined
  const request = { ...sample, body: new TextEncoder().encode(sample.body) }
  const requestHash = contentHash(encodeRequest(request), nodeSha256)
  const ready = await program()
  const { input, env, args } = guestInput(ready.abi, request, configEnv)
  const timeNs = BigInt(start) * 1_000_000_000n
  const isLong = fuel > SAMPLE_FUEL
  const outcome = await run(ready, input, { env, args, fuel: isLong ? SAMPLE_FUEL : fuel, seed: requestHash, timeNs })
  const responseHash = contentHash(outcome.output, nodeSha256)
  return { requestHash, responseHash, fuel: outcome.fuel, status: outcome.status }
}

/** What a config asks the runtime for. */
export function limitsOf({ memoryPages, outputBytes }: Pick<VersionConfig, 'memoryPages' | 'outputBytes'>) {
  return { ...(memoryPages !== undefined && { memoryPages }), ...(outputBytes !== undefined && { outputBytes }) }
}
