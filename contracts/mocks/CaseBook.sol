// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IHolds} from "../interfaces/IHolds.sol";

/// @title Stands in for Faults and Disputes: holds the stakes of whom a test says
contract CaseBook is IHolds {
    /// @inheritdoc IHolds
    mapping(uint24 provider => bool) public holds;

    /// @inheritdoc IHolds
    mapping(uint48 lease => bool) public holdsLease;

    function set(uint24 provider, bool held) external {
        holds[provider] = held;
    }

    function setLease(uint48 lease, bool held) external {
        holdsLease[lease] = held;
    }
}
