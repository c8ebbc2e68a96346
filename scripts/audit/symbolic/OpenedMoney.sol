// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bourse} from "../../../contracts/Bourse.sol";
import {Config, Modules} from "../../../contracts/types/Types.sol";

/// @notice The Bourse with its words and its penalties open to proofs.
contract OpenedMoney is Bourse {
    constructor(Config memory config_, Modules memory modules_) Bourse(config_, modules_) {}

    function put(uint256 kind, uint256 key, uint256 word) external {
        _save(kind, key, word);
    }

    function get(uint256 kind, uint256 key) external view returns (uint256) {
        return _load(kind, key);
    }

    function payBack(uint256 lease, uint256 epochs) external {
        _payBack(lease, epochs);
    }

    function drop(uint256 lease) external {
        uint256 c = _now();
        _drop(lease, _running(lease, c), c);
    }

    function drawn(uint256 l) external view returns (uint256) {
        return _drawn(l);
    }

    function lockPerUnit(uint256 price, uint256 compensation) external view returns (uint256) {
        return _lockPerUnit(price, compensation);
    }
}
