// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBourseBase} from "./IBourseBase.sol";
import {DealId, LeaseId, OfferId, OfferTerms, Plan, ProviderId} from "../types/Types.sol";

/// @title What the Bourse does in its own code: what happens every day
interface IBourseCore is IBourseBase {
    // ---------------------------------------------------------------- escrow

    /// @notice Free money of an account, micro-USDC.
    function balanceOf(address account) external view returns (uint256);

    /// @notice Takes USDC that the caller approved into the beneficiary's account.
    /// @dev Emits {Deposited}.
    function deposit(address beneficiary, uint256 amount) external;

    /// @notice Takes USDC of `owner` into its own account, on its ERC-2612 permit. Anybody may carry it here.
    /// @dev Emits {Deposited}. A permit that was carried to the token before is no error for its owner; anybody else is told
    /// what the token says of it (docs/decisions/007-carried-permits.md).
    /// @param signature r || s || v of a key, or what an account that is a contract answers for (ERC-1271)
    function depositWithPermit(address owner, uint256 amount, uint256 deadline, bytes calldata signature) external;

    /// @notice Takes USDC of `from` on its ERC-3009 authorisation. Anybody may carry it here.
    /// @dev Emits {Deposited}. Only the beneficiary that `from` signed for can be credited: the authorisation's nonce is
    /// keccak256(abi.encode(beneficiary, salt)). Nobody can use it up elsewhere: a relayer's way.
    /// @param signature r || s || v of a key, or what an account that is a contract answers for (ERC-1271)
    function depositWithAuthorization(
        address from,
        address beneficiary,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external;

    /// @notice Sends free money of the caller to `to`.
    /// @dev Emits {Withdrawn}.
    function withdraw(address to, uint256 amount) external;

    /// @notice Moves free money of the caller to another account of the Bourse.
    /// @dev Emits {Transferred}.
    function transfer(address to, uint256 amount) external;

    /// @notice Moves free money of `from` to the caller, which is Vouchers or Requests: `from` asked them for it.
    /// @dev Emits {Transferred}.
    function take(address from, uint256 amount) external;

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

    /// @notice Matches unfilled instances of a deal. Anybody may, by walking, for the plan's tip; hints and limit are the
    /// owner's or its delegate's.
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

    /// @notice Refunds a lease that is over and decided, and gives its units back to the offer, unless somebody has a
    /// case against its provider: a demand that nobody answers takes from their lock. Anybody may call it.
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

    // ---------------------------------------------------------------- raw storage, for BourseLens and light clients

    /// @notice Words of storage; libraries/Slots.sol says where they are, libraries/Records.sol what they mean.
    function extsload(bytes32[] calldata slots) external view returns (bytes32[] memory values);
}
