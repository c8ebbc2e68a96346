// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice The one function of ERC-3009 that the escrow calls: only the payee can carry it, so nobody else can use it up.
interface IReceiveWithAuthorization {
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;
}
