// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseCore} from "../../../contracts/interfaces/IBourseCore.sol";
import {Deal, Lease, Need, Terms} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {DealId, FunctionId, LeaseId, Plan} from "../../../contracts/types/Types.sol";
import {Actions} from "./Actions.sol";
import {Selling} from "./Selling.sol";

/// @notice What owners of deals do, and strangers for them.
abstract contract Buying is Selling {
    uint256 internal constant ALL = type(uint256).max;

    // ---------------------------------------------------------------- what a deal may cost

    /// @dev An action on a deal that may charge its owner at most `allowed`, tips apart. `paysFees`: leases that it ends
    /// before their start pay their provider one epoch.
    function _onDeal(
        uint256 action,
        uint256 deal,
        address who,
        bytes memory data,
        uint256 allowed,
        bool paysFees
    ) internal returns (bool) {
        address owner = Deal.owner(word(Slots.DEAL, deal));
        bytes32[] memory before = words(Slots.LEASE, deal << 8, Deal.leases(word(Slots.DEAL, deal)));
        uint256 purse = balance(owner);
        uint256 strangers = who == owner ? 0 : balance(who);
        if (!_bourse(action, who, data)) return false;
        uint256 tip = who == owner ? 0 : balance(who) - strangers;
        int256 cost = int256(purse) - int256(balance(owner)) - int256(tip);
        if (tip != 0) _checkTip(deal, before.length, tip);
        if (paysFees) cost += _feesOf(deal, owner, before);
        assertTrue(cost <= int256(allowed), "charged above the plan");
        paid[deal] += cost;
        budget[deal] += allowed;
        return true;
    }

    function _checkTip(uint256 deal, uint256 before, uint256 tip) private view {
        uint256 a = word(Slots.DEAL, deal);
        uint256 made = Deal.leases(a) - before;
        // a renewal makes none, and prolongs at most all
        uint256 most = Terms.tip(word(Slots.TERMS, deal)) * (made == 0 ? before : made);
        assertTrue(tip <= most, "a tip above the plan's");
    }

    /// @dev Adds up what was paid for leases that were ended before their start. Returns what of it the owner paid to itself.
    function _feesOf(uint256 deal, address owner, bytes32[] memory before) private returns (int256 own) {
        uint256 n = Deal.leases(word(Slots.DEAL, deal));
        bytes32[] memory now_ = words(Slots.LEASE, deal << 8, n);
        for (uint256 i; i < n; ++i) {
            uint256 l = uint256(now_[i]);
            bool was = i < before.length && Lease.released(uint256(before[i]));
            if (was || !Lease.released(l) || Lease.start(l) <= c) continue;
            uint256 fee = Lease.units(l) * Lease.price(l);
            fees[deal] += fee;
            if (ownerOf(Lease.provider(l)) == owner) own += int256(fee);
        }
    }

    /// @dev Nothing fits: the buyer opens one more deal, or waits.
    function _otherwise(uint256 seed) internal {
        if (seed % 3 == 0) _pass(1, seed);
        else _open(seed);
    }

    // ---------------------------------------------------------------- open and fill

    function _plan(uint256 seed) private pure returns (Plan memory) {
        return
            Plan({
                functionId: FunctionId.wrap(1),
                aliasName: "live",
                instances: uint16(1 + _r(seed + 1, 5)),
                unitsEach: uint8(1 + _r(seed + 2, 2)),
                perProvider: uint8(1 + _r(seed + 3, 3)),
                regions: seed % 5 == 0 ? 1 : 3,
                features: 0,
                maxPrice: uint24(4 + _r(seed + 4, 11)),
                minCompensation: seed % 7 == 0 ? 3 : 0,
                epochs: uint16(1 + _r(seed + 5, seed % 3 == 0 ? 40 : 10)),
                dearer: _r(seed, 2) == 0,
                renew: _r(seed + 6, 3) != 0,
                leastInstances: uint16(_r(seed + 7, 3)),
                tip: _r(seed + 8, 2) == 0 ? 0 : uint32(_r(seed, 9)),
                minReputation: seed % 11 == 0 ? 5000 : 0
            });
    }

    function _open(uint256 seed) internal {
        Plan memory plan = _plan(seed);
        // providers buy too, from themselves also; one of the buyers has little
        address who = seed % 4 == 0 ? sellers[_r(seed, SELLERS)] : buyers[_r(seed, BUYERS)];
        uint256 purse = balance(who);
        bytes memory data = abi.encodeCall(IBourseCore.openDeal, (plan, none, ALL, 60));
        if (!_bourse(Actions.OPEN_DEAL, who, data)) return;
        (, , uint256 deal) = counts();
        paid[deal] = int256(purse) - int256(balance(who));
        budget[deal] = uint256(plan.instances) * plan.unitsEach * plan.maxPrice * plan.epochs;
        assertTrue(paid[deal] >= 0 && paid[deal] <= int256(budget[deal]), "opening charged above the plan");
    }

    function openDeal(uint256 seed) external {
        _open(_begin(seed));
    }

    function fill(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 a) = _deal(seed, hasUnfilled);
        if (id == 0) return _otherwise(seed);
        address who = _r(seed, 3) == 0 ? Deal.owner(a) : KEEPER;
        uint256 steps = seed % 4 == 0 ? _r(seed, 4) : 60;
        bytes memory data = abi.encodeCall(IBourseCore.fill, (DealId.wrap(uint40(id)), none, ALL, steps));
        _onDeal(Actions.FILL, id, who, data, 0, false);
    }

    function cancelDeal(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 a) = _deal(seed, isOpen);
        if (id == 0 || _r(seed, 2) == 0) return _otherwise(seed);
        bytes memory data = abi.encodeCall(IBourseCore.cancelDeal, (DealId.wrap(uint40(id))));
        _onDeal(Actions.CANCEL_DEAL, id, Deal.owner(a), data, 0, true);
    }

    function replaceLease(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, ) = _lease(seed, isOrphan);
        address who = id == 0 || seed % 2 == 0 ? address(0) : KEEPER;
        if (id == 0) (id, ) = _lease(seed, runsInOpenDeal);
        if (id == 0) return _otherwise(seed);
        uint256 deal = id >> 8;
        uint256 a = word(Slots.DEAL, deal);
        if (who == address(0)) who = _r(seed, 3) == 0 ? buyers[0] : Deal.owner(a);
        bytes memory data = abi.encodeCall(
            IBourseCore.replaceLease,
            (LeaseId.wrap(uint48(id)), none, ALL, seed % 9 == 0 ? 0 : 60)
        );
        _onDeal(Actions.REPLACE_LEASE, deal, who, data, _topUp(deal, a, id), true);
    }

    /// @dev What consent to a dearer lease lets a replacement take.
    function _topUp(uint256 deal, uint256 a, uint256 lease) private view returns (uint256) {
        if (!Deal.dearer(a)) return 0;
        uint256 n = Need.unfilled(word(Slots.NEED, deal)) + Lease.instances(word(Slots.LEASE, lease));
        return n * Deal.unitsEach(a) * Deal.maxPrice(a) * (Deal.end(a) - c - 1);
    }

    function setDelegate(uint256 seed) external {
        seed = _begin(seed);
        bytes memory data = abi.encodeCall(IBourseCore.setDelegate, (buyers[0], seed % 2 == 0));
        _bourse(Actions.SET_DELEGATE, buyers[1 + _r(seed, BUYERS - 1)], data);
    }

    // ---------------------------------------------------------------- what is owed

    function refund(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 l) = _lease(seed, isForfeit);
        if (id == 0 && seed % 4 != 0) (id, l) = _lease(seed, isLost);
        if (id == 0) (id, l) = _lease(seed, seed % 2 == 0 ? any : runs);
        if (id == 0) return _otherwise(seed);
        _settles(Actions.REFUND, id, l, abi.encodeCall(IBourseCore.refund, (LeaseId.wrap(uint48(id)))));
    }

    function release(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 l) = _lease(seed, seed % 8 == 0 ? any : isOver);
        if (id == 0) return _otherwise(seed);
        bool held = seed % 13 == 0;
        faults.setLease(uint48(id), held);
        bool done = _settles(Actions.RELEASE, id, l, abi.encodeCall(IBourseCore.release, (LeaseId.wrap(uint48(id)))));
        faults.setLease(uint48(id), false);
        if (!done) return;
        assertTrue(!Lease.released(l), "released twice");
        assertTrue(!held, "released from under a case");
    }

    /// @dev What the deal's owner is credited is the price of the epochs settled, and what left the offer's lock.
    function _settles(uint256 action, uint256 id, uint256 l, bytes memory data) private returns (bool) {
        address owner = Deal.owner(word(Slots.DEAL, id >> 8));
        uint256 purse = balance(owner);
        uint256 offer = Lease.offer(l);
        uint256 locked = lockedOf(offer, word(Slots.OFFER, offer));
        if (!_bourse(action, KEEPER, data)) return false;
        uint256 epochs = Lease.settled(word(Slots.LEASE, id)) - Lease.settled(l);
        locked -= lockedOf(offer, word(Slots.OFFER, offer));
        uint256 price = epochs * Lease.units(l) * Lease.price(l);
        assertEq(balance(owner) - purse, price + locked, "refunded, and what was missed and unlocked");
        assertTrue(locked <= Lease.units(l) * perUnit(word(Slots.OFFER, offer)), "a lease took more than its lock");
        return true;
    }
}
