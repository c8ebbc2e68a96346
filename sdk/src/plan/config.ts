import { z } from 'zod'
import { BourseError } from '../errors/base.ts'
import { type PlanFields, sampleSchema } from './schema.ts'

/**
 * A version's config: the content-addressed document beside its module (docs/architecture.md). Every field may be left
 * out.
 */
export const versionConfigSchema = z.strictObject({
  contentType: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/)
    .optional(),
  /** Decimal, because it may pass 2^53. */
  fuel: z
    .string()
    .regex(/^[1-9]\d{0,18}$/)
    .optional(),
  memoryPages: z.int().min(1).max(65_536).optional(),
  outputBytes: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional(),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).optional(),
  /** Requests of which a canary draws one. */
  samples: z.array(sampleSchema).min(1).max(16).optional(),
})

/** What {@link versionConfigSchema} holds. */
export type VersionConfig = z.output<typeof versionConfigSchema>

/** Bytes that are no version config. */
export class VersionConfigError extends BourseError {
  override name = 'VersionConfigError'
}

/** The config that a plan file asks for. */
export function toVersionConfig(fields: PlanFields): VersionConfig {
  const { contentType, fuel, memoryPages, outputBytes, env, samples } = fields
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(fuel === undefined ? {} : { fuel: String(fuel) }),
    ...(memoryPages === undefined ? {} : { memoryPages }),
    ...(outputBytes === undefined ? {} : { outputBytes }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(samples.length === 0 ? {} : { samples }),
  }
}

/** JSON with sorted keys: equal configs have equal CIDs. */
export function encodeVersionConfig(config: VersionConfig): Uint8Array {
  const env = config.env && Object.fromEntries(Object.entries(config.env).sort(([a], [b]) => (a < b ? -1 : 1)))
  const sorted = Object.entries({ ...config, env }).sort(([a], [b]) => (a < b ? -1 : 1))
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(sorted)))
}

/**
 * Reads a version's config.
 *
 * @throws VersionConfigError - no JSON, an unknown field, or a value that does not fit
 */
export function decodeVersionConfig(bytes: Uint8Array): VersionConfig {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new VersionConfigError('the version config is no JSON', { cause })
  }
  const result = versionConfigSchema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new VersionConfigError(`the version config's ${issue?.path.join('.') || 'shape'} is wrong: ${issue?.message}`)
}
