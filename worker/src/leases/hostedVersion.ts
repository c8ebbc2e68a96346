import { type AnyProgram, type AnySandbox, createSandbox } from '@lambda-bourse/runtime'
import type { VersionState } from '../chain/client.ts'
import { InlinePolicy } from '../invoke/inlinePolicy.ts'
import type { BlockStore } from '../store/blockStore.ts'
import type { ContentSource } from './contentSource.ts'
import type { Preparer } from './preparer.ts'
import { parseVersionConfig, type VersionConfig } from './versionConfig.ts'
import { checkContent } from './versionContent.ts'

/** Modules above this size run in the pool only: a trap inline may cost compiling them once more. */
const INLINE_MODULE_BYTES = 1_048_576
/** Modules that take longer to initialise run in the pool only: it would be time taken from all requests. */
const INLINE_INITIALISE_MS = 25

/** A version that is ready to run. */
export interface HostedVersion {
  functionId: bigint
  number: number
  moduleHash: Uint8Array
  /** 32 zero bytes of an attested version. */
  imageHash: Uint8Array
  config: VersionConfig
  program: AnyProgram
  /** Undefined when it runs in the pool only. */
  sandbox: AnySandbox | undefined
  policy: InlinePolicy
  /** Lets its content give way in the store. */
  unpin(): void
}

export interface LoadOptions {
  content: ContentSource
  blocks: BlockStore
  preparer: Preparer
  /** Largest fuel a version may ask of this host. */
  fuelLimit: bigint
  /** Largest output a version may ask for, in bytes. */
  outputLimit: number
}

/**
 * Fetches, verifies and prepares a version.
 * @throws Error with the reason why it cannot be hosted.
 */
export async function loadVersion(
  { content, blocks, preparer, fuelLimit, outputLimit }: LoadOptions,
  functionId: bigint,
  number: number,
  version: VersionState,
): Promise<HostedVersion> {
  const source = await content.get(version.moduleCid)
  const config = parseVersionConfig(version.configCid === undefined ? undefined : await content.get(version.configCid))
  const moduleHash = checkContent(source, config, version)
  if (config.fuel > fuelLimit) throw new Error(`config.fuel is ${config.fuel}, this host allows at most ${fuelLimit}`)
  const { outputBytes } = config
  if (outputBytes !== undefined && outputBytes > outputLimit) {
    throw new Error(`config.outputBytes is ${outputBytes}, this host allows at most ${outputLimit}`)
  }
  const { imageHash } = version
  const { program, initialiseMs } = await preparer.prepare(source, { config, imageHash })
  const isInline = source.length <= INLINE_MODULE_BYTES && initialiseMs <= INLINE_INITIALISE_MS
  const unpins = [version.moduleCid, version.configCid].flatMap((cid) => (cid === undefined ? [] : [blocks.pin(cid)]))
  return {
    functionId,
    number,
    moduleHash,
    imageHash: Buffer.from(imageHash.slice(2), 'hex'),
    config,
    program,
    sandbox: isInline ? createSandbox(program) : undefined,
    policy: new InlinePolicy(isInline),
    unpin: () => {
      for (const unpin of unpins) unpin()
    },
  }
}
