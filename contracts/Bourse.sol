// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leases} from "./core/Leases.sol";
import {Store} from "./core/Store.sol";
import {Config} from "./types/Types.sol";

/// @title The market: one address, one escrow
/// @notice docs/market.md says precisely what it does.
///
/// @dev Assumptions for safety (no one loses what is theirs):
/// - The token moves exactly the amount it is told, calls nobody back, and its issuer neither blocks nor burns the
///   balance of this contract.
/// - The chain's clock does not run backwards. An epoch is long enough, with its grace, for an honest provider's
///   transaction to be included.
/// - keccak256 and secp256k1 hold; 184 bits of a commitment are enough to bind a provider to it.
/// - The clock stays below 2^24 epochs, a provider earns less than 2^56 micro-USDC in one term.
///
/// Assumptions for liveness (everybody can leave, alone):
/// - The token can be transferred when one withdraws. Nothing else calls it.
/// - A transaction of at most 64 leases' writes fits in a block (cancelDeal; the largest).
/// - Nobody needs the governance, a keeper, the other party or a working book: a cut, a refund, a release, a claim and
///   a withdrawal read only records of the two sides.
contract Bourse is Leases {
    constructor(Config memory config_) Store(config_) {}
}
