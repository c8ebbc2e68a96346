import type { UnfilledReason } from '../matcher/index.ts'
import { regionName } from '../regions.ts'
import { formatUsdc } from './price.ts'

/**
 * What to change in a plan so that unfilled instances find an offer, in a sentence.
 *
 * @param unfilled - of `quote` or `matchPlan`; `price` in micro-USDC per unit-epoch
 * @example
 * ```ts
 * import { unfilledAdvice } from '@lambda-bourse/sdk'
 * unfilledAdvice({ reason: 'Price', offer: 3, price: 150, region: 0 }) // Raise maxPrice to at least 0.000150 USDC: ...
 * ```
 */
export function unfilledAdvice(unfilled: {
  reason: UnfilledReason
  offer: number
  price: number
  region: number
}): string {
  const { reason, offer, price, region } = unfilled
  const where = offer > 0 ? ` (offer ${offer} in ${regionName(region)} at ${formatUsdc(price)} per unit-epoch)` : ''
  const raise = `Raise maxPrice to at least ${formatUsdc(price)}: the cheapest offer that would do asks that.`
  const advice: Record<UnfilledReason, string> = {
    NoOffer:
      'No offer would do, whatever is changed. Try later, or leave the rest of the deal open: it fills as offers come.',
    Price: raise,
    Region: `Add the region ${regionName(region)}, or \`regions: any\`.`,
    Features: 'Ask for fewer features.',
    Compensation: 'Lower minCompensation.',
    Term: 'Change the duration: the offer has a smallest lease and a last epoch.',
    Units: 'Ask for fewer units an instance: no single offer has so many free (or has leastInstances of them).',
    Spread: 'Raise perProvider, so that one provider may take more instances.',
    Provider: 'The provider is absent or behind with its attestations; try again when it is back.',
    Limit: 'Raise the limit: it is less than what the next lease costs.',
    Leases: 'A deal has at most 64 leases: open a second one.',
    Several: 'More than one thing stands in the way: loosen region, features and price together.',
    Unseen: 'It would do as it is: name it among the hints, or raise maxSteps.',
    Reputation: 'Lower minReputation: the provider is younger, or has less at stake, than the plan asks for.',
  }
  return advice[reason] + where
}
