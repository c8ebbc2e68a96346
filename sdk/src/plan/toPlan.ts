import { featureMask } from '../features.ts'
import { ANY_REGION, regionMask } from '../regions.ts'
import type { Plan } from '../types.ts'
import { encodeAlias } from './alias.ts'
import { durationToEpochs, parseDuration } from './duration.ts'
import { parsePrice, priceToUnits } from './price.ts'
import type { PlanFields } from './schema.ts'

/**
 * The contract's plan of a plan file.
 *
 * @param fields - of `parsePlan`
 * @param options - `functionId` of the registry, `epochLength` of the market in seconds
 * @throws InvalidValueError - a price or a duration that the market's epochs cannot express
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
    renew: false,
    leastInstances: 0,
    tip: 0,
    minReputation: 0n,
  }
}
