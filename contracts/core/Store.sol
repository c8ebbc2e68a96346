// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EpochReader} from "./EpochReader.sol";
import {IBourse} from "../interfaces/IBourse.sol";
import {Global, Parameters, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {Config} from "../types/Types.sol";

/// @title Words in storage, the parameters, the pause
/// @dev The owner is immutable: a multisig or a timelock, which changes its own members itself.
abstract contract Store is IBourse, EpochReader {
    address private immutable OWNER;
    /// @dev A provider's rate never exceeds what it posted: sums of it stay within 48 bits over every span that a claim
    /// tells apart, and no lane overflows.
    uint256 internal immutable MOST_POSTED;

    constructor(Config memory config_) EpochReader(config_, block.timestamp) {
        _within("token", config_.token.code.length, 1, type(uint256).max);
        _within("epochLength", config_.epochLength, 1, type(uint32).max);
        _within("grace", config_.grace, 1, type(uint16).max);
        _within("window", config_.window, 1, type(uint16).max);
        _within("absence", config_.absence, 1, type(uint8).max);
        _within("ring", RING, 1, 1 << 16);
        OWNER = config_.owner;
        MOST_POSTED = Word.min(1 << 46, Word.M48 / (uint256(config_.grace) + config_.window + 2));
        (uint256 a, uint256 b) = Parameters.pack(config_, block.timestamp);
        _save(Slots.CONFIG, a);
        _save(Slots.CONFIG + 1, b);
    }

    function _load(uint256 slot) internal view override returns (uint256 word) {
        assembly ("memory-safe") {
            word := sload(slot)
        }
    }

    function _save(uint256 slot, uint256 word) internal {
        assembly ("memory-safe") {
            sstore(slot, word)
        }
    }

    function _save(uint256 kind, uint256 key, uint256 word) internal {
        _save(Slots.find(kind, key), word);
    }

    // ---------------------------------------------------------------- reading

    /// @inheritdoc IBourse
    function currentEpoch() external view returns (uint24) {
        return uint24(_now());
    }

    /// @inheritdoc IBourse
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

    // ---------------------------------------------------------------- pause

    /// @inheritdoc IBourse
    function setPaused(bool paused) external {
        _only(OWNER);
        uint256 g = _load(Slots.GLOBAL) & ~Global.PAUSED;
        _save(Slots.GLOBAL, paused ? g | Global.PAUSED : g);
        emit Paused(paused);
    }

    function _paused() internal view returns (bool) {
        return Global.paused(_load(Slots.GLOBAL));
    }

    function _whenLive() internal view {
        require(!_paused(), MarketPaused());
    }

    function _only(address owner) internal view {
        require(msg.sender == owner, NotOwner(msg.sender, owner));
    }
}
