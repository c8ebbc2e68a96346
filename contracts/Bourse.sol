// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BourseExtension} from "./BourseExtension.sol";
import {Deals} from "./core/Deals.sol";
import {Epochs} from "./core/Epochs.sol";
import {Escrow} from "./core/Escrow.sol";
import {Leases} from "./core/Leases.sol";
import {Offers} from "./core/Offers.sol";
import {Store} from "./core/Store.sol";
import {Words} from "./core/Words.sol";
import {Parameters} from "./libraries/Records.sol";
import {Slots} from "./libraries/Slots.sol";
import {Config, Modules} from "./types/Types.sol";

/// @title The market: one address, one escrow
/// @notice docs/market.md says precisely what it does; interfaces/IBourse.sol is all that can be called here.
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
contract Bourse is Words, Escrow, Epochs, Offers, Deals, Leases {
    address private immutable EXTENSION;

    constructor(Config memory config_, Modules memory modules_) Store(config_, modules_, block.timestamp) {
        _within("token", config_.token.code.length, 1, type(uint256).max);
        _within("epochLength", config_.epochLength, 1, type(uint32).max);
        _within("grace", config_.grace, 1, type(uint16).max);
        _within("window", config_.window, 1, type(uint16).max);
        _within("absence", config_.absence, 1, type(uint8).max);
        _within("ring", RING, 1, 1 << 16);
        EXTENSION = address(new BourseExtension(config_, modules_, block.timestamp));
        (uint256 a, uint256 b) = Parameters.pack(config_, block.timestamp);
        _save(Slots.CONFIG, a);
        _save(Slots.CONFIG + 1, b);
        _save(Slots.ADMIN, uint160(config_.owner));
        _save(Slots.MODULES, uint160(modules_.registry));
        _save(Slots.MODULES + 1, uint160(modules_.faults));
        _save(Slots.MODULES + 2, uint160(modules_.disputes));
        _save(Slots.MODULES + 3, uint160(modules_.vouchers));
        _save(Slots.MODULES + 4, uint160(modules_.requests));
        _keep(modules_.vouchers);
        _keep(modules_.requests);
    }

    /// @dev Whatever this contract does not know is the extension's: code of the same author with the same parameters,
    /// deployed with this one and never changed.
    // solhint-disable-next-line no-complex-fallback
    fallback() external {
        address extension = EXTENSION;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), extension, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) {
                revert(0, returndatasize())
            }
            return(0, returndatasize())
        }
    }
}
