// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bourse} from "../Bourse.sol";
import {Global, Offer} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {Config, Modules} from "../types/Types.sol";

/// @title A Bourse whose book fills in bulk, for benches
contract CrowdedBourse is Bourse {
    constructor(Config memory config_, Modules memory modules_) Bourse(config_, modules_) {}

    /// @notice Lists `n` copies of an offer, `perPrice` of them at each price from `price` on. Nothing backs them.
    function copyOffer(uint256 offer, uint256 price, uint256 perPrice, uint256 n) external {
        uint256 o = _load(Slots.OFFER, offer) & ~(uint256(type(uint24).max) << 24) & ~Offer.LISTED;
        uint256 first = Global.offers(_load(Slots.GLOBAL)) + 1;
        for (uint256 i; i < n; ++i) {
            _save(Slots.OFFER, first + i, _enlist(first + i, o | ((price + i / perPrice) << 24)));
        }
        _save(Slots.GLOBAL, _load(Slots.GLOBAL) + (n << Global.OFFERS));
    }
}
