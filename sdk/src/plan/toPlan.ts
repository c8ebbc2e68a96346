import { InvalidValueError } from '../errors/values.ts'
import { featureMask } from '../features.ts'
import { ANY_REGION, regionMask } from '../regions.ts'
import type { Plan } from '../types.ts'
import { encodeAlias } from './alias.ts'
import { durationToEpochs, parseDuration } from './duration.ts'
import { formatUsdc, parsePrice, parseUsdc, priceToUnits } from './price.ts'
import { parseReputation } from './reputation.ts'
import type { PlanFields } from './schema.ts'

const MOST_TIP = 2 ** 32 - 1

/**
 * The contract's plan of a plan file.
 *
 * @param fields - of `parsePlan`
 * @param options - `functionId` of the registry, `epochLength` of the market in seconds
 * @throws InvalidValueError - a price, a tip, a reputation or a duration that the market's epochs cannot express
 * @example
 * ```ts
 * import { parsePlan, toPlan } from '@lambda-bourse/sdk'
 * const file = parsePlan('name: hello\nmodule: hello.wasm\nmaxPrice: 0.000120 USDC\nduration: 7d\n')
 * toPlan(file, { functionId: 1n, epochLength: 3600 }).epochs // 168
 * ```
 */
export function toPlan(fields: PlanFields, options: { functionId: bigint; epochLength: number }): Plan {
  const { functionId, epochLength } = options
  const price = (field: 'maxPrice' | 'minCompensation') =>
    priceToUnits(parsePrice(fields[field], field), epochLength, field)
  return {
    functionId,
    aliasName: encodeAlias(fields.alias),
    instances: fields.instances,
    unitsEach: fields.units,
    perProvider: fields.perProvider,
    regions: fields.regions === 'any' ? ANY_REGION : regionMask(fields.regions),
    features: featureMask(fields.features),
    maxPrice: price('maxPrice'),
    minCompensation: price('minCompensation'),
    epochs: durationToEpochs(parseDuration(fields.duration), epochLength),
    dearer: fields.dearer,
    renew: fields.renew,
    leastInstances: fields.leastInstances,
    tip: tipOf(fields.tip),
    minReputation: parseReputation(fields.minReputation, epochLength),
  }
}

/** micro-USDC; the contract has 32 bits for it. */
function tipOf(text: string): number {
  const tip = Number(parseUsdc(text, 'tip'))
  if (tip > MOST_TIP) throw new InvalidValueError('tip', text, `at most ${formatUsdc(MOST_TIP)}`)
  return tip
}
