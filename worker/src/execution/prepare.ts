import { type ProgramImage, programImage } from '@lambda-bourse/prover'
import {
  type AnyProgram,
  defaultLimits,
  ModuleError,
  type ProvableProgram,
  prepare,
  provable,
} from '@lambda-bourse/runtime'
import { MOST_PROVABLE, tierOf } from '@lambda-bourse/sdk'
import type { Hex } from '../chain/client.ts'
import { VersionRefusedError } from '../errors.ts'
import type { VersionConfig } from '../leases/versionConfig.ts'

/** What of a version's config its program is made with. */
export type ProgramConfig = Pick<VersionConfig, 'fuel' | 'memoryPages' | 'outputBytes' | 'env'>

/** A version as the registry and its config say it. */
export interface VersionSpec {
  config: ProgramConfig
  /** 32 zero bytes of an attested version. */
  imageHash: Hex
}

/**
 * Makes a version's module ready to run, by its tier. Whoever registered another image than module and config give
 * hurts nobody who serves: a receipt that binds it could be disputed.
 * @throws ModuleError The module is refused. @throws VersionRefusedError Its image is not the one that is registered.
 */
export function prepareVersion(source: Uint8Array, { config, imageHash }: VersionSpec): AnyProgram {
  if (tierOf({ imageHash }) === 'attested') return prepare(source, limitsOf(config))
  const { program, imageHash: own } = provableVersion(source, config)
  if (own === imageHash) return program
  throw new VersionRefusedError(
    `its image hash is registered as ${imageHash}, module and config give ${own}: ` +
      'no receipt of it would stand, so its owner has to publish it anew (`bourse deploy`)',
  )
}

/**
 * A provable version's program, and the hash of the image that the machine begins with: what its owner registers.
 * @throws ModuleError The module, or what its config asks for, is not provable.
 */
export function provableVersion(
  source: Uint8Array,
  config: ProgramConfig,
): { program: ProvableProgram; image: ProgramImage; imageHash: Hex } {
  const { fuel, memoryPages = defaultLimits.memoryPages, outputBytes = MOST_PROVABLE, env } = config
  if (outputBytes > MOST_PROVABLE) {
    const detail = `config.outputBytes is ${outputBytes}, allowed for a provable version are at most ${MOST_PROVABLE}`
    throw new ModuleError('limit', detail)
  }
  const program = provable(source, { fuel, memoryPages, outputBytes, env })
  const image = programImage(program.bytes)
  return { program, image, imageHash: `0x${image.imageHash.toString(16).padStart(64, '0')}` }
}

/** What a config asks the runtime for. */
export function limitsOf({ memoryPages, outputBytes }: Pick<VersionConfig, 'memoryPages' | 'outputBytes'>) {
  return { ...(memoryPages !== undefined && { memoryPages }), ...(outputBytes !== undefined && { outputBytes }) }
}
