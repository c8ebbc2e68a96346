// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EpochReader} from "./EpochReader.sol";
import {Slots} from "../libraries/Slots.sol";

/// @title Finding one's way in a book: a bitmap of prices in three levels, a queue of offers per price
abstract contract BookReader is EpochReader {
    uint256 internal constant NO_PRICE = 1 << 24;

    function _bits(uint256 region, uint256 level, uint256 word) internal pure returns (uint256 slot) {
        return Slots.find(Slots.BITMAP, (region << 40) | (level << 32) | word);
    }

    function _tick(uint256 region, uint256 price) internal pure returns (uint256 slot) {
        return Slots.find(Slots.TICK, (region << 24) | price);
    }

    /// @dev The lowest marked price from `price` on, NO_PRICE for none. A mark may be stale: its queue is empty.
    function _nextPrice(uint256 region, uint256 price) internal view returns (uint256) {
        unchecked {
            uint256 level;
            while (price < NO_PRICE >> (8 * level)) {
                uint256 w = _load(_bits(region, level, price >> 8)) >> (price & 255);
                if (w != 0) {
                    price += _lowestBit(w);
                    if (level == 0) return price;
                    --level;
                    price <<= 8;
                } else {
                    if (level == 2) break;
                    price = (price >> 8) + 1;
                    ++level;
                }
            }
            return NO_PRICE;
        }
    }

    /// @dev Index of the lowest bit set; `w` is not zero.
    function _lowestBit(uint256 w) internal pure returns (uint256 i) {
        assembly ("memory-safe") {
            w := and(w, sub(0, w))
            i := shl(7, lt(0xffffffffffffffffffffffffffffffff, w))
            i := or(i, shl(6, lt(0xffffffffffffffff, shr(i, w))))
            i := or(i, shl(5, lt(0xffffffff, shr(i, w))))
            i := or(i, shl(4, lt(0xffff, shr(i, w))))
            i := or(i, shl(3, lt(0xff, shr(i, w))))
            // a power of two below 256: eight of them, told apart modulo 11
            i := or(i, byte(mod(shr(i, w), 11), 0x0000010002040007030605000000000000000000000000000000000000000000))
        }
    }
}
