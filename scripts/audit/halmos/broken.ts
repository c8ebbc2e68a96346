/** Contracts with one thing wrong, so that it is seen that the proofs can fail. */
export interface Broken {
  what: string
  file: string
  from: string
  to: string
  /** The proof that must find it. */
  check: string
}

export const BROKEN: Broken[] = [
  {
    what: 'a lane of rate changes is read at its neighbour',
    file: 'contracts/core/EpochReader.sol',
    from: '(48 * (e % 5))',
    to: '(48 * (e % 4))',
    check: 'check_scheduledChange',
  },
  {
    what: 'missed ranges count to their end, beyond the epoch asked for',
    file: 'contracts/core/EpochReader.sol',
    from: 'Word.min(e, uint24(best >> 24))',
    to: 'Word.max(e, uint24(best >> 24))',
    check: 'check_missedBefore',
  },
  {
    what: 'a refund compensates what was compensated before',
    file: 'contracts/core/Leases.sol',
    from: '(_compensated(m) - _compensated(before))',
    to: '_compensated(m - before)',
    check: 'check_refundsAddUp',
  },
  {
    what: 'a cut returns one epoch too many',
    file: 'contracts/core/Leases.sol',
    from: 'back = rate * (end - c - 1)',
    to: 'back = rate * (end - c)',
    check: 'check_ESC3_twoSteps',
  },
]
