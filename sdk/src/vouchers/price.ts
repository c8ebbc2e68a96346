/** What executions cost on the leases of an offer, as `getTariff` answers. */
export type Tariff = {
  /** micro-USDC */
  perCall: bigint
  /** micro-USDC, rounded up for each call */
  perMillionFuel: bigint
}

/**
 * Price of one execution, micro-USDC: `perCall + ceil(perMillionFuel * fuel / 10^6)`.
 *
 * @param tariff - of the lease's offer
 * @param fuel - of the receipt
 * @example
 * ```ts
 * import { executionPrice } from '@lambda-bourse/sdk'
 * executionPrice({ perCall: 10n, perMillionFuel: 2n }, 1_500_000n) // 13n
 * ```
 */
export function executionPrice({ perCall, perMillionFuel }: Tariff, fuel: bigint): bigint {
  return perCall + (perMillionFuel * fuel + 999_999n) / 1_000_000n
}
