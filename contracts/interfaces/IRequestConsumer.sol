// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title A contract that asks for executions
interface IRequestConsumer {
    /// @notice Takes the answer to a request of this contract. It runs with the gas that the request named, once; what it
    /// returns is not looked at, and when it fails the answer is not brought again.
    /// @dev Warning: check that `msg.sender` is Requests, and that `id` is one you wait for.
    /// @param status Of docs/receipts.md; 0 is ok
    function onBourseAnswer(uint64 id, uint16 status, bytes calldata answer) external;
}
