// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Openings of Merkle trees of fixed depth, one after the other in calldata
/// @dev An opening is a leaf and its siblings from the bottom up. node = keccak256(left || right), a leaf is itself.
library Openings {
    /// @notice The witness does not fit the state.
    error BadWitness();

    /// @dev Where in calldata the next opening begins.
    struct Cursor {
        uint256 next;
    }

    function begin(bytes32[] calldata witness) internal pure returns (Cursor memory cursor) {
        uint256 next;
        assembly ("memory-safe") {
            next := witness.offset
        }
        cursor.next = next;
    }

    /// @dev The leaf that the next opening shows at `index`.
    function read(
        Cursor memory cursor,
        bytes32 root,
        uint256 index,
        uint256 depth
    ) internal pure returns (uint256 leaf) {
        uint256 next = cursor.next;
        assembly ("memory-safe") {
            leaf := calldataload(next)
        }
        if (fold(leaf, next + 0x20, index, depth) != root) revert BadWitness();
        cursor.next = next + 0x20 + (depth << 5);
    }

    /// @dev The root with another leaf at `index`; the next opening shows the one that is there.
    function write(
        Cursor memory cursor,
        bytes32 root,
        uint256 index,
        uint256 depth,
        uint256 leaf
    ) internal pure returns (bytes32) {
        read(cursor, root, index, depth);
        return fold(leaf, cursor.next - (depth << 5), index, depth);
    }

    /// @dev The root with the bits of `mask` in the leaf at `index` replaced by those of `value`.
    function update(
        Cursor memory cursor,
        bytes32 root,
        uint256 index,
        uint256 depth,
        uint256 mask,
        uint256 value
    ) internal pure returns (bytes32) {
        uint256 leaf = read(cursor, root, index, depth);
        return fold((leaf & ~mask) | value, cursor.next - (depth << 5), index, depth);
    }

    /// @dev The root above a leaf with the siblings from `path` in calldata on.
    function fold(uint256 leaf, uint256 path, uint256 index, uint256 depth) internal pure returns (bytes32 node) {
        assembly ("memory-safe") {
            node := leaf
            let end := add(path, shl(5, depth))
            for {} lt(path, end) {
                path := add(path, 0x20)
            } {
                // the node's place in the pair: 0 left, 32 right
                let place := shl(5, and(index, 1))
                mstore(place, node)
                mstore(xor(place, 0x20), calldataload(path))
                node := keccak256(0x00, 0x40)
                index := shr(1, index)
            }
        }
    }
}
