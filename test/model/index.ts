// A naive model of the market, written from docs/market.md: it loops over every epoch and every lease.

export { cancelDeal, fill, openDeal, replaceLease, setDelegate } from './deals.ts'
export { attest, claim, claimable, decideEpochs, earned, firstOwed, isDecided, isIdle, rateIn, sync } from './epochs.ts'
export { balanceOf, deposit, take, transfer, withdraw } from './escrow.ts'
export type { Told } from './events.ts'
export { acceptOwnership, isHeld, setAlias, setHeld, setLeaseHeld, setPaused, transferOwnership } from './governance.ts'
export { dueOf, refund, release } from './leases.ts'
export type { Tries } from './matching.ts'
export { closeOffer, postOffer, unlockEpoch, withdrawOffer } from './offers.ts'
export { breach, decline, punish } from './penalties.ts'
export {
  livingOf,
  operatorAt,
  register,
  reputation,
  resume,
  retire,
  setEndpoint,
  setOperator,
  withdrawStake,
} from './providers.ts'
export { Refusal } from './refusal.ts'
export { attestBatch, type Entry } from './relay.ts'
export { dropUnfilled, extendDeal, renewDeal, scaleDown, scaleUp, setMaxPrice } from './terms.ts'
export { owedInAll } from './total.ts'
export * from './types.ts'
