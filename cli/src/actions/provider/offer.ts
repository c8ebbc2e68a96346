import {
  durationToEpochs,
  featureMask,
  formatUsdc,
  type OfferTerms,
  parseDuration,
  parsePrice,
  priceToUnits,
  regionId,
} from '@lambda-bourse/sdk'
import type { Context } from '../../core/context.ts'
import { badInput } from '../../core/errors.ts'
import { parseInteger } from '../../core/numbers.ts'
import { depositWithPermit, planFunding } from '../../market/funds.ts'
import { openMarketWithAccount } from '../../market/open.ts'

/** All as on the command line. */
export type OfferOptions = {
  /** Such as `0.0001 USDC` or `0.4 USDC per unit-hour`. */
  price: string
  units: string
  region: string
  /** Names, separated by commas. */
  features?: string
  /** Per unit and missed epoch. Default: the price. */
  compensation?: string
  /** Shortest lease, such as `1h` or `10 epochs`. Default one epoch. */
  minTerm?: string
  /** How long from now leases may run. */
  duration: string
}

/** Amounts in micro-USDC. `locked`: as long as the offer, and its last lease, may be answerable for misses. */
export type OfferResult = { offer: number; provider: number; terms: OfferTerms; locked: bigint; deposited: bigint }

/**
 * Posts an offer: units of capacity at a price, until they are sold or the offer is closed.
 * @throws CliError The account is no provider; `InsufficientFunds` for the stake that the offer locks.
 */
export async function offer(context: Context, options: OfferOptions): Promise<OfferResult> {
  const market = await openMarketWithAccount(context)
  const { bourse, account, deployment } = market
  const { epochLength, window, compensated } = deployment.config
  const terms = toTerms(options, epochLength, await bourse.getCurrentEpoch())
  const provider = await bourse.getProviderId({ account: account.address })
  if (provider === 0) throw badInput('account', account.address, 'a provider: `bourse provider register` makes it one')
  const locked =
    BigInt(terms.units) * (BigInt(terms.price) * BigInt(window) + BigInt(terms.compensation) * BigInt(compensated))
  const { deposit } = await planFunding(market, locked, 'the stake behind the offer')
  if (deposit > 0n) await depositWithPermit(context, market, deposit)
  const { event } = await context.progress.step(`Posting the offer, ${formatUsdc(locked)} locked`, () =>
    bourse.postOffer.andWait({ terms }),
  )
  return { offer: event.offer, provider: event.provider, terms, locked, deposited: deposit }
}

function toTerms(options: OfferOptions, epochLength: number, epoch: number): OfferTerms {
  const price = priceOf('price', options.price, epochLength)
  if (price === 0) throw badInput('price', options.price, 'at least 1 micro-USDC per unit-epoch')
  const minEpochs =
    options.minTerm === undefined
      ? 1
      : durationToEpochs(parseDuration(options.minTerm, 'min-term'), epochLength, 'min-term')
  // Leases begin with the next epoch.
  const until = epoch + 1 + durationToEpochs(parseDuration(options.duration), epochLength)
  if (until >= 2 ** 24) throw badInput('duration', options.duration, `a duration that ends before epoch ${2 ** 24}`)
  return {
    price,
    compensation:
      options.compensation === undefined ? price : priceOf('compensation', options.compensation, epochLength),
    units: parseInteger('units', options.units, 1, 65_535),
    region: regionId(options.region),
    features: featureMask(
      (options.features ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    ),
    minEpochs,
    until,
  }
}

/** The unit may be left out: `0.0001` is `0.0001 USDC` per unit-epoch. */
function priceOf(field: string, text: string, epochLength: number): number {
  const full = /^[\d.]+$/.test(text) ? `${text} USDC` : text
  return priceToUnits(parsePrice(full, field), epochLength, field)
}
