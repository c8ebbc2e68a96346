// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BookReader} from "./BookReader.sol";
import {EpochReader} from "./EpochReader.sol";
import {IBourse} from "../interfaces/IBourse.sol";
import {IBourseLens} from "../interfaces/IBourseLens.sol";
import {Cold, Hot} from "../libraries/Records.sol";
import {Config} from "../types/Types.sol";

/// @title The Bourse's words, read from outside
abstract contract LensReader is IBourseLens, BookReader {
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

    function _config(IBourse bourse) private view returns (Config memory c) {
        (c, ) = bourse.config();
    }

    function _genesis(IBourse bourse) private view returns (uint256) {
        (, uint64 genesis) = bourse.config();
        return genesis;
    }

    function _load(uint256 slot) internal view override returns (uint256) {
        bytes32[] memory slots = new bytes32[](1);
        slots[0] = bytes32(slot);
        return uint256(BOURSE.extsload(slots)[0]);
    }

    /// @dev A string as the compiler lays it out in storage.
    function _text(uint256 slot) internal view returns (string memory) {
        uint256 word = _load(slot);
        if (word & 1 == 0) {
            uint256 short = uint8(word) / 2;
            bytes memory packed = abi.encodePacked(word);
            assembly ("memory-safe") {
                mstore(packed, short)
            }
            return string(packed);
        }
        uint256 length = word / 2;
        bytes memory text;
        uint256 first = uint256(keccak256(abi.encode(slot)));
        for (uint256 i; i < length; i += 32) text = abi.encodePacked(text, _load(first + i / 32));
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
