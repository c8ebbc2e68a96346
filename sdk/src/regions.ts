import { InvalidValueError } from './errors/values.ts'
import { nearest } from './internal/nearest.ts'

/**
 * Regions by slot, the contracts' numbers 0 to 63. Slots are for ever: names are only added at the end. A region is what
 * a provider says of itself; nothing proves it.
 */
export const REGIONS = [
  'us-east',
  'us-central',
  'us-west',
  'us-south',
  'us-northwest',
  'us-mountain',
  'ca-east',
  'ca-west',
  'mx-central',
  'central-america',
  'caribbean',
  'sa-east',
  'sa-west',
  'sa-north',
  'sa-south',
  'eu-west',
  'eu-central',
  'eu-north',
  'eu-south',
  'eu-southwest',
  'eu-east',
  'eu-southeast',
  'uk-south',
  'uk-north',
  'ie-east',
  'fr-central',
  'de-central',
  'nl-central',
  'ch-central',
  'at-central',
  'pl-central',
  'es-central',
  'it-north',
  'se-central',
  'no-east',
  'fi-south',
  'dk-east',
  'ua-central',
  'tr-west',
  'il-central',
  'me-central',
  'me-south',
  'me-west',
  'af-north',
  'af-east',
  'af-west',
  'af-south',
  'in-west',
  'in-south',
  'in-north',
  'ap-south',
  'ap-southeast',
  'ap-east',
  'ap-northeast',
  'sg-central',
  'id-west',
  'th-central',
  'hk-east',
  'tw-central',
  'kr-central',
  'jp-east',
  'jp-west',
  'au-southeast',
  'nz-north',
] as const

/** Name of a region. */
export type Region = (typeof REGIONS)[number]

/** Mask of all 64 regions. */
export const ANY_REGION = 2n ** 64n - 1n

/**
 * Slot of a region, 0 to 63.
 *
 * @throws InvalidValueError - no such region; the message names the nearest
 * @example
 * ```ts
 * import { regionId } from '@lambda-bourse/sdk'
 * regionId('us-east') // 0
 * ```
 */
export function regionId(name: string): number {
  const id = REGIONS.indexOf(name as Region)
  if (id < 0) throw new InvalidValueError('region', name, `a region, for example ${nearest(name, REGIONS)}`)
  return id
}

/** Name of a slot. */
export function regionName(id: number): Region {
  const name = REGIONS[id]
  if (!name) throw new InvalidValueError('region', id, '0 to 63')
  return name
}

/** Bit mask of regions, as plans hold it. */
export function regionMask(names: readonly string[]): bigint {
  return names.reduce((mask, name) => mask | (1n << BigInt(regionId(name))), 0n)
}

/** Names in a bit mask. */
export function regionNames(mask: bigint): Region[] {
  return REGIONS.filter((_, id) => (mask >> BigInt(id)) & 1n)
}
