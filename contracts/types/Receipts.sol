// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {LeaseId, ProviderId} from "./Types.sol";

/// @notice Header of a signed batch of receipts (docs/receipts.md, Batch).
struct Batch {
    ProviderId provider;
    uint24 epoch;
    uint64 number; // counts the provider's batches from 1, over all epochs
    uint64 firstSequence;
    uint32 count;
    bytes32 receiptsRoot;
}

/// @notice What a provider did for one lease in one epoch (docs/receipts.md, Epoch root).
struct LeaseSummary {
    LeaseId lease;
    uint64 count;
    uint64 fuel;
    uint64 size; // bytes of requests and responses
    uint64 failures;
    bytes32 canary;
}

/// @notice What an epoch root is the hash of, and the seed that was attested with it.
struct RootOpening {
    uint24 epoch;
    bytes32 leasesRoot;
    uint64 headers; // batches so far, void ones too
    bytes32 mmrRoot;
    bytes32 seed; // of the event Attested
}

/// @notice A place in a Merkle tree: of `count` leaves the one at `index`, and its siblings from the leaf up.
struct Place {
    uint64 index;
    uint64 count;
    bytes32[] path;
}
