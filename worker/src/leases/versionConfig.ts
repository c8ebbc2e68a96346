import { type VersionConfig as ConfigDocument, decodeVersionConfig } from '@lambda-bourse/sdk'

/** Fuel of a version whose config names none. */
export const DEFAULT_FUEL = 1_000_000_000n

/** A version's config (docs/architecture.md), with its defaults. */
export interface VersionConfig {
  contentType: string
  fuel: bigint
  /** Undefined: the runtime's default. */
  memoryPages: number | undefined
  /** Undefined: the runtime's default. */
  outputBytes: number | undefined
  env: Readonly<Record<string, string>>
  /** Requests of which each epoch's canary draws one. */
  samples: NonNullable<ConfigDocument['samples']>
}

/**
 * Reads a config document. Undefined bytes, for a version without one, give the defaults.
 * @throws VersionConfigError that names the field.
 */
export function parseVersionConfig(bytes: Uint8Array | undefined): VersionConfig {
  const { contentType, fuel, memoryPages, outputBytes, env, samples } =
    bytes === undefined ? {} : decodeVersionConfig(bytes)
  return {
    contentType: contentType ?? 'application/octet-stream',
    fuel: fuel === undefined ? DEFAULT_FUEL : BigInt(fuel),
    memoryPages,
    outputBytes,
    env: env ?? {},
    samples: samples ?? [],
  }
}
