// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBourseBase} from "./IBourseBase.sol";
import {DealId, LeaseId, Modules, OfferId, ProviderId, SignedAttestation} from "../types/Types.sol";

/// @title What the Bourse does in the code of its extension: what happens seldom
interface IBourseExtension is IBourseBase {
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

    // ---------------------------------------------------------------- a deal while it runs

    /// @notice Extends the caller's deal from its end, from the caller's balance: the leases that run to its end, where
    /// their offers and providers allow it, at their price, and the search for what is unfilled.
    /// @dev Emits {LeaseExtended} and {DealChanged}.
    function extendDeal(DealId deal, uint16 epochs) external;

    /// @notice Extends a deal by the epochs of its plan, where the plan consents, from its owner's balance, in its
    /// last epochs: as many as the plan has, WINDOW at most. Anybody may call it, for the plan's tip per lease.
    /// @dev Emits {LeaseExtended} and {DealChanged}.
    function renewDeal(DealId deal) external;

    /// @notice Asks for more instances until the deal's end, at its greatest price, and matches as openDeal does.
    /// @dev Emits {Leased} and {DealChanged}.
    function scaleUp(DealId deal, uint16 instances, OfferId[] calldata hints, uint256 limit, uint256 maxSteps) external;

    /// @notice Ends so many instances of a lease with the running epoch, as cancelling does, and returns their money.
    /// @dev Emits {LeaseSplit} unless it is all of them, and {LeaseCut}.
    function scaleDown(LeaseId lease, uint16 instances) external;

    /// @notice Looks for so many instances less, and returns what was kept for them.
    /// @dev Emits {DealChanged}.
    function dropUnfilled(DealId deal, uint16 instances) external;

    /// @notice Changes the greatest price for what is unfilled, and fills or empties the reserve to fit.
    /// @dev Emits {DealChanged}.
    function setMaxPrice(DealId deal, uint24 maxPrice) external;

    // ---------------------------------------------------------------- penalties

    /// @notice A provider's owner or operator gives a lease up: free before its start and until the end of the epoch
    /// after a change of the alias, else for one epoch's price. No epoch of it is missed for that.
    /// @dev Emits {LeaseCut} and {LeaseDeclined}.
    function decline(LeaseId lease) external;

    /// @notice Faults says that a demand was not answered, or Disputes that a jury found a receipt wrong: the lease ends, and
    /// the provider pays its price back since `since`, at most WINDOW epochs of it.
    /// @dev Emits {LeaseCut} and {PaidBack}.
    function breach(LeaseId lease, uint24 since) external;

    /// @notice Faults or Disputes say that a provider cheated: it ends at the first epoch that cannot be claimed yet, its
    /// live leases get their locks, the reporter a quarter of the base stake; the rest is burnt.
    /// @dev Emits {ProviderEnded} and {Punished}.
    function punish(ProviderId provider, address reporter) external;

    // ---------------------------------------------------------------- relayed attestations

    /// @notice Enters signed attestations. One that cannot be entered is skipped. The caller gets the tips,
    /// each no more than its epoch earned.
    /// @dev Emits {Attested} or {AttestationSkipped} for each.
    function attestBatch(SignedAttestation[] calldata entries) external returns (uint256 entered);

    // ---------------------------------------------------------------- governance

    /// @notice Stops or lets go on what is new: offers, deals, fills. The owner's only right.
    /// @dev Emits {Paused}.
    function setPaused(bool paused) external;

    /// @notice Who may pause.
    function owner() external view returns (address);

    function pendingOwner() external view returns (address);

    /// @notice Offers the right to pause to somebody, who has to accept it.
    /// @dev Emits {OwnershipTransferStarted}.
    function transferOwnership(address newOwner) external;

    /// @dev Emits {OwnershipTransferred}.
    function acceptOwnership() external;

    /// @notice The contracts beside the Bourse that have rights here, and the registry.
    function modules() external view returns (Modules memory);
}
