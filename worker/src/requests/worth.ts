import type { ExecutionRequest } from '@lambda-bourse/sdk'

/** What an answer has to bring in. */
export interface Tariff {
  /** micro-USDC for one native coin: what the operator reckons its gas with. */
  coinPrice: bigint
  /** Least that is left of a fee after gas, micro-USDC. */
  minProfit: bigint
}

/** Gas of an answer without its callback, of 4 KiB, with room; of a seat; and of a delivery. */
const ANSWER_GAS = 220_000n
const COMMIT_GAS = 110_000n
const DELIVER_GAS = 120_000n
const WEI = 10n ** 18n

/**
 * Whether our share of a fee pays for the gas of the answer, at a price in wei per gas, and leaves the least profit. Any
 * of a quorum may be the one that completes it, and pay for the callback.
 */
export function isWorthIt(
  { fee, callbackGas, waits, quorum }: Pick<ExecutionRequest, 'fee' | 'callbackGas' | 'waits' | 'quorum'>,
  gasPrice: bigint,
  { coinPrice, minProfit }: Tariff,
): boolean {
  const gas = ANSWER_GAS + BigInt(callbackGas) + (quorum > 1 ? COMMIT_GAS : 0n) + (waits ? DELIVER_GAS : 0n)
  const cost = (gas * gasPrice * coinPrice + WEI - 1n) / WEI
  return BigInt(Math.floor(fee / quorum)) >= cost + minProfit
}
