// Why an instance found no host, and what to change so that it does.
import { type QuoteReturnType, regionName, unfilledAdvice } from '@lambda-bourse/sdk'

type Unfilled = QuoteReturnType['unfilled'][number]

/** Instances that stay without a host, for one reason. `offer` is the one that would do. */
export type UnfilledAdvice = {
  instances: number
  reason: Unfilled['reason']
  advice: string
  offer?: number
  price?: number
  region?: string
}

/** Explains a quote's unfilled instances in terms of bourse.yaml. */
export function explain(unfilled: readonly Unfilled[]): UnfilledAdvice[] {
  return unfilled.map((one) => {
    const { instances, reason, offer, price, region } = one
    const named = offer === 0 ? {} : { offer, price, region: regionName(region) }
    return { instances, reason, advice: unfilledAdvice(one), ...named }
  })
}

/** One line for people. */
export const unfilledLine = ({ instances, reason, advice }: UnfilledAdvice): string =>
  `${instances} ${instances === 1 ? 'instance' : 'instances'} unmatched (${reason}): ${advice}`
