// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Config, DealId, LeaseId, OfferId, OfferTerms, Pick, Plan, ProviderId} from "../types/Types.sol";

/// @notice Why an instance stays unfilled: the one thing to change so that the cheapest other offer would take it.
enum Reason {
    NoOffer, // no offer in any book would do, whatever is changed
    Price,
    Region,
    Features,
    Compensation,
    Term, // smallest lease or last epoch
    Units,
    Spread,
    Provider, // absent or behind
    Limit,
    Leases, // the deal has 64
    Several, // more than one thing stands in the way
    Unseen, // it would do as it is: the hints leave it out, or maxSteps did not reach it
    Reputation // the provider's is below the plan's
}

struct QuotedLease {
    OfferId offer;
    ProviderId provider;
    uint24 price;
    uint16 instances;
    uint8 region;
    uint256 cost; // micro-USDC over the whole lease
}

struct Unfilled {
    uint16 instances;
    Reason reason;
    OfferId offer; // the offer that would do if only `reason` were lifted; 0 for none
    uint24 price; // its price
    uint8 region;
}

struct Quote {
    QuotedLease[] leases;
    Unfilled[] unfilled;
    uint256 cost; // of the leases, micro-USDC
    uint256 escrow; // what openDeal takes from the balance
    bool complete; // false when the look at the book was cut at maxSteps
}

struct ProviderView {
    address owner;
    address operator;
    bytes32 encryptionKey;
    string endpoint;
    uint48 baseStake;
    uint24 firstEpoch;
    uint24 nextEpoch; // first epoch that is neither attested, missed nor idle
    uint256 rate; // owed in nextEpoch
    uint256 earned; // since ever
    uint256 claimed;
    uint256 claimable;
    uint24 missed; // recorded missed epochs
    uint24 attested; // attested epochs
    uint8 absence; // missed in a row
    bool ended;
    uint24 endEpoch;
    uint8 declined; // leases given up, 255 for more
    uint64 reputation; // base stake times epochs since the first, as plans ask for it; 0 once it ended
}

struct OfferView {
    OfferId id;
    ProviderId provider;
    OfferTerms terms; // units: free now
    uint16 leased;
    bool listed;
    bool closed;
    uint256 locked;
    uint24 unlockEpoch; // 0 while it cannot be known
}

struct LeaseView {
    LeaseId id;
    ProviderId provider;
    OfferId offer;
    uint24 price;
    uint24 compensation;
    uint16 instances;
    uint8 unitsEach;
    uint24 start;
    uint24 end;
    uint24 missed; // so far
    uint256 refundable; // micro-USDC, price and compensation
    bool live; // now or from the next epoch on, by a provider that has not ended
    bool released;
}

struct DealView {
    DealId id;
    address owner;
    Plan plan; // epochs: as opened
    uint24 end;
    uint16 unfilled;
    uint256 reserve;
    bool open;
    LeaseView[] leases;
}

/// @title Every view a client wants; no rights
interface IBourseLens {
    function config() external view returns (Config memory, uint64 genesis);
    /// @notice What openDeal would pick now, by the same code. `complete` is false when maxSteps ended the walk.
    function preview(
        Plan calldata plan,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) external view returns (Pick[] memory picks, uint256 cost, bool complete);
    function quote(
        Plan calldata plan,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) external view returns (Quote memory);
    function provider(ProviderId id) external view returns (ProviderView memory);
    function providerOf(address ownerOrOperator) external view returns (ProviderId);
    /// @notice The key that signs the provider's receipts in an epoch; 0 for none.
    function operatorAt(ProviderId id, uint24 epoch) external view returns (address);
    function offer(OfferId id) external view returns (OfferView memory);
    /// @notice A page of one region's book in its order of priority, from price `fromPrice` on.
    function book(uint8 region, uint24 fromPrice, uint256 count) external view returns (OfferView[] memory);
    function deal(DealId id) external view returns (DealView memory);
    function lease(LeaseId id) external view returns (LeaseView memory);
    /// @notice Truncated commitment to (root, seed) of an attested epoch; 0 when it was not attested or left the ring.
    function attestation(ProviderId id, uint24 epoch) external view returns (bytes23);
    function counts() external view returns (uint24 providers, uint32 offers, uint40 deals, bool paused);
}
