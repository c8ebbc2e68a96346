import { formatUsdc, type PlanFile, type QuoteReturnType, toPlan } from '@lambda-bourse/sdk'
import { badInput, CliError } from '../../core/errors.ts'
import { EXIT } from '../../core/exit-codes.ts'
import { openDeals, ownDeal } from '../../market/deals.ts'
import { planFunding } from '../../market/funds.ts'
import type { MarketWithAccount } from '../../market/open.ts'
import { explain, unfilledLine } from '../../market/unfilled.ts'
import type { Artifact } from '../../project/module.ts'
import type { DeployOptions, Prepared } from './types.ts'

/**
 * Quotes a plan and checks the money. Changes nothing.
 * @throws CliError No offer matches, too little money, or more escrow than allowed.
 */
export async function prepareDeal(
  market: MarketWithAccount,
  file: PlanFile,
  artifact: Artifact,
  options: DeployOptions,
): Promise<Prepared> {
  const { bourse, account, deployment } = market
  const functionId = await bourse.getFunctionId({ owner: account.address, name: file.name })
  const plan = toPlan(file, { functionId, epochLength: deployment.config.epochLength })
  const live = functionId === 0n ? undefined : ownDeal(await openDeals(market, functionId), account.address, file.alias)
  const base = { file, artifact, plan, functionId, live }
  if (live) return { ...base, quote: undefined, funding: undefined }
  const quote = await bourse.quote({ plan })
  if (quote.leases.length === 0 && !options.wait) throw unmatched(quote)
  if (options.maxEscrow !== undefined && quote.escrow > options.maxEscrow) {
    throw badInput(
      'max-escrow',
      formatUsdc(options.maxEscrow),
      `at least ${formatUsdc(quote.escrow)}, which this plan reserves`,
    )
  }
  const funding = await planFunding(market, quote.escrow, `the deal for ${file.name}`)
  return { ...base, quote, funding }
}

function unmatched(quote: QuoteReturnType): CliError {
  const unfilled = explain(quote.unfilled)
  return new CliError('Unmatched', EXIT.unmatched, 'no offer in the market takes this plan; nothing was changed', {
    advice: unfilled.map(unfilledLine),
    data: { unfilled },
  })
}
