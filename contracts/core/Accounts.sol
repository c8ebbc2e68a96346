// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Store} from "./Store.sol";
import {Slots} from "../libraries/Slots.sol";

/// @title Everybody's free money
abstract contract Accounts is Store {
    /// @dev In the word of a module's account, for good: money passes through it, and a word that is never zero is not
    /// written afresh (17,100 gas) each time the account was empty. No token has as many units.
    uint256 private constant KEPT = 1 << 255;

    /// @dev For the constructor: a later one would lose what the account has.
    function _keep(address module) internal {
        _save(Slots.BALANCE, uint160(module), KEPT);
    }

    function _balance(address account) internal view returns (uint256) {
        return _load(Slots.BALANCE, uint160(account)) & ~KEPT;
    }

    function _credit(address account, uint256 amount) internal {
        if (amount == 0) return;
        uint256 slot = Slots.find(Slots.BALANCE, uint160(account));
        _save(slot, _load(slot) + amount);
    }

    function _debit(address account, uint256 amount) internal {
        uint256 slot = Slots.find(Slots.BALANCE, uint160(account));
        uint256 word = _load(slot);
        uint256 balance = word & ~KEPT;
        require(balance >= amount, BalanceTooLow(balance, amount));
        unchecked {
            _save(slot, word - amount);
        }
    }
}
