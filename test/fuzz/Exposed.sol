// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bourse} from "../../contracts/Bourse.sol";
import {Config, Modules} from "../../contracts/types/Types.sol";

/// @notice The Bourse with its arithmetic to be tried one piece at a time.
contract Exposed is Bourse {
    constructor(Config memory config_, Modules memory modules_) Bourse(config_, modules_) {}

    function nextPrice(uint256 region, uint256 price) external view returns (uint256) {
        return _nextPrice(region, price);
    }

    function lowestBit(uint256 w) external pure returns (uint256) {
        return _lowestBit(w);
    }

    function find(uint256 p, uint256 h, uint256 e) external view returns (uint256 index, uint256 entry) {
        return _find(p, h, e);
    }

    function missedBefore(uint256 p, uint256 ranges, uint256 e) external view returns (uint256) {
        return _missedBefore(p, ranges, e);
    }

    function schedule(uint256 p, uint256 h, uint256 epoch, uint256 delta) external returns (uint256) {
        return _schedule(p, h, epoch, delta);
    }

    function advance(uint256 p, uint256 h) external view returns (uint256) {
        return _advance(p, h);
    }

    function word(uint256 kind, uint256 key) external view returns (uint256) {
        return _load(kind, key);
    }
}
