import { z } from 'zod'

/** Fuel of a version whose config names none. */
export const DEFAULT_FUEL = 1_000_000_000n

const text = z.string()
const schema = z.strictObject({
  contentType: text
    .max(256)
    .regex(/^[\x20-\x7e]*$/, 'allowed are printable ASCII characters')
    .optional(),
  fuel: text.regex(/^[1-9][0-9]{0,15}$/, 'allowed is a whole number as text').optional(),
  memoryPages: z.int().min(1).max(65_536).optional(),
  outputBytes: z.int().min(0).max(16_777_216).optional(),
  env: z
    .record(
      text.regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
      text.refine((value) => !value.includes('\0')),
    )
    .optional(),
})

/** A version's config (docs/architecture.md), with its defaults. */
export interface VersionConfig {
  contentType: string
  fuel: bigint
  memoryPages: number | undefined
  outputBytes: number | undefined
  env: Readonly<Record<string, string>>
}

/**
 * Reads a config document. Undefined bytes give the defaults.
 * @throws Error that names the field.
 */
export function parseVersionConfig(bytes: Uint8Array | undefined): VersionConfig {
  const document: unknown =
    bytes === undefined ? {} : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  const parsed = schema.safeParse(document)
  if (!parsed.success) throw new Error(`the version's config is refused: ${z.prettifyError(parsed.error)}`)
  const { contentType, fuel, memoryPages, outputBytes, env } = parsed.data
  return {
    contentType: contentType ?? 'application/octet-stream',
    fuel: fuel === undefined ? DEFAULT_FUEL : BigInt(fuel),
    memoryPages,
    outputBytes,
    env: env ?? {},
  }
}
