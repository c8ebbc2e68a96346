// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bourse} from "../../../contracts/Bourse.sol";
import {Config} from "../../../contracts/types/Types.sol";

/// @notice The Bourse with its words and its arithmetic open to proofs.
contract Opened is Bourse {
    constructor(Config memory config_) Bourse(config_) {}

    function put(uint256 kind, uint256 key, uint256 word) external {
        _save(kind, key, word);
    }

    function get(uint256 kind, uint256 key) external view returns (uint256) {
        return _load(kind, key);
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

    function lockPerUnit(uint256 price, uint256 compensation) external view returns (uint256) {
        return _lockPerUnit(price, compensation);
    }
}
