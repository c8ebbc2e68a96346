import { type DealView, formatUsdc, requestedCode } from '@lambda-bourse/sdk'
import { toHex } from 'viem'
import { bodyOf } from '../../core/body.ts'
import type { Context } from '../../core/context.ts'
import { badInput, CliError } from '../../core/errors.ts'
import { EXIT } from '../../core/exit-codes.ts'
import { amountOf } from '../../market/amounts.ts'
import { openDeals, ownDeal } from '../../market/deals.ts'
import { aliasOf, type FunctionInfo, findFunction } from '../../market/function.ts'
import { depositWithPermit, planFunding } from '../../market/funds.ts'
import { type MarketWithAccount, openMarketWithAccount } from '../../market/open.ts'
import { readRequests, requestsOf } from '../../market/requests.ts'
import { type RequestReport, reportOf } from './report.ts'

export type RequestOptions = {
  /** Name, id or `owner:name`. Default: that of bourse.yaml. */
  function?: string
  alias?: string
  /** Whose leases answer. Default: the running deal of the function. */
  deal?: number
  /** Body: text, `@file`, or `-` for stdin. Default: empty. */
  data?: string
  /** USDC. */
  fee: string
  /** Epochs after the running one in which it may be answered. Default 2. */
  epochs?: number
  /** Equal answers of distinct providers. Default 1. */
  quorum?: number
  /** Providers that may commit to one. Default: the quorum. */
  seats?: number
  /** Deliver the answer only when it cannot be disputed any more. */
  final?: boolean
  /** Waits for the answer, or until it cannot come any more. */
  wait?: boolean
}

export type RequestResult = RequestReport & { transaction: string }

const MOST_BODY = 16_384
const POLL_MS = 500

/**
 * Asks providers for an execution on chain; the fee is paid to those who answer. The account is called back, which
 * does nothing where it has no code: the answer is in the event.
 * @throws CliError There is no such function or running deal, a field is out of range; `InsufficientFunds`; with `wait`:
 * `NotAnswered`.
 */
export async function requestExecution(context: Context, options: RequestOptions): Promise<RequestResult> {
  const fee = amountOf('fee', options.fee)
  const body = (await bodyOf(context, options.data)) ?? new Uint8Array()
  if (body.length > MOST_BODY) throw badInput('data', `${body.length} bytes`, `at most ${MOST_BODY} bytes`)
  const { quorum = 1, epochs = 2 } = options
  const seats = options.seats ?? (quorum === 1 ? 0 : quorum)
  if (quorum === 1 ? seats !== 0 : seats < quorum) {
    throw badInput('seats', seats, quorum === 1 ? 'none without a quorum' : `at least the quorum, ${quorum}`)
  }
  if (fee < BigInt(quorum)) throw badInput('fee', options.fee, 'a micro-USDC for each of the quorum')
  const market = await openMarketWithAccount(context)
  requestsOf(market)
  const fn = await findFunction(context, market, options.function)
  const alias = aliasOf(context, options.alias)
  const deal = await dealOf(market, fn, alias, options.deal)
  const code = await codeOf(market, fn, alias)
  const { deposit } = await planFunding(market, fee, `the fee of ${formatUsdc(fee)}`)
  if (deposit > 0n) await depositWithPermit(context, market, deposit)
  const ask = { deal, code, fee: Number(fee), callbackGas: 0, epochs, quorum, seats, waits: options.final ?? false }
  const send = () => market.bourse.requestExecution.andWait({ ask, body: toHex(body) })
  const { hash, event } = await context.progress.step(`Asking deal ${deal} for ${fn.name}@${alias}`, send)
  const report = options.wait ? await answered(context, market, event.id) : await now(market, event.id)
  return { ...report, transaction: hash }
}

async function dealOf(market: MarketWithAccount, fn: FunctionInfo, alias: string, deal: number | undefined) {
  if (deal !== undefined) return deal
  const deals = await openDeals(market, fn.id)
  const found: DealView | undefined = ownDeal(deals, market.account.address, alias) ?? ownDeal(deals, fn.owner, alias)
  if (found) return found.id
  throw badInput('function', `${fn.name}@${alias}`, 'one with a running deal; or --deal')
}

async function codeOf({ bourse }: MarketWithAccount, { id: functionId, name }: FunctionInfo, alias: string) {
  const { version } = await bourse.getAlias({ functionId, alias })
  if (version === 0) throw badInput('alias', alias, `an alias of ${name}`)
  const { moduleHash, imageHash } = await bourse.getVersion({ functionId, version })
  return requestedCode({ functionId, version, moduleHash, imageHash })
}

async function now(market: MarketWithAccount, id: bigint): Promise<RequestReport> {
  const [facts] = await readRequests(market, { id })
  if (facts) return reportOf(facts)
  throw new CliError('RequestNotFound', EXIT.network, `the node does not know request ${id} yet`, { field: 'id' })
}

/** Follows a request until its answer is there: delivered, or waiting for its window. */
async function answered(context: Context, market: MarketWithAccount, id: bigint): Promise<RequestReport> {
  return context.progress.step(`Waiting for an answer to request ${id}`, async () => {
    for (;;) {
      const report = await now(market, id)
      if (report.state === 'delivered' || report.state === 'waiting') return report
      if (report.state !== 'open') {
        throw new CliError('NotAnswered', EXIT.check, `request ${id} is ${report.state}: nobody answered it in time`, {
          field: 'id',
          value: String(id),
          advice: ['`bourse request refund` brings the fee back. More of it, or more epochs, may find who answers.'],
          data: { id: String(id), state: report.state },
        })
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  })
}
