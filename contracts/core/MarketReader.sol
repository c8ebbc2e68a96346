// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EpochReader} from "./EpochReader.sol";
import {IBourse} from "../interfaces/IBourse.sol";
import {IBourseCore} from "../interfaces/IBourseCore.sol";
import {Parameters} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {Config} from "../types/Types.sol";

/// @title The Bourse's words, for contracts beside it that judge
abstract contract MarketReader is EpochReader {
    IBourse internal immutable BOURSE;

    constructor(IBourse bourse) EpochReader(_config(bourse), _genesis(bourse)) {
        BOURSE = bourse;
    }

    function _load(uint256 slot) internal view override returns (uint256) {
        return _word(BOURSE, slot);
    }

    /// @dev The key that signs in an epoch: the last of those that began by then. Keys begin in the order they were set;
    /// the newest is tried first, then halves.
    function _operatorAt(uint256 p, uint256 epoch) internal view returns (address) {
        uint256 n = _load(Slots.OWNER, p) >> 160;
        if (n == 0) return address(0);
        unchecked {
            uint256 low; // keys below began by then
            uint256 best;
            uint256 mid = n - 1;
            while (low < n) {
                uint256 key = _load(Slots.KEY, (p << 16) | mid);
                if (key >> 160 <= epoch) (low, best) = (mid + 1, key);
                else n = mid;
                mid = (low + n) >> 1;
            }
            return address(uint160(best));
        }
    }

    /// @dev The first attestation of `epoch` or later: commitment 184 | earned before 48 | epoch 24; 0 for none.
    function _attestation(uint256 p, uint256 h, uint256 epoch) internal view returns (uint256 word) {
        (, word) = _find(p, h, epoch);
    }

    function _config(IBourse bourse) private view returns (Config memory c) {
        (c, ) = _parameters(bourse);
    }

    function _genesis(IBourse bourse) private view returns (uint256 genesis) {
        (, genesis) = _parameters(bourse);
    }

    /// @dev The owner is of no concern here.
    function _parameters(IBourse bourse) private view returns (Config memory, uint256) {
        return Parameters.unpack(_word(bourse, Slots.CONFIG), _word(bourse, Slots.CONFIG + 1), address(0));
    }

    /// @dev `bourse.extsload([slot])` in memory that is given back at once.
    function _word(IBourse bourse, uint256 slot) private view returns (uint256 word) {
        bytes4 selector = IBourseCore.extsload.selector;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, selector)
            mstore(add(data, 0x04), 0x20)
            mstore(add(data, 0x24), 1)
            mstore(add(data, 0x44), slot)
            if iszero(staticcall(gas(), bourse, data, 0x64, data, 0x60)) {
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
            word := mload(add(data, 0x40))
        }
    }
}
