// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @notice An account that does many things in one transaction: benches fill a market with it, by its own functions.
contract BatchAccount {
    address private immutable OWNER = msg.sender;

    function run(address target, bytes[] calldata calls) external {
        require(msg.sender == OWNER, "BatchAccount: not the owner");
        for (uint256 i; i < calls.length; ++i) Address.functionCall(target, calls[i]);
    }
}
