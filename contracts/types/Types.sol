// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @dev A provider's id; a provider that comes back after its end gets a new one.
type ProviderId is uint24;
type OfferId is uint32;
type DealId is uint40;
/// @dev deal << 8 | index within the deal.
type LeaseId is uint48;
type FunctionId is uint64;

/// @notice Immutable parameters of a Bourse.
struct Config {
    address token; // USDC
    address owner; // may pause what is new, and hand that right on; nothing else
    uint32 epochLength; // seconds
    uint16 grace; // G, epochs
    uint16 window; // W, epochs
    uint16 game; // longest game, epochs
    uint8 absence; // K, missed epochs in a row that end a provider
    uint8 compensated; // B, missed epochs of a lease that are compensated
    uint48 baseStake; // micro-USDC
}

/// @notice The contracts beside the Bourse, immutable as it is. Zero for one that is not there.
struct Modules {
    address registry; // FunctionRegistry: when an alias changed
    address faults; // may punish a provider and end a lease
    address disputes; // may punish a provider
    address vouchers; // may take free money of whom it acts for
    address requests; // the same
}

/// @notice What a provider sells. Bits say the packed width.
struct OfferTerms {
    uint24 price; // micro-USDC per unit and epoch
    uint24 compensation; // micro-USDC per unit and missed epoch
    uint16 units;
    uint8 region; // 0..63
    uint32 features; // bit mask
    uint16 minEpochs; // smallest lease
    uint24 until; // leases end at this epoch or before
}

/// @notice What a developer asks for.
struct Plan {
    FunctionId functionId;
    bytes24 aliasName; // ASCII, left-aligned
    uint16 instances;
    uint8 unitsEach;
    uint8 perProvider; // most instances on one provider
    uint64 regions; // bit mask
    uint32 features; // bit mask, all required
    uint24 maxPrice; // micro-USDC per unit and epoch
    uint24 minCompensation; // micro-USDC per unit and missed epoch
    uint16 epochs;
    bool dearer; // a replacement may cost more than the lease it replaces, up to maxPrice
    bool renew; // anybody may extend the deal by `epochs` in its last epochs, from the owner's balance
    uint16 leastInstances; // of a lease, where as many are unfilled
    uint32 tip; // micro-USDC per lease, from the owner's balance, to a stranger who fills, renews or replaces it
    uint64 minReputation; // base stake (micro-USDC) times epochs since the provider's first
}

/// @notice An attestation that its operator signed, for anybody to carry: EIP-712
/// `Attestation(uint24 provider,uint24 epoch,bytes32 root,uint32 tip)`.
struct SignedAttestation {
    ProviderId provider;
    uint24 epoch;
    bytes32 root;
    uint32 tip; // micro-USDC, from the provider's owner to the carrier; no more than the epoch earned
    bytes32 r;
    bytes32 vs; // EIP-2098
}

/// @notice One match: `instances` of a plan taken from an offer.
struct Pick {
    OfferId offer;
    uint16 instances;
}
