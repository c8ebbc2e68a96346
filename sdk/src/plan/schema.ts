import { z } from 'zod'
import { FEATURES } from '../features.ts'
import { MOST_PROVABLE } from '../receipts/piece.ts'
import { REGIONS } from '../regions.ts'
import { MOST_PROVABLE_FUEL, MOST_PROVABLE_PAGES } from '../tier.ts'
import { DURATION_ALLOWED, DURATION_PATTERN } from './duration.ts'
import { AMOUNT_ALLOWED, AMOUNT_PATTERN, PRICE_ALLOWED, PRICE_PATTERN } from './price.ts'
import { REPUTATION_ALLOWED, REPUTATION_PATTERN } from './reputation.ts'

/** An error text is what is allowed: the reader of a mistake needs nothing else. */
const integer = (least: number, most: number) => {
  const error = `an integer from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}
const matching = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, { error })
const NAME = 'a name of 1 to 63 lower-case letters, digits and inner hyphens'
const ENV_NAME = 'names of letters, digits and underscores that begin with no digit'
const ENV_VALUE = 'a string; put numbers, true and false in quotes'
const SOME_REGIONS = 'any, or a list of regions such as [us-east, eu-west]'
const SAMPLES = 'a list of at most 16 requests'
const CONTENT_TYPE = 'a media type, for example text/html; charset=utf-8'

/** A request that anybody may put to a version, to see that a provider runs it: part of the canary (docs/receipts.md). */
export const sampleSchema = z.strictObject({
  method: matching(/^[A-Z]{1,16}$/, 'an HTTP method in capitals').default('POST'),
  target: matching(/^\/[\x21-\x7e]{0,511}$/, 'a path that begins with / and has at most 512 ASCII characters').default(
    '/',
  ),
  contentType: matching(/^[\x20-\x7e]{0,128}$/, 'a media type of at most 128 characters').default(''),
  body: z.string({ error: 'a text' }).max(4096, { error: 'a text of at most 4096 characters' }).default(''),
})

/** A file `bourse.yaml`: one function, how it is built, and what is asked of the market for it. */
export const planSchema = z.strictObject({
  name: matching(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, NAME).describe("The function's name, unique for its owner"),
  module: z
    .string({ error: 'the path of a .wasm file' })
    .min(1, { error: 'the path of a .wasm file' })
    .describe('The WebAssembly module, relative to this file'),
  build: z
    .string({ error: 'a shell command' })
    .min(1, { error: 'a shell command' })
    .describe('Command that builds the module, run beside this file')
    .optional(),
  alias: matching(/^[\x21-\x7e]{1,24}$/, '1 to 24 printable ASCII characters without space')
    .describe('Which alias the deal serves')
    .default('live'),
  instances: integer(1, 4096).describe('How many instances to run').default(1),
  units: integer(1, 255).describe('Units of an instance; a unit is a quarter vCPU and 512 MiB').default(1),
  perProvider: integer(1, 255).describe('Most instances with one provider').default(1),
  regions: z
    .union([z.literal('any'), z.array(z.enum(REGIONS)).min(1, { error: SOME_REGIONS })], { error: SOME_REGIONS })
    .describe('Where instances may run')
    .default('any'),
  features: z
    .array(z.enum(FEATURES), { error: `a list of features: ${FEATURES.join(', ')}` })
    .describe('What every host must offer')
    .default([]),
  maxPrice: matching(PRICE_PATTERN, PRICE_ALLOWED).describe(
    'Most that a unit may cost: per unit-epoch, or per unit-hour',
  ),
  minCompensation: matching(PRICE_PATTERN, PRICE_ALLOWED)
    .describe('Least that a host must pay for a unit in an epoch it misses')
    .default('0 USDC'),
  duration: matching(DURATION_PATTERN, DURATION_ALLOWED).describe('How long to run, from the next epoch'),
  dearer: z
    .boolean({ error: 'true or false' })
    .describe('Whether a replacement may cost more than the lease it replaces, up to maxPrice')
    .default(false),
  renew: z
    .boolean({ error: 'true or false' })
    .describe('Whether anybody may extend the deal by its duration when it is about to end, from your balance')
    .default(false),
  leastInstances: integer(0, 255).describe('Fewest instances of a lease, where as many are wanted').default(0),
  tip: matching(AMOUNT_PATTERN, AMOUNT_ALLOWED)
    .describe('What a stranger gets, for each lease, who fills, renews or replaces it; from your balance')
    .default('0 USDC'),
  minReputation: matching(REPUTATION_PATTERN, REPUTATION_ALLOWED)
    .describe('Least reputation of a host: its base stake times its time in the market, such as 100 USDC-days')
    .default('0 USDC-days'),
  contentType: matching(/^[\x20-\x7e]{1,255}$/, CONTENT_TYPE)
    .describe('Content type of responses')
    .optional(),
  fuel: integer(1, Number.MAX_SAFE_INTEGER).describe('Most fuel an invocation may burn').optional(),
  memoryPages: integer(1, 65_536).describe('Most memory of an instance, in pages of 64 KiB').optional(),
  outputBytes: integer(1, 2 ** 31 - 1)
    .describe('Largest response, in bytes')
    .optional(),
  env: z
    .record(matching(/^[A-Za-z_][A-Za-z0-9_]*$/, ENV_NAME), z.string({ error: ENV_VALUE }), {
      error: 'a map of names to strings',
    })
    .describe('Environment of the guest; public, part of the version')
    .default({}),
  samples: z
    .array(sampleSchema, { error: SAMPLES })
    .max(16, { error: SAMPLES })
    .describe('Requests of which hosts run one each epoch, to show that they can; public, part of the version')
    .default([]),
  provable: z
    .boolean({ error: 'true or false' })
    .describe('Whether wrong answers are decided on chain: no float arithmetic, at most 64 KiB in and out')
    .default(false),
})

/** What the machine that decides can hold (docs/proof-of-processing.md). */
const PROVABLE_MOST = {
  fuel: MOST_PROVABLE_FUEL,
  memoryPages: MOST_PROVABLE_PAGES,
  outputBytes: MOST_PROVABLE,
} as const

/** `planSchema` with what holds between fields. */
export const planFileSchema = planSchema.superRefine((fields, context) => {
  if (!fields.provable) return
  for (const [field, most] of Object.entries(PROVABLE_MOST) as [keyof typeof PROVABLE_MOST, number][]) {
    if ((fields[field] ?? 0) <= most) continue
    context.addIssue({
      code: 'custom',
      path: [field],
      message: `an integer from 1 to ${most}, where provable is true`,
    })
  }
})

/** What a `bourse.yaml` says, defaults filled in. */
export type PlanFields = z.output<typeof planSchema>
