import type { ExecutionRequest } from '@lambda-bourse/sdk'

/** What an answer has to bring in. */
export interface Tariff {
  /** micro-USDC for one native coin: what the operator reckons its gas with. */
  coinPrice: bigint
  /** Least that is left of a fee after gas, micro-USDC. */
  minProfit: bigint
}

/** Gas of an answer without its callback, of 4 KiB, with room; and of a delivery. */
const FULFIL_GAS = 220_000n
const DELIVER_GAS = 120_000n
const WEI = 10n ** 18n

/** Whether a fee pays for the gas of its answer, at a price in wei per gas, and leaves the least profit. */
export function isWorthIt(
  { fee, callbackGas, waits }: Pick<ExecutionRequest, 'fee' | 'callbackGas' | 'waits'>,
  gasPrice: bigint,
  { coinPrice, minProfit }: Tariff,
): boolean {
  const gas = FULFIL_GAS + BigInt(callbackGas) + (waits ? DELIVER_GAS : 0n)
  const cost = (gas * gasPrice * coinPrice + WEI - 1n) / WEI
  return BigInt(fee) >= cost + minProfit
}
