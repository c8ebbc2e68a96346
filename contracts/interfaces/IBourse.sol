// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {DealId, FunctionId, LeaseId, OfferId, OfferTerms, Plan, ProviderId} from "../types/Types.sol";

/// @title The market: one address, one escrow
/// @notice docs/market.md says precisely what each function does.
interface IBourse {
    // ---------------------------------------------------------------- escrow
    function balanceOf(address account) external view returns (uint256);
    function deposit(address beneficiary, uint256 amount) external;
    function depositWithPermit(address owner, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
    /// @dev The authorisation's nonce is keccak256(abi.encode(beneficiary, salt)).
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
    function withdraw(address to, uint256 amount) external;

    // ---------------------------------------------------------------- providers
    function register(
        address operator,
        bytes32 encryptionKey,
        string calldata endpoint,
        bytes calldata operatorSignature
    ) external returns (ProviderId);
    function setOperator(address operator, bytes32 encryptionKey, bytes calldata operatorSignature) external;
    function setEndpoint(string calldata endpoint) external;
    function resume() external;
    function retire() external;
    function withdrawStake(ProviderId provider) external;

    // ---------------------------------------------------------------- offers
    function postOffer(OfferTerms calldata terms) external returns (OfferId);
    function closeOffer(OfferId offer) external;
    function withdrawOffer(OfferId offer) external;

    // ---------------------------------------------------------------- deals
    function openDeal(
        Plan calldata plan,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) external returns (DealId);
    function fill(DealId deal, OfferId[] calldata hints, uint256 limit, uint256 maxSteps) external;
    function replaceLease(LeaseId lease, OfferId[] calldata hints, uint256 limit, uint256 maxSteps) external;
    function cancelDeal(DealId deal) external;
    function refund(LeaseId lease) external returns (uint256 amount);
    function release(LeaseId lease) external;
    function setDelegate(address delegate, bool allowed) external;

    // ---------------------------------------------------------------- epochs
    function attest(uint24 epoch, bytes32 root) external;
    function sync(ProviderId provider) external;
    function claim(ProviderId provider) external returns (uint256 amount);
    function currentEpoch() external view returns (uint24);

    // ---------------------------------------------------------------- governance
    function setPaused(bool paused) external;

    // ---------------------------------------------------------------- raw storage, for BourseLens and light clients
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
