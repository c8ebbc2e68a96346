// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MatchReader} from "./MatchReader.sol";
import {EpochReader} from "./EpochReader.sol";
import {IBourse} from "../interfaces/IBourse.sol";
import {IBourseCore} from "../interfaces/IBourseCore.sol";
import {IBourseLens} from "../interfaces/IBourseLens.sol";
import {Cold, Hot, Parameters} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {Config} from "../types/Types.sol";

/// @title The Bourse's words, read from outside
abstract contract LensReader is IBourseLens, MatchReader {
    IBourse internal immutable BOURSE;

    /// @dev A provider as it would be after `sync`.
    struct Peek {
        uint256 h;
        uint256 end; // first epoch not paid any more, if it has ended
        uint256 missed; // epochs not recorded yet
        uint256 within; // of these, in the span asked for
    }

    constructor(IBourse bourse) EpochReader(_config(bourse), _genesis(bourse)) {
        BOURSE = bourse;
    }

    function _parameters(IBourse bourse) internal view returns (Config memory, uint256) {
        bytes32[] memory slots = new bytes32[](3);
        (slots[0], slots[1]) = (bytes32(Slots.CONFIG), bytes32(Slots.CONFIG + 1));
        slots[2] = bytes32(Slots.ADMIN);
        bytes32[] memory words = bourse.extsload(slots);
        return Parameters.unpack(uint256(words[0]), uint256(words[1]), address(uint160(uint256(words[2]))));
    }

    function _config(IBourse bourse) private view returns (Config memory c) {
        (c, ) = _parameters(bourse);
    }

    function _genesis(IBourse bourse) private view returns (uint256 genesis) {
        (, genesis) = _parameters(bourse);
    }

    /// @dev `BOURSE.extsload([slot])` in memory that is given back at once: a quote reads thousands of words.
    function _load(uint256 slot) internal view override returns (uint256 word) {
        address bourse = address(BOURSE);
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

    /// @dev A length byte and a text.
    function _text(uint256 slot) internal view returns (string memory) {
        uint256 first = _load(slot);
        uint256 length = first >> 248;
        bytes memory text = abi.encodePacked(uint248(first));
        for (uint256 i = 1; i * 32 <= length; ++i) text = abi.encodePacked(text, _load(slot + i));
        assembly ("memory-safe") {
            mstore(text, length)
        }
        return string(text);
    }

    /// @dev What `sync` would decide, without storing it.
    function _peek(
        uint256 p,
        uint256 h,
        uint256 k,
        uint256 c,
        uint256 start,
        uint256 end
    ) internal view returns (Peek memory x) {
        uint256 since = Cold.since(k);
        x.end = Cold.end(k);
        h = _skipIdle(p, h, c);
        while (_overdue(h, c)) {
            uint256 e = Hot.last(h) + 1;
            if (Hot.absence(h) == 0) since = e;
            ++x.missed;
            if (e >= start && e < end) ++x.within;
            h = _advance(p, h) + (1 << Hot.ABSENCE);
            if (Hot.absence(h) == ABSENCE) {
                h |= Hot.ENDED;
                x.end = since;
            } else h = _skipIdle(p, h, c);
        }
        x.h = h;
    }
}
