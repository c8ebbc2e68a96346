// A naive model of the market, written from docs/market.md: it loops over every epoch and every lease.

export { cancelDeal, fill, openDeal, replaceLease, setDelegate } from './deals.ts'
export { attest, claim, claimable, decideEpochs, earned, firstOwed, isDecided, isIdle, rateIn, sync } from './epochs.ts'
export { balanceOf, deposit, withdraw } from './escrow.ts'
export { setPaused } from './governance.ts'
export { dueOf, refund, release } from './leases.ts'
export type { Tries } from './matching.ts'
export { closeOffer, postOffer, unlockEpoch, withdrawOffer } from './offers.ts'
export { livingOf, register, resume, retire, setOperator, withdrawStake } from './providers.ts'
export { Refusal } from './refusal.ts'
export { owedInAll } from './total.ts'
export * from './types.ts'
