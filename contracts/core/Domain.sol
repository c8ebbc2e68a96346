// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The market's EIP-712 domain
abstract contract Domain {
    bytes32 private constant TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    /// @dev In the code of the extension `address(this)` is the Bourse: it runs there by delegatecall.
    function _domain() internal view returns (bytes32) {
        return keccak256(abi.encode(TYPE, keccak256("Lambda Bourse"), keccak256("1"), block.chainid, address(this)));
    }

    function _digest(bytes32 domain, bytes32 message) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }
}
