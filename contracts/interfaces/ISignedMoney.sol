// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What the escrow calls of USDC (Circle's FiatTokenV2_2) beside ERC-20: both take a key's 65 bytes r || s || v, or
/// whatever an account that is a contract answers for (ERC-1271).
interface ISignedMoney {
    /// @dev ERC-2612, with bytes.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;

    /// @dev ERC-3009, with bytes. Only the payee can carry it, so nobody else can use it up.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;
}
