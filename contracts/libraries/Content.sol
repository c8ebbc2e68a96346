// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EpochRoot} from "./EpochRoot.sol";

/// @title Content hashes of docs/receipts.md: a sha-256 tree over chunks of 1 KiB
library Content {
    uint256 internal constant CHUNK = 1024;

    function hash(bytes memory data) internal view returns (bytes32) {
        return bind(uint64(data.length), root(data));
    }

    function bind(uint64 length, bytes32 root_) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"02", length, root_));
    }

    /// @dev Bytes of the `index`-th run of 2^level chunks; 0 where there is none. Empty content has one run, of 0 bytes.
    function sizeOf(uint256 length, uint256 level, uint256 index) internal pure returns (uint256 size) {
        unchecked {
            uint256 from = index * (CHUNK << level);
            if (from < length) size = length - from;
            if (size > CHUNK << level) size = CHUNK << level;
        }
    }

    /// @dev The content hash that such a run leads to: it is a subtree, whole or cut off at the right end. 0 for a path that
    /// leads nowhere: a hash over the root 0 is signed by liars only, who must not answer for it with any bytes they like.
    function hashOf(
        uint64 length,
        uint256 level,
        uint256 index,
        bytes memory data,
        bytes32[] calldata path
    ) internal view returns (bytes32) {
        unchecked {
            uint256 size = CHUNK << level;
            uint256 width = length == 0 ? 1 : (uint256(length) + size - 1) / size;
            bytes32 whole = EpochRoot.rootOf(root(data), index, width, path);
            return whole == 0 ? bytes32(0) : bind(length, whole);
        }
    }

    /// @dev Empty content has one empty chunk. An odd node at the end of a level moves up unchanged.
    function root(bytes memory data) internal view returns (bytes32) {
        unchecked {
            uint256 width = data.length == 0 ? 1 : (data.length + CHUNK - 1) / CHUNK;
            bytes32[] memory level = new bytes32[](width);
            for (uint256 i; i < width; ++i) level[i] = _leaf(data, i * CHUNK);
            for (; width > 1; width = (width + 1) >> 1) {
                for (uint256 i; i < width; i += 2) {
                    level[i >> 1] = i + 1 < width ? EpochRoot.node(level[i], level[i + 1]) : level[i];
                }
            }
            return level[0];
        }
    }

    function _leaf(bytes memory data, uint256 from) private view returns (bytes32 leaf) {
        assembly ("memory-safe") {
            let size := sub(mload(data), from)
            if gt(size, CHUNK) {
                size := CHUNK
            }
            let copy := mload(0x40)
            mstore8(copy, 0)
            mcopy(add(copy, 1), add(add(data, 0x20), from), size)
            if iszero(staticcall(gas(), 2, copy, add(size, 1), 0x00, 0x20)) {
                revert(0, 0)
            }
            leaf := mload(0x00)
        }
    }
}
