// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Store} from "./Store.sol";
import {IBourseExtension} from "../interfaces/IBourseExtension.sol";
import {Global} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {Modules} from "../types/Types.sol";

/// @title Who may pause what is new: that is all
abstract contract Governance is Store, IBourseExtension {
    /// @inheritdoc IBourseExtension
    function owner() public view returns (address) {
        return address(uint160(_load(Slots.ADMIN)));
    }

    /// @inheritdoc IBourseExtension
    function pendingOwner() public view returns (address) {
        return address(uint160(_load(Slots.NEXT_ADMIN)));
    }

    /// @inheritdoc IBourseExtension
    function modules() external view returns (Modules memory) {
        return Modules(REGISTRY, FAULTS, DISPUTES, VOUCHERS, REQUESTS);
    }

    /// @inheritdoc IBourseExtension
    function setPaused(bool paused) external {
        _only(owner());
        uint256 g = _load(Slots.GLOBAL) & ~Global.PAUSED;
        _save(Slots.GLOBAL, paused ? g | Global.PAUSED : g);
        emit Paused(paused);
    }

    /// @inheritdoc IBourseExtension
    function transferOwnership(address newOwner) external {
        _only(owner());
        _save(Slots.NEXT_ADMIN, uint160(newOwner));
        emit OwnershipTransferStarted(msg.sender, newOwner);
    }

    /// @inheritdoc IBourseExtension
    function acceptOwnership() external {
        _only(pendingOwner());
        emit OwnershipTransferred(owner(), msg.sender);
        _save(Slots.ADMIN, uint160(msg.sender));
        _save(Slots.NEXT_ADMIN, 0);
    }
}
