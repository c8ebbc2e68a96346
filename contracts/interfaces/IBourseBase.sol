// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {DealId, FunctionId, LeaseId, OfferId, OfferTerms, Plan, ProviderId} from "../types/Types.sol";

/// @title What the Bourse tells: events and errors
interface IBourseBase {
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
    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    event Transferred(address indexed from, address indexed to, uint256 amount);
    event Tipped(address indexed by, address indexed to, uint256 amount);
    event LeaseExtended(LeaseId indexed lease, uint24 end);
    /// @dev `part` holds `instances` of what was one lease; its other fields are that lease's.
    event LeaseSplit(LeaseId indexed lease, LeaseId indexed part, uint16 instances);
    event LeaseDeclined(LeaseId indexed lease, ProviderId indexed provider, bool free);
    /// @dev The provider paid the price of so many epochs back to the deal's owner.
    event PaidBack(LeaseId indexed lease, uint24 epochs, uint256 amount);
    event DealChanged(DealId indexed deal, uint24 end, uint24 maxPrice, uint16 unfilled, uint256 reserve);
    event Punished(ProviderId indexed provider, address indexed reporter, uint256 burnt, uint256 reward);
    event AttestationSkipped(ProviderId indexed provider, uint24 indexed epoch);

    // ---------------------------------------------------------------- errors
    /// @dev A field of the input (ASCII, left-aligned) is outside of [least, most].
    error OutOfRange(bytes32 field, uint256 value, uint256 least, uint256 most);
    error BalanceTooLow(uint256 balance, uint256 needed);
    /// @dev Money at the zero address or at the Bourse itself would be nobody's.
    error CannotReceive(address account);
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
    error DealOver(DealId deal, uint24 end);
    error NotRenewable(DealId deal);
    /// @dev No lease that could run on, and nothing unfilled.
    error NothingToExtend(DealId deal);
    error NotModule(address caller);
    /// @dev Somebody asks or disputes: `module` knows who.
    error CaseOpen(ProviderId provider, address module);
}
