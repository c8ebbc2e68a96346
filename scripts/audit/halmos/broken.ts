/** Contracts with one thing wrong, so that it is seen that the proofs can fail. */
export interface Broken {
  what: string
  file: string
  from: string
  to: string
  /** The proof that must find it, and the contract it is in. */
  kind: string
  check: string
}

export const BROKEN: Broken[] = [
  {
    what: 'a lane of rate changes is read at its neighbour',
    file: 'contracts/core/EpochReader.sol',
    from: '(48 * (e % 5))',
    to: '(48 * (e % 4))',
    kind: 'TimeProofs',
    check: 'check_advance',
  },
  {
    what: 'missed ranges count to their end, beyond the epoch asked for',
    file: 'contracts/core/EpochReader.sol',
    from: 'Word.min(e, uint24(best >> 24))',
    to: 'Word.max(e, uint24(best >> 24))',
    kind: 'TimeProofs',
    check: 'check_missedBefore',
  },
  {
    what: 'a refund compensates without regard to what it compensated before',
    file: 'contracts/core/LeaseReader.sol',
    from: '(_compensated(m) - paid)',
    to: '_compensated(m - Lease.settled(l))',
    kind: 'LedgerProofs',
    check: 'check_ESC3_refund',
  },
  {
    what: 'a cut returns one epoch too many',
    file: 'contracts/core/DealLedger.sol',
    from: 'back = rate * (end - c - 1)',
    to: 'back = rate * (end - c)',
    kind: 'LedgerProofs',
    check: 'check_ESC3_cut',
  },
  {
    what: 'pay can be claimed an epoch too early',
    file: 'contracts/core/EpochReader.sol',
    from: 'c > MATURITY ? c - MATURITY : 1',
    to: 'c > MATURITY ? c - MATURITY + 1 : 1',
    kind: 'TimeProofs',
    check: 'check_matured',
  },
  {
    what: 'a part of a lease forgets what was refunded of its past',
    file: 'contracts/core/DealTerms.sol',
    from: 'l = (l - ((n - instances) << Lease.INSTANCES)) |',
    to: 'l = ((l - ((n - instances) << Lease.INSTANCES)) & ~(uint256(0xffffff) << Lease.SETTLED)) |',
    kind: 'TermsProofs',
    check: 'check_ESC3_scaleDown',
  },
]
