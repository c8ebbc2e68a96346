// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {DealId, FunctionId, LeaseId, OfferId, OfferTerms, Plan, ProviderId} from "../types/Types.sol";

/// @title The market: one address, one escrow
/// @notice docs/market.md says precisely what each function does.
interface IBourse {
    // ---------------------------------------------------------------- escrow

    /// @notice Free money of an account, micro-USDC.
    function balanceOf(address account) external view returns (uint256);

    /// @notice Takes USDC that the caller approved into the beneficiary's account.
    /// @dev Emits {Deposited}.
    function deposit(address beneficiary, uint256 amount) external;

    /// @notice Takes USDC of `owner` into its own account, on its ERC-2612 permit. Anybody may carry it here.
    /// @dev Emits {Deposited}. A permit that was carried to the token before is no error for its owner.
    function depositWithPermit(address owner, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Takes USDC of `from` on its ERC-3009 authorisation. Anybody may carry it here.
    /// @dev Emits {Deposited}. Only the beneficiary that `from` signed for can be credited: the authorisation's nonce is
    /// keccak256(abi.encode(beneficiary, salt)).
    function depositWithAuthorization(
        address from,
        address beneficiary,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Sends free money of the caller to `to`.
    /// @dev Emits {Withdrawn}.
    function withdraw(address to, uint256 amount) external;

    // ---------------------------------------------------------------- providers

    /// @notice Makes the caller a provider, with a base stake from its balance. One whose term ended gets a new id.
    /// @dev Emits {ProviderRegistered} and {OperatorSet}.
    /// @param operator The key that attests and signs receipts, from the running epoch on; it serves one provider.
    /// @param encryptionKey X25519, for secrets
    /// @param endpoint URL, at most 255 bytes
    /// @param operatorSignature The operator's over `Operator(address owner,address operator,bytes32 encryptionKey)`,
    /// EIP-712, r || s || v
    function register(
        address operator,
        bytes32 encryptionKey,
        string calldata endpoint,
        bytes calldata operatorSignature
    ) external returns (ProviderId);

    /// @notice Changes both keys. The new operator attests at once and signs receipts from the next epoch on.
    /// @dev Emits {OperatorSet}.
    function setOperator(address operator, bytes32 encryptionKey, bytes calldata operatorSignature) external;

    /// @dev Emits {EndpointSet}.
    function setEndpoint(string calldata endpoint) external;

    /// @notice An idle provider that missed epochs, fewer than end it, may be matched again.
    /// @dev Emits {ProviderResumed}.
    function resume() external;

    /// @notice Ends the caller's provider, which must be idle.
    /// @dev Emits {ProviderEnded}.
    function retire() external;

    /// @notice Credits the base stake to the provider's owner, who calls this, when the notice after its end has passed.
    /// @dev Emits {StakeWithdrawn}.
    function withdrawStake(ProviderId provider) external;

    // ---------------------------------------------------------------- offers

    /// @notice Sells units, and locks what they may have to answer for from the caller's balance.
    /// @dev Emits {OfferPosted}. Its gas does not depend on the number of units.
    function postOffer(OfferTerms calldata terms) external returns (OfferId);

    /// @notice Takes an offer out of the book for ever. Its leases go on.
    /// @dev Emits {OfferClosed}.
    function closeOffer(OfferId offer) external;

    /// @notice Credits what is left of an offer's lock to the provider's owner, who calls this: when the offer is closed
    /// or its provider ended, all its leases are released, and the notice since has passed.
    /// @dev Emits {OfferWithdrawn}.
    function withdrawOffer(OfferId offer) external;

    // ---------------------------------------------------------------- deals

    /// @notice Escrows the whole cost of a plan, matches what it can, and returns at once what that saved.
    /// @dev Emits {DealOpened} and {Leased}.
    /// @param hints Offers to try, in this order. Without any the book is walked.
    /// @param limit The most that the leases of this call may cost together, micro-USDC
    /// @param maxSteps The most places of the book that a walk looks at
    function openDeal(
        Plan calldata plan,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) external returns (DealId);

    /// @notice Matches unfilled instances of a deal. Anybody may, by walking; hints and limit are the owner's or its
    /// delegate's.
    /// @dev Emits {Leased}.
    function fill(DealId deal, OfferId[] calldata hints, uint256 limit, uint256 maxSteps) external;

    /// @notice Ends a lease as cancelling does and matches its instances anew. The deal's owner or delegate may at any
    /// time; anybody may, by walking, when the lease's provider has ended. While paused it matches nothing.
    /// @dev Emits {LeaseCut} and {Leased}.
    function replaceLease(LeaseId lease, OfferId[] calldata hints, uint256 limit, uint256 maxSteps) external;

    /// @notice Ends all leases of the caller's deal with the running epoch and returns what they and the reserve hold.
    /// One that has not started pays its provider one epoch.
    /// @dev Emits {LeaseCut} and {DealClosed}.
    function cancelDeal(DealId deal) external;

    /// @notice Credits the deal's owner for epochs of a lease missed since the last time. Anybody may call it.
    /// @dev Emits {Refunded}.
    /// @return amount Price and compensation, micro-USDC; 0 is no error.
    function refund(LeaseId lease) external returns (uint256 amount);

    /// @notice Refunds a lease that is over and decided, and gives its units back to the offer. Anybody may call it.
    /// @dev Emits {LeaseReleased} and {Refunded}.
    function release(LeaseId lease) external;

    /// @notice A delegate may choose offers and limits for the caller's deals, and replace leases. It moves no money out.
    /// @dev Emits {DelegateSet}.
    function setDelegate(address delegate, bool allowed) external;

    // ---------------------------------------------------------------- epochs

    /// @notice The operator's one transaction per epoch, for all its leases: earns the epoch's rate.
    /// @dev Emits {Attested}, and {Missed} for epochs whose grace is over.
    /// @param epoch The first epoch that is neither attested, missed nor idle; it must have ended.
    /// @param root Of docs/receipts.md
    function attest(uint24 epoch, bytes32 root) external;

    /// @notice Records what time has decided about a provider. Anybody may call it; nobody has to.
    /// @dev Emits {Missed} and {ProviderEnded}.
    function sync(ProviderId provider) external;

    /// @notice Credits the provider's owner with what it earned in epochs that are mature. Anybody may call it.
    /// @dev Emits {Claimed}.
    /// @return amount micro-USDC; 0 is no error.
    function claim(ProviderId provider) external returns (uint256 amount);

    /// @notice The running epoch, counted from 1.
    function currentEpoch() external view returns (uint24);

    // ---------------------------------------------------------------- governance

    /// @notice Stops or lets go on what is new: offers, deals, fills. The contract's owner's only right.
    /// @dev Emits {Paused}.
    function setPaused(bool paused) external;

    // ---------------------------------------------------------------- raw storage, for BourseLens and light clients

    /// @notice Words of storage; libraries/Slots.sol says where they are, libraries/Records.sol what they mean.
    function extsload(bytes32[] calldata slots) external view returns (bytes32[] memory values);

    // ---------------------------------------------------------------- events
    event Deposited(address indexed account, address indexed payer, uint256 amount);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);
    event ProviderRegistered(ProviderId indexed provider, address indexed owner, string endpoint);
    event OperatorSet(ProviderId indexed provider, address indexed operator, bytes32 encryptionKey, uint24 fromEpoch);
    event EndpointSet(ProviderId indexed provider, string endpoint);
    event ProviderResumed(ProviderId indexed provider);
    /// @dev `epoch` is the first epoch that is not paid any more.
    event ProviderEnded(ProviderId indexed provider, uint24 epoch);
    event StakeWithdrawn(ProviderId indexed provider, uint256 amount);
    event OfferPosted(OfferId indexed offer, ProviderId indexed provider, OfferTerms terms);
    event OfferClosed(OfferId indexed offer);
    event OfferWithdrawn(OfferId indexed offer, uint256 amount);
    event DealOpened(DealId indexed deal, address indexed owner, FunctionId indexed functionId, Plan plan);
    event DealClosed(DealId indexed deal, uint256 returned);
    event Leased(
        LeaseId indexed lease,
        ProviderId indexed provider,
        OfferId offer,
        uint24 price,
        uint16 instances,
        uint24 start,
        uint24 end
    );
    event LeaseCut(LeaseId indexed lease, uint24 end, uint256 returned);
    event LeaseReleased(LeaseId indexed lease);
    event Refunded(LeaseId indexed lease, uint24 missed, uint256 price, uint256 compensation);
    event DelegateSet(address indexed owner, address indexed delegate, bool allowed);
    /// @dev `seed` draws the next epoch's canary: the hash of the block before this one.
    event Attested(ProviderId indexed provider, uint24 indexed epoch, bytes32 root, bytes32 seed);
    /// @dev Epochs [start, end) were missed.
    event Missed(ProviderId indexed provider, uint24 start, uint24 end);
    event Claimed(ProviderId indexed provider, uint256 amount);
    event Paused(bool paused);

    // ---------------------------------------------------------------- errors
    /// @dev A field of the input (ASCII, left-aligned) is outside of [least, most].
    error OutOfRange(bytes32 field, uint256 value, uint256 least, uint256 most);
    error BalanceTooLow(uint256 balance, uint256 needed);
    error MarketPaused();
    error NotOwner(address caller, address owner);
    error NotOperator(address caller);
    error BadSignature(address signer, address expected);
    error OperatorTaken(address operator, ProviderId by);
    error AlreadyRegistered(ProviderId provider);
    error UnknownProvider(ProviderId provider);
    error HasEnded(ProviderId provider);
    error NotEnded(ProviderId provider);
    /// @dev The provider owes something, or will: `owed` is its first undecided epoch.
    error NotIdle(ProviderId provider, uint24 owed);
    error NotAttestable(uint24 asked, uint24 expected, uint24 running);
    error TooEarly(uint24 running, uint24 from);
    /// @dev An offer or a deal that does not exist, is closed, or was withdrawn.
    error NotOpen(uint256 id);
    error NotClosed(uint256 offer);
    error UnitsLeased(uint256 offer, uint16 units);
    error NothingToFill(uint256 deal);
    error UnknownLease(LeaseId lease);
    error LeaseOver(LeaseId lease, uint24 end);
}
