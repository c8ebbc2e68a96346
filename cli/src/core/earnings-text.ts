import type { EarningsResult } from '../actions/provider/earnings.ts'

/** A few lines about a provider's money. */
export function describeEarnings(data: EarningsResult, usdc: (micro: bigint) => string): string {
  const lines = [
    `provider ${data.provider}${data.ended ? ' (ended)' : ''}, epoch ${data.epoch}`,
    `  earned     ${usdc(data.earned)}, ${usdc(data.claimed)} of it claimed, ${usdc(data.claimable)} can be claimed now`,
    `  rate       ${usdc(data.rate)} per epoch`,
    `  epochs     ${data.attested} attested, ${data.missed} missed, ${data.absence} of them in a row`,
    `  stake      ${usdc(data.stake)}; escrow balance ${usdc(data.balance)}`,
  ]
  return lines.join('\n')
}
