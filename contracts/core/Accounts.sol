// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Store} from "./Store.sol";
import {Slots} from "../libraries/Slots.sol";

/// @title Everybody's free money
abstract contract Accounts is Store {
    function _balance(address account) internal view returns (uint256) {
        return _load(Slots.BALANCE, uint160(account));
    }

    function _credit(address account, uint256 amount) internal {
        if (amount == 0) return;
        uint256 slot = Slots.find(Slots.BALANCE, uint160(account));
        _save(slot, _load(slot) + amount);
    }

    function _debit(address account, uint256 amount) internal {
        uint256 slot = Slots.find(Slots.BALANCE, uint160(account));
        uint256 balance = _load(slot);
        require(balance >= amount, BalanceTooLow(balance, amount));
        unchecked {
            _save(slot, balance - amount);
        }
    }
}
