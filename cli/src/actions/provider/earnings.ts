import { formatUsdc } from '@lambda-bourse/sdk'
import type { Context } from '../../core/context.ts'
import { badInput } from '../../core/errors.ts'
import { type Market, namespaceOf, openMarket, openMarketWithAccount } from '../../market/open.ts'

/** Amounts in micro-USDC. */
export type EarningsResult = {
  provider: number
  owner: string
  endpoint: string
  epoch: number
  nextEpoch: number
  /** Owed by the market for `nextEpoch`, once attested. */
  rate: bigint
  earned: bigint
  claimed: bigint
  /** Can be claimed now; what was earned in the challenge window cannot yet. */
  claimable: bigint
  attested: number
  missed: number
  absence: number
  ended: boolean
  stake: bigint
  /** The owner's escrow balance. */
  balance: bigint
}

/**
 * What a provider earned, missed, and may claim.
 * @param options `provider`: its id; by default the account's own.
 * @throws CliError There is no such provider.
 */
export async function earnings(context: Context, options: { provider?: number } = {}): Promise<EarningsResult> {
  const market = await openMarket(context)
  return read(market, options.provider ?? (await ownProvider(context, market)))
}

/** `transaction` is null when there was nothing to claim. */
export type ClaimResult = EarningsResult & { amount: bigint; transaction: string | null }

/** Claims what a provider may claim now, to its owner's escrow balance. Anyone may send it. */
export async function claim(context: Context, options: { provider?: number } = {}): Promise<ClaimResult> {
  const market = await openMarketWithAccount(context)
  const provider = options.provider ?? (await ownProvider(context, market))
  const before = await read(market, provider)
  if (before.claimable === 0n) return { ...before, amount: 0n, transaction: null }
  const send = () => market.bourse.claim.andWait({ provider })
  const { hash, event } = await context.progress.step(`Claiming ${formatUsdc(before.claimable)}`, send)
  return { ...(await read(market, provider)), amount: event?.amount ?? 0n, transaction: hash }
}

async function ownProvider(context: Context, { bourse }: Market): Promise<number> {
  const account = namespaceOf(context)
  const id = account ? await bourse.getProviderId({ account }) : 0
  if (id !== 0) return id
  throw badInput('provider', account ?? 'not given', 'the id of a provider, or the private key of one')
}

async function read({ bourse }: Market, provider: number): Promise<EarningsResult> {
  const [view, epoch] = await Promise.all([bourse.getProvider({ provider }), bourse.getCurrentEpoch()])
  if (/^0x0+$/.test(view.owner)) throw badInput('provider', provider, 'the id of a provider')
  const { owner, endpoint, nextEpoch, rate, earned, claimed, claimable, attested, missed, absence, ended } = view
  const balance = await bourse.getEscrowBalance({ account: owner })
  const stake = BigInt(view.baseStake)
  return {
    provider,
    owner,
    endpoint,
    epoch,
    nextEpoch,
    rate,
    earned,
    claimed,
    claimable,
    attested,
    missed,
    absence,
    ended,
    stake,
    balance,
  }
}
