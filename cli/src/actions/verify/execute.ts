// The module that a receipt names, run once more.
import { type AnyProgram, createSandbox, type Outcome, prepare, RUNTIME_VERSION } from '@lambda-bourse/runtime'
import { CID_CODECS, cidFrom, contentHash, decodeRequest, type Receipt, tierOf } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { inputOf, limitsOf, parseVersionConfig, provableVersion, type VersionConfig } from '@lambda-bourse/worker'
import { type Hex, toBytes, toHex, zeroHash } from 'viem'
import type { Context } from '../../core/context.ts'
import { CliError } from '../../core/errors.ts'
import { EXIT } from '../../core/exit-codes.ts'
import { download } from '../../market/content.ts'
import type { Market } from '../../market/open.ts'
import type { StoredExecution } from './record.ts'

/** What is executed. */
export type Subject = {
  module: Uint8Array
  moduleHash: Hex
  /** As registered; zero of an attested version. */
  imageHash: Hex
  config: VersionConfig
}

/** What came out here. */
export type Execution = { outcome: Outcome /** Of module and config, by their tier. */; imageHash: Hex }

/** Module and config as the registry names them, from whoever has them. */
export async function readSubject(
  { settings }: Context,
  { bourse }: Market,
  receipt: Receipt,
  endpoint: string,
): Promise<Subject> {
  const version = await bourse.getVersion({ functionId: receipt.functionId, version: receipt.version })
  const hosts = [...(settings.gateway ? [settings.gateway] : []), endpoint]
  const module = await download(hosts, cidFrom({ digest: version.moduleDigest, codec: version.moduleCodec }))
  const config =
    version.configDigest === zeroHash
      ? undefined
      : await download(hosts, cidFrom({ digest: version.configDigest, codec: CID_CODECS.raw }))
  const { imageHash } = version
  return { module, moduleHash: toHex(contentHash(module, nodeSha256)), imageHash, config: parseVersionConfig(config) }
}

/**
 * Runs the recorded request on the module, as its provider had to, by the version's tier.
 * @throws CliError `RuntimeVersion`
 */
export function execute(
  { deployment }: Market,
  receipt: Receipt,
  { request: encoded }: StoredExecution,
  subject: Subject,
  { program, imageHash } = programOf(subject),
): Execution {
  checkRuntime(receipt)
  const { fuel, env } = subject.config
  const start = Number(deployment.genesis) + (receipt.epoch - 1) * deployment.config.epochLength
  const requestHash = toBytes(receipt.requestHash)
  const call = { request: decodeRequest(encoded), encoded, requestHash, start, fuel }
  const { input, options } = inputOf(program, call, env)
  return { outcome: createSandbox(program).invoke(input, options), imageHash }
}

/** A version ready to run. */
type Prepared = { program: AnyProgram; imageHash: Hex }

/** Of the versions that were verified last: to prepare one takes seconds, and receipts of one version come together. */
const programs = new Map<string, Prepared>()
const KEPT = 4

/** A version's program and the hash of its image, by its tier. Throws what `prepare` throws. */
export function programOf({ module, moduleHash, imageHash, config }: Subject): Prepared {
  const tier = tierOf({ imageHash })
  const { fuel, env, memoryPages, outputBytes } = config
  const key = JSON.stringify([tier, moduleHash, String(fuel), env, memoryPages, outputBytes])
  const known = programs.get(key)
  if (known !== undefined) return known
  const prepared: Prepared =
    tier === 'provable'
      ? provableVersion(module, config)
      : { program: prepare(module, limitsOf(config)), imageHash: zeroHash }
  programs.set(key, prepared)
  for (const oldest of [...programs.keys()].slice(0, -KEPT)) programs.delete(oldest)
  return prepared
}

function checkRuntime({ runtimeVersion }: Receipt): void {
  if (runtimeVersion === RUNTIME_VERSION) return
  const message = `the receipt is of runtime ${runtimeVersion}; this is ${RUNTIME_VERSION}`
  throw new CliError('RuntimeVersion', EXIT.input, message, {
    field: 'runtimeVersion',
    value: String(runtimeVersion),
    allowed: String(RUNTIME_VERSION),
    advice: ['Verify it with the release that has this runtime.'],
  })
}
