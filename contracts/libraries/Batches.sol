// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Batch} from "../types/Receipts.sol";

/// @title Batch headers: what is signed, and when two of them cannot both be honest
library Batches {
    bytes32 private constant DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant BATCH = keccak256(
        "Batch(uint24 provider,uint24 epoch,uint64 number,uint64 firstSequence,uint32 count,bytes32 receiptsRoot)"
    );

    /// @dev The Bourse's EIP-712 domain: receipts and headers are signed in it.
    function separator(address bourse) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN, keccak256("Lambda Bourse"), keccak256("1"), block.chainid, bourse));
    }

    function structHash(Batch calldata b) internal pure returns (bytes32) {
        return keccak256(abi.encode(BATCH, b));
    }

    /// @dev An honest worker signs a number once, and a sequence is of one batch only.
    function collide(Batch calldata a, Batch calldata b) internal pure returns (bool) {
        unchecked {
            uint256 endA = uint256(a.firstSequence) + a.count;
            uint256 endB = uint256(b.firstSequence) + b.count;
            return a.number == b.number || (a.firstSequence < endB && b.firstSequence < endA);
        }
    }
}
