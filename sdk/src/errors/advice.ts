/** What to do about a contract's refusal, by the name of its error. */
const ADVICE: Readonly<Record<string, string>> = {
  OutOfRange: 'Choose a value between the two bounds.',
  BalanceTooLow: 'Deposit more USDC into the escrow first (`deposit`, `bourse fund`).',
  MarketPaused: 'New deals, fills, replacements and offers are paused; exits, attestations and claims go on.',
  NotOwner: 'Send it from the account that owns this.',
  NotOperator: "Send it with the provider's operator key.",
  BadSignature:
    'The proof must be signed by the operator key over owner, operator and encryption key (`signOperatorProof`).',
  OperatorTaken: 'Use a fresh operator key: each key belongs to one provider.',
  AlreadyRegistered: 'An account has one provider at a time; retire it first.',
  UnknownProvider: 'Check the provider id.',
  HasEnded: 'The provider has ended: register again for a new term.',
  NotEnded: 'Retire the provider first.',
  NotIdle: 'The provider still owes epochs: close its offers and wait until its leases are over.',
  NotAttestable: 'Attest the first undecided epoch, after its end and within the grace.',
  TooEarly: 'Wait for the epoch that is named.',
  NotOpen: 'It does not exist, or it is closed: check the id.',
  NotClosed: 'Close the offer first.',
  UnitsLeased: 'Wait for the leases of the offer to end, and release them.',
  NothingToFill: 'Every instance of the deal has a lease.',
  UnknownLease: 'Check the lease id: deal * 256 + index.',
  LeaseOver: 'The lease has ended already.',
  DealOver: 'The deal has ended, or ends with this epoch: open a new one.',
  NotRenewable: 'The plan does not consent to renewals: its owner can extend the deal.',
  NothingToExtend: 'No lease of the deal can run on: its offers end, are closed, or cost more than the plan allows.',
  NotModule: 'Only a contract of the market itself may do this.',
  CaseOpen: 'Somebody asks something of this provider or disputes a receipt: wait until that is decided.',
  NameLength: 'Choose a shorter or longer name.',
  NameCharacter: 'Names are made of a-z, 0-9 and hyphens.',
  NameTaken: 'You have a function of that name: publish a new version of it instead.',
  EmptyModule: 'Give the sha-256 of the module.',
  UnknownCodec: 'CIDs here are raw (0x55) or dag-pb (0x70).',
  UnknownKind: 'Kind 0 is command, 1 is handler.',
  UnknownVersion: 'Publish the version first; versions are numbered from 1.',
  ERC20InsufficientBalance: 'The account has not enough USDC.',
  ERC20InsufficientAllowance: 'Approve the Bourse first (`approveToken`), or deposit with a permit.',
}

export function adviceFor(errorName: string): readonly string[] {
  const advice = ADVICE[errorName]
  return advice ? [advice] : []
}
