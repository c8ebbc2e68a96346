import { type ExecutorPool, RUNTIME_VERSION } from '@lambda-bourse/runtime'
import { contentHash, decodeRequest } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { toHex } from 'viem'
import type { ChainTime } from '../chain/chainTime.ts'
import type { ChainClient } from '../chain/client.ts'
import type { Clock } from '../clock.ts'
import { inputOf } from '../execution/call.ts'
import { invokePatiently } from '../execution/patience.ts'
import type { ContentSource } from '../leases/contentSource.ts'
import type { Preparer } from '../leases/preparer.ts'
import { parseVersionConfig } from '../leases/versionConfig.ts'
import type { Finding, TrialEvidence } from './client.ts'

/** This host can never say what an execution comes to: it stays silent about it. */
export class UnjudgeableError extends Error {
  override readonly name = 'UnjudgeableError'
}

export interface ReexecutionOptions {
  client: Pick<ChainClient, 'version'>
  content: Pick<ContentSource, 'get'>
  preparer: Pick<Preparer, 'prepare'>
  pool: Pick<ExecutorPool, 'invoke'>
  time: Pick<ChainTime, 'startOf'>
  clock: Pick<Clock, 'sleep'>
  /** Most fuel that a version may ask of this host. */
  fuelLimit: bigint
  deadlineMs: number
}

/**
 * Executes the request of a receipt again, as docs/receipts.md says it is executed: with the version's module and config, the
 * request's hash as the seed, and the start of the receipt's epoch as the time.
 * @throws UnjudgeableError Another runtime version, more fuel than this host gives, or a module that is not the version's.
 * @throws Error It cannot be said now: content that nobody gives, a deadline, a full pool.
 */
export async function reexecute(
  options: ReexecutionOptions,
  { receipt, request: encoded }: TrialEvidence,
): Promise<Finding> {
  const { client, content, preparer, time, fuelLimit } = options
  if (receipt.runtimeVersion !== RUNTIME_VERSION)
    throw new UnjudgeableError(
      `the receipt is of runtime version ${receipt.runtimeVersion}, this is ${RUNTIME_VERSION}`,
    )
  const version = await client.version(receipt.functionId, receipt.version)
  const config = parseVersionConfig(version.configCid === undefined ? undefined : await content.get(version.configCid))
  if (config.fuel > fuelLimit) throw new UnjudgeableError(`config.fuel is ${config.fuel}, this host gives ${fuelLimit}`)
  const source = await content.get(version.moduleCid)
  if (toHex(contentHash(source, nodeSha256)) !== version.moduleHash)
    throw new UnjudgeableError(`module ${version.moduleCid} is not the version's`)
  const { program } = await preparer.prepare(source, { config, imageHash: version.imageHash })
  const requestHash = contentHash(encoded, nodeSha256)
  const call = {
    ...{ request: decodeRequest(encoded), encoded, requestHash },
    ...{ start: time.startOf(receipt.epoch), fuel: config.fuel },
  }
  const { input, options: run } = inputOf(program, call, config.env)
  const outcome = await invokePatiently(options, program, input, { ...run, deadlineMs: options.deadlineMs })
  const responseHash = toHex(contentHash(outcome.output, nodeSha256))
  return { responseHash, fuel: outcome.fuel, status: outcome.status }
}
