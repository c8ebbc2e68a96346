// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A cut of some steps into sections, and one of them shown against it
/// @dev n = min(width, 32) sections; section i is from floor(width * i / n) steps to floor(width * (i + 1) / n). The claim is
/// the root of a tree over 32 leaves keccak256(from || to), zero where there are fewer sections.
library Sections {
    uint256 internal constant MOST = 32;
    uint256 private constant DEPTH = 5;

    function countOf(uint256 width) internal pure returns (uint256) {
        return width < MOST ? width : MOST;
    }

    /// @dev The steps before the section, and in it.
    function part(uint256 width, uint256 section) internal pure returns (uint256 before, uint256 steps) {
        uint256 n = countOf(width);
        before = (width * section) / n;
        steps = (width * (section + 1)) / n - before;
    }

    /// @dev What stands for one section.
    function leafOf(bytes32 from, bytes32 to) internal pure returns (bytes32 leaf) {
        assembly ("memory-safe") {
            mstore(0x00, from)
            mstore(0x20, to)
            leaf := keccak256(0x00, 0x40)
        }
    }

    /// @dev Of n + 1 points, 33 at most.
    function rootOf(bytes32[] calldata points) internal pure returns (bytes32 root) {
        bytes32[MOST] memory nodes;
        assembly ("memory-safe") {
            let last := sub(points.length, 1)
            for {
                let i := 0
            } lt(i, last) {
                i := add(i, 1)
            } {
                calldatacopy(0x00, add(points.offset, shl(5, i)), 0x40)
                mstore(add(nodes, shl(5, i)), keccak256(0x00, 0x40))
            }
            for {
                let width := shr(1, MOST)
            } width {
                width := shr(1, width)
            } {
                for {
                    let i := 0
                } lt(i, width) {
                    i := add(i, 1)
                } {
                    mstore(add(nodes, shl(5, i)), keccak256(add(nodes, shl(6, i)), 0x40))
                }
            }
            root := mload(nodes)
        }
    }

    /// @dev The root that a section's leaf leads to.
    function rootAbove(bytes32 node, uint256 section, bytes32[5] calldata path) internal pure returns (bytes32) {
        for (uint256 i; i < DEPTH; ++i) {
            node = (section >> i) & 1 == 0 ? leafOf(node, path[i]) : leafOf(path[i], node);
        }
        return node;
    }
}
