import { featureNames, REGIONS, regionId, regionName } from '@lambda-bourse/sdk'
import type { Context } from '../../core/context.ts'
import { type Market, openMarket } from '../../market/open.ts'

export type OfferFacts = {
  offer: number
  provider: number
  region: string
  /** micro-USDC per unit and epoch */
  price: number
  compensation: number
  units: number
  leased: number
  features: string[]
  minEpochs: number
  until: number
}

/** What the chain knows of a provider. Nothing here is its own claim but the endpoint. */
export type ProviderFacts = {
  provider: number
  owner: string
  endpoint: string
  /** micro-USDC */
  stake: number
  since: number
  /** micro-USDC of base stake times epochs since the first: what a plan's minReputation asks for. */
  reputation: bigint
  /** Epochs since its first. */
  age: number
  attested: number
  missed: number
  /** Leases given up; 255 for more. */
  declined: number
  absence: number
  ended: boolean
}

export type MarketListResult = {
  epoch: number
  epochLength: number
  paused: boolean
  counts: { providers: number; offers: number; deals: number }
  offers: OfferFacts[]
  providers: ProviderFacts[]
}

/**
 * Lists open offers by price, and the facts about who makes them.
 * @param options `region`: one only; `count`: most offers of a region (default 100).
 */
export async function list(
  context: Context,
  options: { region?: string; count?: number } = {},
): Promise<MarketListResult> {
  const regions = options.region === undefined ? REGIONS.map((_, id) => id) : [regionId(options.region)]
  const market = await openMarket(context)
  const { bourse, deployment } = market
  const count = BigInt(options.count ?? 100)
  const [epoch, { providers, offers, deals, paused }, books] = await Promise.all([
    bourse.getCurrentEpoch(),
    bourse.getCounts(),
    Promise.all(regions.map((region) => bourse.getBook({ region, count }))),
  ])
  const found = books.flat().map(({ id, provider, terms, leased }) => ({
    offer: id,
    provider,
    region: regionName(terms.region),
    price: terms.price,
    compensation: terms.compensation,
    units: terms.units,
    leased,
    features: featureNames(terms.features),
    minEpochs: terms.minEpochs,
    until: terms.until,
  }))
  return {
    epoch,
    epochLength: deployment.config.epochLength,
    paused,
    counts: { providers, offers, deals },
    offers: found.sort((a, b) => a.price - b.price || a.offer - b.offer),
    providers: await facts(
      market,
      epoch,
      [...new Set(found.map((one) => one.provider))].sort((a, b) => a - b),
    ),
  }
}

function facts({ bourse }: Market, epoch: number, ids: readonly number[]): Promise<ProviderFacts[]> {
  return Promise.all(
    ids.map(async (provider) => {
      const {
        owner,
        endpoint,
        baseStake: stake,
        firstEpoch: since,
        reputation,
        attested,
        missed,
        declined,
        absence,
        ended,
      } = await bourse.getProvider({ provider })
      const age = epoch - since
      return { provider, owner, endpoint, stake, since, reputation, age, attested, missed, declined, absence, ended }
    }),
  )
}
