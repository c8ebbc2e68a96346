// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IFaults} from "../interfaces/IFaults.sol";
import {LeaseSummary, RootOpening} from "../types/Receipts.sol";

/// @title Leaves and roots of docs/receipts.md, over the sha-256 precompile
library EpochRoot {
    function leaseLeaf(LeaseSummary calldata s) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"05", s.lease, s.count, s.fuel, s.size, s.failures, s.canary));
    }

    function headerLeaf(bytes32 structHash, bytes calldata signature) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"06", structHash, signature));
    }

    function voidLeaf(uint64 number) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"03", number));
    }

    /// @dev What the Bourse's ring holds of an attestation: 184 bits that bind root and seed.
    function commitment(RootOpening calldata o) internal pure returns (bytes23) {
        bytes32 root = sha256(abi.encodePacked(hex"04", o.epoch, o.leasesRoot, o.headers, o.mmrRoot));
        return commitment(root, o.seed);
    }

    function commitment(bytes32 root, bytes32 seed) internal pure returns (bytes23) {
        return bytes23(keccak256(abi.encode(root, seed)));
    }

    /// @dev Refuses unless `leaf` is number `index` of `width` below `root`. Nothing is below the root of an empty tree,
    /// which is 0, as is what no place leads to.
    function checkPlace(
        bytes32 root,
        bytes32 leaf,
        uint256 index,
        uint256 width,
        bytes32[] calldata path
    ) internal view {
        bytes32 actual = rootOf(leaf, index, width, path);
        require(actual == root && actual != 0, IFaults.WrongPath(actual, root));
    }

    /// @dev The root that leaf `index` of `width` leads to; 0 when the path is too short or too long, or there is no such
    /// place. An odd node at the end of a level moves up unchanged. At most 64 steps for a width of 64 bits.
    function rootOf(
        bytes32 leaf,
        uint256 index,
        uint256 width,
        bytes32[] calldata path
    ) internal view returns (bytes32 hash) {
        if (index >= width) return 0;
        uint256 used;
        hash = leaf;
        unchecked {
            for (; width > 1; width = (width + 1) >> 1) {
                if (index & 1 == 1 || index + 1 < width) {
                    if (used == path.length) return 0;
                    bytes32 sibling = path[used++];
                    hash = index & 1 == 1 ? node(sibling, hash) : node(hash, sibling);
                }
                index >>= 1;
            }
        }
        if (used != path.length) return 0;
    }

    function node(bytes32 left, bytes32 right) internal view returns (bytes32 hash) {
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore8(data, 1)
            mstore(add(data, 0x01), left)
            mstore(add(data, 0x21), right)
            // the precompile fails for want of gas only: then the caller has none left either
            if iszero(staticcall(gas(), 2, data, 0x41, 0x00, 0x20)) {
                revert(0, 0)
            }
            hash := mload(0x00)
        }
    }
}
