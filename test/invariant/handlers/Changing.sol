// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseExtension} from "../../../contracts/interfaces/IBourseExtension.sol";
import {Deal, Lease, Need} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {DealId, LeaseId} from "../../../contracts/types/Types.sol";
import {Actions} from "./Actions.sol";
import {Buying} from "./Buying.sol";

/// @notice Deals that change while they run.
abstract contract Changing is Buying {
    function extendDeal(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 a) = _deal(seed, isOpen);
        if (id == 0) return _otherwise(seed);
        uint16 epochs = uint16(1 + _r(seed, 6));
        bytes memory data = abi.encodeCall(IBourseExtension.extendDeal, (DealId.wrap(uint40(id)), epochs));
        _onDeal(Actions.EXTEND_DEAL, id, Deal.owner(a), data, _longer(id, a, epochs), false);
    }

    function renewDeal(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 a) = _deal(seed, isRenewable);
        if (id == 0 || seed % 4 == 0) (id, a) = _deal(seed, seed % 8 == 0 ? isOpen : isEnding); // too early, without consent
        if (id == 0) return _otherwise(seed);
        bytes memory data = abi.encodeCall(IBourseExtension.renewDeal, (DealId.wrap(uint40(id))));
        if (_onDeal(Actions.RENEW_DEAL, id, KEEPER, data, _longer(id, a, Deal.epochs(a)), false)) {
            assertTrue(isRenewable(id, a), "renewed without consent, or more than one term ahead");
        }
    }

    /// @dev Every instance at the greatest price.
    function _longer(uint256 id, uint256 a, uint256 epochs) private view returns (uint256) {
        uint256 units = Need.unfilled(word(Slots.NEED, id)) * Deal.unitsEach(a);
        bytes32[] memory leases = words(Slots.LEASE, id << 8, Deal.leases(a));
        for (uint256 i; i < leases.length; ++i) {
            uint256 l = uint256(leases[i]);
            if (Lease.end(l) == Deal.end(a)) units += Lease.units(l);
        }
        return units * Deal.maxPrice(a) * epochs;
    }

    function scaleUp(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 a) = _deal(seed, isOpen);
        if (id == 0) return _otherwise(seed);
        uint256 n = 1 + _r(seed, 3);
        bytes memory data = abi.encodeCall(
            IBourseExtension.scaleUp,
            (DealId.wrap(uint40(id)), uint16(n), none, ALL, 60)
        );
        uint256 cost = n * Deal.unitsEach(a) * Deal.maxPrice(a) * (Deal.end(a) - c - 1);
        _onDeal(Actions.SCALE_UP, id, Deal.owner(a), data, cost, false);
    }

    function scaleDown(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 l) = _lease(seed, isTorn);
        if (id == 0) (id, l) = _lease(seed, runsInOpenDeal);
        if (id == 0) return _otherwise(seed);
        uint256 n = 1 + _r(seed, Lease.instances(l));
        bytes memory data = abi.encodeCall(IBourseExtension.scaleDown, (LeaseId.wrap(uint48(id)), uint16(n)));
        _onDeal(Actions.SCALE_DOWN, id >> 8, Deal.owner(word(Slots.DEAL, id >> 8)), data, 0, true);
    }

    function dropUnfilled(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 a) = _deal(seed, hasUnfilled);
        if (id == 0) return _otherwise(seed);
        uint256 n = 1 + _r(seed, Need.unfilled(word(Slots.NEED, id)));
        bytes memory data = abi.encodeCall(IBourseExtension.dropUnfilled, (DealId.wrap(uint40(id)), uint16(n)));
        _onDeal(Actions.DROP_UNFILLED, id, Deal.owner(a), data, 0, false);
    }

    function setMaxPrice(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 a) = _deal(seed, isOpen);
        if (id == 0) return _otherwise(seed);
        uint256 price = 3 + _r(seed, 13);
        bytes memory data = abi.encodeCall(IBourseExtension.setMaxPrice, (DealId.wrap(uint40(id)), uint24(price)));
        uint256 want = Need.unfilled(word(Slots.NEED, id)) * Deal.unitsEach(a) * price * (Deal.end(a) - c - 1);
        uint256 has = Need.reserve(word(Slots.NEED, id));
        _onDeal(Actions.SET_MAX_PRICE, id, Deal.owner(a), data, want > has ? want - has : 0, false);
    }
}
