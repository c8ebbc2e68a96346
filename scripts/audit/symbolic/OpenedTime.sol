// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LeaseReader} from "../../../contracts/core/LeaseReader.sol";
import {Ledger} from "../../../contracts/core/Ledger.sol";
import {Store} from "../../../contracts/core/Store.sol";
import {Config, Modules} from "../../../contracts/types/Types.sol";

/// @notice A provider's time and a lease's missed epochs, with the words open to proofs.
contract OpenedTime is Ledger, LeaseReader {
    constructor(Config memory config_, Modules memory modules_) Store(config_, modules_, block.timestamp) {}

    function put(uint256 kind, uint256 key, uint256 word) external {
        _save(kind, key, word);
    }

    function advance(uint256 p, uint256 h) external view returns (uint256) {
        return _advance(p, h);
    }

    function schedule(uint256 p, uint256 h, uint256 epoch, uint256 delta) external returns (uint256) {
        return _schedule(p, h, epoch, delta);
    }

    function missedBefore(uint256 p, uint256 ranges, uint256 e) external view returns (uint256) {
        return _missedBefore(p, ranges, e);
    }

    function missedOf(uint256 l, uint256 h, uint256 c) external view returns (uint256) {
        return _missedOf(l, h, c);
    }

    function matured(uint256 p, uint256 h, uint256 c) external view returns (uint256) {
        return _matured(p, h, c);
    }
}
