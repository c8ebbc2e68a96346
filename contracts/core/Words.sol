// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Store} from "./Store.sol";
import {IBourseCore} from "../interfaces/IBourseCore.sol";

/// @title Raw storage and the clock, for everybody
abstract contract Words is Store, IBourseCore {
    /// @inheritdoc IBourseCore
    function currentEpoch() external view returns (uint24) {
        return uint24(_now());
    }

    /// @inheritdoc IBourseCore
    function extsload(bytes32[] calldata slots) external view returns (bytes32[] memory) {
        assembly ("memory-safe") {
            // the answer has the shape of the question: an offset, a length, words
            let data := mload(0x40)
            mstore(data, 0x20)
            mstore(add(data, 0x20), slots.length)
            let size := shl(5, slots.length)
            for {
                let i := 0
            } lt(i, size) {
                i := add(i, 0x20)
            } {
                mstore(add(add(data, 0x40), i), sload(calldataload(add(slots.offset, i))))
            }
            return(data, add(size, 0x40))
        }
    }
}
