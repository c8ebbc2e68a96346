/** What to do about a contract's refusal, by the name of its error. */
const ADVICE: Readonly<Record<string, string>> = {
  OutOfRange: 'Choose a value between the two bounds.',
  BalanceTooLow: 'Deposit more USDC into the escrow first (`deposit`, `bourse fund`).',
  CannotReceive: 'Name an account that can take it out again: neither the zero address nor the Bourse.',
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
  TariffIsSet: 'A tariff is set once: post another offer with another one.',
  CapLowered: "A key's cap is only raised; revoke the key to end it after notice.",
  UnknownKey: 'Register the key first (`setVoucherKey`).',
  NotSignedByPayer:
    'Sign the voucher with the payer or a key of it that is registered and not revoked, for this chain.',
  NothingToRedeem: 'It was paid already, or the payer has to set more aside (`fundLease`) or raise the cap of the key.',
  NothingToRefund: 'Nothing is set aside that was not redeemed.',
  NoNotice: 'Give notice first (`requestFundsRefund`).',
  NotLive: "Ask for a lease that was the provider's and live in that epoch.",
  NotAttested: 'Wait until the provider attests the epoch.',
  WindowClosed: 'It is too late: stakes answer for an epoch only so long.',
  EpochNotBegun: 'Wait until the epoch that is named has begun.',
  DepositTooLow: 'Send twice the gas of an answer (`getDepositFor`); what it does not cost comes back.',
  AskedBefore: 'It was asked for already: look at the case instead (`getCase`).',
  NotAsked: 'Check the case: nothing open has this id.',
  TooLate: 'The deadline has passed: the case can only be expired.',
  FailedCall: 'The receiver refuses native coin: withdraw to another account.',
  InsufficientBalance: 'The contract holds less native coin than that: report it.',
  NotExpired: 'Wait until the deadline has passed.',
  WrongRoot: 'Open the root that was attested for that epoch, with its seed.',
  WrongPath: 'The path does not lead to the root: make it again from the tree that was attested.',
  WrongSigner: "The header must be signed by the provider's operator in its epoch.",
  NoCollision: 'Two different headers of one provider, of one number or with one sequence, are needed.',
}

/** The same for USDC, which gives reasons in words (Circle's FiatTokenV2_2). */
const TOKEN_ADVICE: Readonly<Record<string, string>> = {
  'ERC20: transfer amount exceeds balance': 'The account has not enough USDC.',
  'ERC20: transfer amount exceeds allowance': 'Approve the Bourse first (`approveToken`), or deposit with a permit.',
  'Blacklistable: account is blacklisted':
    'Circle has blacklisted the payer or the receiver. Money in the escrow can be withdrawn to another address.',
  'Pausable: paused': 'Circle has paused USDC: deposits and withdrawals wait, everything else goes on.',
  'EIP2612: invalid signature':
    'The permit was used already, or signed for something else. Its owner deposits with `deposit` or signs a new one.',
  'FiatTokenV2: permit is expired': 'Sign a new permit with a later deadline.',
  'FiatTokenV2: invalid signature': 'The authorisation was signed for another amount, time, salt or beneficiary.',
  'FiatTokenV2: authorization is used or canceled':
    'It was deposited already, or withdrawn by its signer. Sign a new one.',
  'FiatTokenV2: authorization is expired': 'Sign a new authorisation with a later `validBefore`.',
  'FiatTokenV2: authorization is not yet valid': 'Wait until `validAfter` has passed.',
}

export function adviceFor(errorName: string, args: readonly unknown[] = []): readonly string[] {
  const advice = errorName === 'Error' ? TOKEN_ADVICE[String(args[0])] : ADVICE[errorName]
  return advice ? [advice] : []
}
