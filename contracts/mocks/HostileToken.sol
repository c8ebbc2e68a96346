// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IBourse} from "../interfaces/IBourse.sol";

/// @notice A token that calls somebody back in the middle of every transfer: USDC does not, the Bourse must not care.
contract HostileToken is ERC20 {
    Reenterer public hook;

    constructor() ERC20("Hostile", "HOST") {}

    function mint(address to, uint256 value) external {
        _mint(to, value);
    }

    function setHook(Reenterer hook_) external {
        hook = hook_;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (address(hook) != address(0) && from != address(0)) hook.onTransfer();
        super._update(from, to, value);
    }
}

/// @notice Has money in the Bourse and, called back, tries to take it out again.
contract Reenterer {
    IBourse private immutable BOURSE;
    uint256 public refused;
    uint256 public passed;

    constructor(IBourse bourse) {
        BOURSE = bourse;
    }

    function withdraw(uint256 amount) external {
        BOURSE.withdraw(address(this), amount);
    }

    function onTransfer() external {
        uint256 all = BOURSE.balanceOf(address(this));
        // once with what the books say is left, once with more
        if (passed + refused < 4) {
            attempt(all + 1);
            if (all != 0) attempt(all);
        }
    }

    function attempt(uint256 amount) private {
        try BOURSE.withdraw(address(this), amount) {
            ++passed;
        } catch {
            ++refused;
        }
    }
}
