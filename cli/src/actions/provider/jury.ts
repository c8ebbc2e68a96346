// A provider on the list of jurors: joins it, leaves it, looks how it stands.
import { type Address, formatEther, parseEther, zeroAddress } from 'viem'
import type { Context } from '../../core/context.ts'
import { badInput, CliError } from '../../core/errors.ts'
import { EXIT } from '../../core/exit-codes.ts'
import {
  type Market,
  type MarketWithAccount,
  namespaceOf,
  openMarket,
  openMarketWithAccount,
} from '../../market/open.ts'

/** Native coin in wei. */
export type JurorStatus = {
  provider: number
  listed: boolean
  /** Gave notice: it is drawn for nothing new. */
  leaving: boolean
  /** First epoch in which it can be taken off the list; null while it stays. */
  leavesFrom: number | null
  epoch: number
  /** Without what its open seats keep. */
  deposit: bigint
  /** What a new juror puts in at twice today's base fee. */
  needed: bigint
  /** In trials that are not over. */
  seats: number
  /** Who is paid, and gets the deposit back; null while it is not on the list. */
  payee: Address | null
  /** What the payee, or else the account, can take out. */
  owed: bigint
  /** Jurors on the list, and those that a trial needs. */
  jurors: number
  needs: number
}

type Options = { provider?: number }

/**
 * How a provider stands with the jury.
 * @param options `provider`: its id; by default the account's own.
 * @throws CliError The market has no jury, or there is no such provider.
 */
export async function juryStatus(context: Context, options: Options = {}): Promise<JurorStatus> {
  const market = await openMarket(context)
  return read(market, await providerOf(context, market, options), namespaceOf(context))
}

export type JuryJoinOptions = Options & {
  /** Native coin to put in, such as `0.05`. Default: what is missing to a new juror's deposit at twice the base fee. */
  deposit?: string | undefined
}
/** `transaction` is null when nothing was to be done. */
export type JuryResult = JurorStatus & { transaction: string | null }
export type JuryJoinResult = JuryResult & { paid: bigint }

/** Puts a provider on the list of jurors, takes a notice back, or adds to its deposit. Its owner or operator may. */
export async function juryJoin(context: Context, options: JuryJoinOptions = {}): Promise<JuryJoinResult> {
  const asked = depositOf(options.deposit)
  const market = await openMarketWithAccount(context)
  const provider = await providerOf(context, market, options)
  const before = await read(market, provider, market.account.address)
  const missing = before.needed > before.deposit ? before.needed - before.deposit : 0n
  const value = asked ?? missing
  if (before.listed && !before.leaving && value === 0n) return { ...before, paid: 0n, transaction: null }
  const what = `Joining the jury with ${formatEther(value)}`
  const { hash } = await context.progress.step(what, () => market.bourse.enlistJuror.andWait({ provider, value }))
  return { ...(await read(market, provider, market.account.address)), paid: value, transaction: hash }
}

/** What `juryLeave` did last: it gives notice first, takes the provider off the list when that has passed, and the coin out. */
export type JuryLeaveResult = JuryResult & { done: 'nothing' | 'notice' | 'waits' | 'discharged'; withdrawn: bigint }

/** Leaves the list of jurors, as far as it can be left now; called again later it goes on. */
export async function juryLeave(context: Context, options: Options = {}): Promise<JuryLeaveResult> {
  const market = await openMarketWithAccount(context)
  const { account } = market
  const provider = await providerOf(context, market, options)
  const before = await read(market, provider, account.address)
  const { done, transaction } = await leave(context, market, before)
  const { amount: withdrawn } = await takeOut(context, market)
  return { ...(await read(market, provider, account.address)), done, withdrawn, transaction }
}

/** wei */
export type JuryWithdrawal = { to: Address; amount: bigint }

/** Takes out what the jury owes the account of the key: fees, bonds, deposits. */
export async function juryWithdraw(context: Context): Promise<JuryWithdrawal> {
  const market = await openMarketWithAccount(context)
  checkJury(market)
  return takeOut(context, market)
}

async function takeOut(context: Context, { bourse, account }: MarketWithAccount): Promise<JuryWithdrawal> {
  const to = account.address
  const amount = await bourse.getOwedByJury({ account: to })
  if (amount > 0n)
    await context.progress.step(`Taking ${formatEther(amount)} out`, () => bourse.withdrawFromJury.andWait({ to }))
  return { to, amount }
}

async function leave(
  context: Context,
  { bourse }: MarketWithAccount,
  { provider, listed, leaving, leavesFrom, epoch, seats }: JurorStatus,
): Promise<Pick<JuryLeaveResult, 'done' | 'transaction'>> {
  if (!listed) return { done: 'nothing', transaction: null }
  const mayGo = seats === 0 && leavesFrom !== null && epoch >= leavesFrom
  if (mayGo) {
    const { hash } = await context.progress.step('Leaving the jury', () => bourse.dischargeJuror.andWait({ provider }))
    return { done: 'discharged', transaction: hash }
  }
  if (leaving) return { done: 'waits', transaction: null }
  const { hash } = await context.progress.step('Giving notice', () => bourse.leaveJury.andWait({ provider }))
  return { done: 'notice', transaction: hash }
}

async function read({ bourse, client }: Market, provider: number, account?: Address): Promise<JurorStatus> {
  const [juror, epoch, turn, seats, jurors, view, block] = await Promise.all([
    bourse.getJuror({ provider }),
    bourse.getCurrentEpoch(),
    bourse.getJuryTurn(),
    bourse.getJurySeats(),
    bourse.getJurorCount(),
    bourse.getProvider({ provider }),
    client.getBlock(),
  ])
  const { payee, left, leftAt, deposit } = juror
  const listed = payee !== zeroAddress
  const paid = listed ? payee : account
  const needed = await bourse.getJurorDepositFor({ baseFee: 2n * (block.baseFeePerGas ?? 0n) })
  const leavesFrom = !listed ? null : view.ended ? epoch : left === 0 ? null : leftAt + Number(turn) + 1
  return {
    ...{ provider, listed, leaving: left !== 0, leavesFrom, epoch, deposit, needed, seats: juror.seats },
    payee: listed ? payee : null,
    owed: paid === undefined ? 0n : await bourse.getOwedByJury({ account: paid }),
    ...{ jurors: Number(jurors), needs: Number(seats) },
  }
}

function checkJury({ deployment }: Market): void {
  if (deployment.jury !== undefined) return
  const allowed = 'one with a jury'
  throw new CliError('NoJury', EXIT.input, 'this market has no jury', { field: 'deployment', allowed })
}

async function providerOf(context: Context, market: Market, { provider }: Options): Promise<number> {
  checkJury(market)
  const { bourse } = market
  const account = namespaceOf(context)
  const id = provider ?? (account ? await bourse.getProviderId({ account }) : 0)
  if (id === 0) throw badInput('provider', account ?? 'not given', 'the id of a provider, or the private key of one')
  const { owner } = await bourse.getProvider({ provider: id })
  if (owner === zeroAddress) throw badInput('provider', id, 'the id of a provider')
  return id
}

function depositOf(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,9}(\.\d{1,18})?$/.test(text)) return parseEther(text)
  throw badInput('deposit', text, 'an amount of native coin, such as 0.05')
}
