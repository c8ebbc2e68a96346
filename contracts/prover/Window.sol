// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Alu} from "./Alu.sol";
import {Openings} from "./Openings.sol";
import {Ending, Image} from "../interfaces/IDisputes.sol";

/// @title The window of request and response in the memory's tree (docs/proof-of-processing.md, State)
/// @dev From leaf 2^26 on: 2^11 leaves for lengths, seed and clock, 2^11 for the request, 2^11 for the response, 2^11 for
/// constants and scratch. "Half" below is a node over 2^11 leaves, 64 KiB.
library Window {
    uint256 internal constant MOST_BYTES = 1 << 16;
    uint256 private constant HALF_DEPTH = 11;
    uint256 private constant BEGIN = 1 << 26;

    /// @dev Root of the memory in which `node` stands over the first 2^12 leaves of the window.
    function memoryRoot(bytes32 node, bytes32[15] calldata path) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := path
        }
        return Openings.fold(uint256(node), place, BEGIN >> 12, 15);
    }

    /// @dev Node over those 2^12 leaves before anything is written.
    function emptyNode() internal pure returns (bytes32) {
        return _zero(HALF_DEPTH + 1);
    }

    /// @dev The same, with a request in it. Gives the bytes' memory back as rubbish: nothing else may need them.
    /// @param start Nanoseconds at which the virtual clock starts
    function requestNode(bytes memory request, bytes32 requestHash, uint256 start) internal pure returns (bytes32) {
        uint256 header = Alu.reverse(request.length, 8) << 192;
        bytes32 node = _node(bytes32(header), requestHash);
        node = _node(node, _node(bytes32(Alu.reverse(uint64(start), 8) << 192), 0));
        bytes32 zero = _zero(2);
        for (uint256 depth = 2; depth < HALF_DEPTH; ++depth) (node, zero) = (_node(node, zero), _node(zero, zero));
        return _node(node, half(request));
    }

    /// @dev Root over the bytes and zeros after them, at most 64 KiB. Overwrites the bytes.
    function half(bytes memory data) internal pure returns (bytes32 root) {
        assembly ("memory-safe") {
            let at := add(data, 0x20)
            let length := mload(data)
            let width := shr(5, add(length, 31))
            let rest := and(length, 31)
            if rest {
                let last := add(at, shl(5, sub(width, 1)))
                let unused := shl(3, sub(32, rest))
                mstore(last, shl(unused, shr(unused, mload(last))))
            }
            let zero := 0
            for {
                let depth := 0
            } lt(depth, HALF_DEPTH) {
                depth := add(depth, 1)
            } {
                let pairs := shr(1, width)
                for {
                    let i := 0
                } lt(i, pairs) {
                    i := add(i, 1)
                } {
                    mstore(add(at, shl(5, i)), keccak256(add(at, shl(6, i)), 0x40))
                }
                mstore(0x20, zero)
                if and(width, 1) {
                    mstore(0x00, mload(add(at, shl(6, pairs))))
                    mstore(add(at, shl(5, pairs)), keccak256(0x00, 0x40))
                }
                mstore(0x00, zero)
                zero := keccak256(0x00, 0x40)
                width := shr(1, add(width, 1))
            }
            root := zero
            if width {
                root := mload(at)
            }
        }
    }

    /// @dev Root of the stack that holds a value at a slot.
    function stackRoot(uint256 value, bytes32[17] calldata path, uint256 slot) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := path
        }
        return Openings.fold(value, place, slot, 17);
    }

    /// @dev What an opened last state leads to: the roots of its stack and its memory.
    function rootsOf(Ending calldata e, uint256 counterSlot) internal pure returns (bytes32 stack, bytes32 memory_) {
        bytes32[12] calldata headerPath = e.headerPath;
        bytes32[14] calldata windowPath = e.windowPath;
        stack = stackRoot(e.counter, e.counterPath, counterSlot);
        uint256 place;
        assembly ("memory-safe") {
            place := headerPath
        }
        memory_ = _node(Openings.fold(uint256(e.header), place, 0, 12), _node(e.response, e.rest));
        assembly ("memory-safe") {
            place := windowPath
        }
        memory_ = Openings.fold(uint256(memory_), place, BEGIN >> 13, 14);
    }

    /// @dev What the first leaf of the window says: the response's length, and the outcome.
    function headerOf(bytes32 leaf) internal pure returns (uint256 length, uint256 outcome) {
        length = Alu.reverse(uint64(uint256(leaf) >> 128), 8);
        outcome = Alu.reverse(uint64(uint256(leaf) >> 64), 8);
    }

    /// @dev The first field in which an image is none that a machine can run, and 0 where there is none.
    function flawOf(Image calldata image) internal pure returns (bytes32 field, uint256 value) {
        uint256 regs = image.regs;
        bool runs = uint8(regs) == 0 && regs >> 104 == 0;
        runs = runs && uint32(regs >> 8) < 1 << 22 && uint32(regs >> 40) < 1 << 16;
        if (!runs || uint32(regs >> 72) > image.maxPages) return ("regs", regs);
        if (image.maxPages > 1 << 15) return ("maxPages", image.maxPages);
        if (image.counterSlot >= 1 << 16) return ("counterSlot", image.counterSlot);
        if (image.fuel > 1 << 32) return ("fuel", image.fuel);
    }

    function _zero(uint256 depth) private pure returns (bytes32 zero) {
        for (uint256 i; i < depth; ++i) zero = _node(zero, zero);
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32 node) {
        assembly ("memory-safe") {
            mstore(0x00, left)
            mstore(0x20, right)
            node := keccak256(0x00, 0x40)
        }
    }
}
