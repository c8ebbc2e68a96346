// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IHolds} from "./IHolds.sol";

/// @title What Disputes hands receipts of the attested tier to
interface IJury is IHolds {
    /// @notice Opens a case about a receipt that Disputes has checked. Only Disputes may call.
    /// @param receipt As on the wire: its provider's, of an epoch that stakes answer for, of the registry's version
    /// @return id Of the case
    function open(address challenger, bytes calldata receipt) external payable returns (uint256 id);
}
