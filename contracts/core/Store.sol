// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {EpochReader} from "./EpochReader.sol";
import {IBourse} from "../interfaces/IBourse.sol";
import {Global} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {Config} from "../types/Types.sol";

/// @title Words in storage, the parameters, the pause
abstract contract Store is IBourse, EpochReader, Ownable2Step {
    constructor(Config memory config_) EpochReader(config_, block.timestamp) Ownable(config_.owner) {
        _within("token", config_.token.code.length, 1, type(uint256).max);
        _within("epochLength", config_.epochLength, 1, type(uint32).max);
        _within("grace", config_.grace, 1, type(uint16).max);
        _within("window", config_.window, 1, type(uint16).max);
        _within("absence", config_.absence, 1, type(uint8).max);
        _within("ring", RING, 1, 1 << 16);
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

    function _within(bytes32 field, uint256 value, uint256 least, uint256 most) internal pure {
        require(value >= least && value <= most, OutOfRange(field, value, least, most));
    }

    // ---------------------------------------------------------------- parameters

    /// @inheritdoc IBourse
    function config() external view returns (Config memory, uint64 genesis) {
        return (
            Config(
                TOKEN,
                owner(),
                uint32(EPOCH_LENGTH),
                uint16(GRACE),
                uint16(WINDOW),
                uint16(GAME),
                uint8(ABSENCE),
                uint8(COMPENSATED),
                uint48(BASE_STAKE)
            ),
            uint64(GENESIS)
        );
    }

    /// @inheritdoc IBourse
    function currentEpoch() external view returns (uint24) {
        return uint24(_now());
    }

    /// @inheritdoc IBourse
    function extsload(bytes32[] calldata slots) external view returns (bytes32[] memory values) {
        values = new bytes32[](slots.length);
        for (uint256 i; i < slots.length; ++i) values[i] = bytes32(_load(uint256(slots[i])));
    }

    // ---------------------------------------------------------------- pause

    /// @inheritdoc IBourse
    function setPaused(bool paused) external onlyOwner {
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
}
