// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseCore} from "../../../contracts/interfaces/IBourseCore.sol";
import {IBourseExtension} from "../../../contracts/interfaces/IBourseExtension.sol";
import {Actions} from "./Actions.sol";
import {Punishing} from "./Punishing.sol";

/// @notice Free money, and the administrator.
abstract contract Governing is Punishing {
    function deposit(uint256 seed) external {
        seed = _begin(seed);
        (address payer, address to) = (_anybody(seed), _anybody(seed / 3));
        uint256 amount = 1 + _r(seed, 2000);
        usdc.mint(payer, amount);
        vm.prank(payer);
        usdc.approve(address(bourse), amount);
        _bourse(Actions.DEPOSIT, payer, abi.encodeCall(IBourseCore.deposit, (to, amount)));
    }

    function withdraw(uint256 seed) external {
        seed = _begin(seed);
        address who = _anybody(seed);
        uint256 purse = balance(who);
        // more than there is, now and then
        uint256 amount = seed % 8 == 0 ? purse + 1 : _r(seed, (purse < 2000 ? purse : 2000) + 1);
        uint256 before = usdc.balanceOf(who);
        if (!_bourse(Actions.WITHDRAW, who, abi.encodeCall(IBourseCore.withdraw, (who, amount)))) return;
        assertEq(usdc.balanceOf(who) - before, amount, "withdrawn");
        assertEq(purse - balance(who), amount, "debited");
    }

    function transfer(uint256 seed) external {
        seed = _begin(seed);
        (address from, address to) = (_anybody(seed), _anybody(seed / 3));
        uint256 purse = balance(from);
        uint256 amount = seed % 8 == 0 ? purse + 1 : _r(seed, (purse < 2000 ? purse : 2000) + 1);
        _bourse(Actions.TRANSFER, from, abi.encodeCall(IBourseCore.transfer, (to, amount)));
    }

    function _anybody(uint256 seed) private view returns (address) {
        uint256 i = seed % (SELLERS + BUYERS + 1);
        if (i < SELLERS) return sellers[i];
        return i < SELLERS + BUYERS ? buyers[i - SELLERS] : KEEPER;
    }

    // ---------------------------------------------------------------- the administrator

    function setPaused(uint256 seed) external {
        seed = _begin(seed);
        if (seed % 5 == 0 && admin != KEEPER) {
            bytes memory data = abi.encodeCall(IBourseExtension.setPaused, (true));
            assertTrue(!_bourse(Actions.SET_PAUSED, KEEPER, data), "a stranger paused the market");
        }
        _bourse(Actions.SET_PAUSED, admin, abi.encodeCall(IBourseExtension.setPaused, (true)));
        // life goes on meanwhile, then it is over
        _pass(1, seed);
        _open(seed);
        _bourse(Actions.SET_PAUSED, admin, abi.encodeCall(IBourseExtension.setPaused, (false)));
    }

    function transferOwnership(uint256 seed) external {
        seed = _begin(seed);
        address to = _anybody(seed);
        address who = seed % 5 == 0 ? nextAdmin : admin;
        bytes memory data = abi.encodeCall(IBourseExtension.transferOwnership, (to));
        if (_bourse(Actions.TRANSFER_OWNERSHIP, who, data)) {
            assertTrue(who == admin, "offered by who does not have it");
            nextAdmin = to;
        }
    }

    function acceptOwnership(uint256 seed) external {
        seed = _begin(seed);
        address who = seed % 5 == 0 || nextAdmin == address(0) ? admin : nextAdmin;
        if (_bourse(Actions.ACCEPT_OWNERSHIP, who, abi.encodeCall(IBourseExtension.acceptOwnership, ()))) {
            assertTrue(who == nextAdmin, "accepted by whom it was not offered");
            (admin, nextAdmin) = (who, address(0));
        }
    }
}
