/** How large a market is: what all of it holds. Every lease is on one provider. */
export interface Size {
  offers: number
  deals: number
  leases: number
}

export const LEASES_PER_DEAL = 5

/** Ten thousand times as many offers and leases: what depends on their number cannot hide. */
export const SIZES: readonly Size[] = [
  { offers: 10, deals: 1, leases: 5 },
  { offers: 1_000, deals: 100, leases: 500 },
  { offers: 100_000, deals: 10_000, leases: 50_000 },
]
