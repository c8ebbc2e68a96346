// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IFaults} from "../interfaces/IFaults.sol";
import {LeaseId, ProviderId} from "../types/Types.sol";

/// @title An asker that tries to be paid twice, and refuses money it did not call for
contract ThievingAsker {
    IFaults private immutable FAULTS;
    bool private accepting;
    uint256 private tries;

    constructor(IFaults faults) {
        FAULTS = faults;
    }

    // solhint-disable-next-line no-complex-fallback
    receive() external payable {
        require(accepting);
        if (tries != 0) {
            --tries;
            FAULTS.withdraw(address(this));
        }
    }

    function ask(ProviderId provider, uint24 epoch, LeaseId lease) external payable {
        FAULTS.askLeaf{value: msg.value}(provider, epoch, lease);
    }

    function steal() external {
        (accepting, tries) = (true, 2);
        FAULTS.withdraw(address(this));
    }
}
