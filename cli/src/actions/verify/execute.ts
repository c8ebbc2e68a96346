// The module that a receipt names, run once more.
import { type Outcome, prepare, RUNTIME_VERSION, Sandbox } from '@lambda-bourse/runtime'
import { CID_CODECS, cidFrom, decodeRequest, type Receipt } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { guestInput, parseVersionConfig, type VersionConfig } from '@lambda-bourse/worker'
import { toBytes, toHex, zeroHash } from 'viem'
import type { Context } from '../../core/context.ts'
import { CliError } from '../../core/errors.ts'
import { EXIT } from '../../core/exit-codes.ts'
import { download } from '../../market/content.ts'
import type { Market } from '../../market/open.ts'
import type { Execution } from './record.ts'

/** What is executed. */
export type Subject = { module: Uint8Array; moduleHash: string; config: VersionConfig }

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
  return { module, moduleHash: toHex(nodeSha256(module)), config: parseVersionConfig(config) }
}

/**
 * Runs the recorded request on the module, as its provider had to.
 * @throws CliError `RuntimeVersion`
 */
export function execute(
  { deployment }: Market,
  receipt: Receipt,
  { request }: Execution,
  { module, config }: Subject,
): Outcome {
  if (receipt.runtimeVersion !== RUNTIME_VERSION) {
    throw new CliError(
      'RuntimeVersion',
      EXIT.input,
      `the receipt is of runtime ${receipt.runtimeVersion}; this is ${RUNTIME_VERSION}`,
      {
        field: 'runtimeVersion',
        value: String(receipt.runtimeVersion),
        allowed: String(RUNTIME_VERSION),
        advice: ['Verify it with the release that has this runtime.'],
      },
    )
  }
  const { memoryPages, outputBytes, fuel } = config
  const program = prepare(module, {
    ...(memoryPages !== undefined && { memoryPages }),
    ...(outputBytes !== undefined && { outputBytes }),
  })
  const { input, env, args } = guestInput(program.abi, decodeRequest(request), config.env)
  const start = Number(deployment.genesis) + (receipt.epoch - 1) * deployment.config.epochLength
  const seed = toBytes(receipt.requestHash)
  return new Sandbox(program).invoke(input, { env, args, fuel, seed, timeNs: BigInt(start) * 1_000_000_000n })
}
