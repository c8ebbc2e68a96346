// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DealLedger} from "./DealLedger.sol";
import {IBourseExtension} from "../interfaces/IBourseExtension.sol";
import {Deal, Lease, Need, Offer, Terms, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {DealId, LeaseId, OfferId} from "../types/Types.sol";

/// @title A deal while it runs: longer, larger, smaller, at another price
abstract contract DealTerms is DealLedger, IBourseExtension {
    /// @inheritdoc IBourseExtension
    function extendDeal(DealId deal, uint16 epochs) external {
        uint256 id = DealId.unwrap(deal);
        _within("epochs", epochs, 1, type(uint16).max);
        _extend(id, _myDeal(id), epochs);
    }

    /// @inheritdoc IBourseExtension
    function renewDeal(DealId deal) external {
        uint256 id = DealId.unwrap(deal);
        uint256 a = _openDeal(id);
        require(Deal.renewable(a), NotRenewable(deal));
        uint256 c = _now();
        // never more than one term ahead
        uint256 ahead = Word.min(WINDOW, Deal.epochs(a));
        require(c + ahead >= Deal.end(a), TooEarly(uint24(c), uint24(Deal.end(a) - ahead)));
        uint256 leases = _extend(id, a, Deal.epochs(a));
        _tip(Deal.owner(a), Terms.tip(_termsOf(id, a)), leases);
    }

    /// @inheritdoc IBourseExtension
    function scaleUp(
        DealId deal,
        uint16 instances,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) external {
        _whenLive();
        uint256 id = DealId.unwrap(deal);
        uint256 a = _myDeal(id);
        uint256 b = _load(Slots.NEED, id);
        uint256 money = Need.reserve(b);
        uint256 rem = _remaining(id, a);
        unchecked {
            _within("instances", instances, 1, MOST_INSTANCES);
            _within("instances", instances + Need.unfilled(b) + _leased(id, a), 1, MOST_INSTANCES);
            uint256 cost = instances * Deal.unitsEach(a) * Deal.maxPrice(a) * rem;
            _debit(msg.sender, cost);
            money += cost;
            _within("reserve", money, 0, type(uint56).max);
            b += cost + (uint256(instances) << Need.UNFILLED);
            _match(id, a, b, _termsOf(id, a), money, hints, limit, maxSteps);
        }
        _changed(id);
    }

    /// @inheritdoc IBourseExtension
    function scaleDown(LeaseId lease, uint16 instances) external {
        uint256 id = LeaseId.unwrap(lease);
        uint256 deal = id >> 8;
        uint256 a = _myDeal(deal);
        uint256 c = _now();
        uint256 l = _running(id, c);
        uint256 n = Lease.instances(l);
        _within("instances", instances, 1, n);
        l |= instances == n ? Lease.REPLACED : 0;
        unchecked {
            if (instances != n) {
                uint256 index = Deal.leases(a);
                _within("leases", index + 1, 1, MOST_LEASES);
                _save(Slots.DEAL, deal, a + (1 << Deal.LEASES));
                _save(Slots.LEASE, id, l - (uint256(instances) << Lease.INSTANCES));
                // what goes is a lease of its own, with all the past of the one it leaves: every unit keeps its lock
                id = (deal << 8) | index;
                l = (l - ((n - instances) << Lease.INSTANCES)) | Lease.REPLACED | Lease.PART;
                emit LeaseSplit(lease, LeaseId.wrap(uint48(id)), instances);
            }
            _credit(msg.sender, _cut(id, l, c, true));
        }
    }

    /// @inheritdoc IBourseExtension
    function dropUnfilled(DealId deal, uint16 instances) external {
        uint256 id = DealId.unwrap(deal);
        _myDeal(id);
        uint256 b = _load(Slots.NEED, id);
        uint256 n = Need.unfilled(b);
        _within("instances", instances, 1, n);
        unchecked {
            // the same money stays for each that stays; the rest goes
            uint256 keep = (Need.reserve(b) / n) * (n - instances);
            uint256 back = Need.reserve(b) - keep;
            _save(Slots.NEED, id, b - back - (uint256(instances) << Need.UNFILLED));
            _credit(msg.sender, back);
        }
        _changed(id);
    }

    /// @inheritdoc IBourseExtension
    function setMaxPrice(DealId deal, uint24 maxPrice) external {
        uint256 id = DealId.unwrap(deal);
        uint256 a = _myDeal(id);
        _within("maxPrice", maxPrice, 1, type(uint24).max);
        uint256 b = _load(Slots.NEED, id);
        unchecked {
            uint256 want = Need.unfilled(b) * Deal.unitsEach(a) * maxPrice * _remaining(id, a);
            _within("reserve", want, 0, type(uint56).max);
            uint256 has = Need.reserve(b);
            if (want > has) _debit(msg.sender, want - has);
            else _credit(msg.sender, has - want);
            _save(Slots.NEED, id, b - has + want);
            _save(Slots.DEAL, id, a ^ ((Deal.maxPrice(a) ^ maxPrice) << Deal.MAX_PRICE));
        }
        _changed(id);
    }

    // ---------------------------------------------------------------- inside

    /// @dev Epochs that a new lease of the deal would run.
    function _remaining(uint256 id, uint256 a) private view returns (uint256) {
        uint256 c = _now();
        require(Deal.end(a) > c + 1, DealOver(DealId.wrap(uint40(id)), uint24(Deal.end(a))));
        return Deal.end(a) - c - 1;
    }

    /// @dev Instances that leases still hold.
    function _leased(uint256 id, uint256 a) private view returns (uint256 n) {
        uint256 c = _now();
        unchecked {
            for (uint256 i; i < Deal.leases(a); ++i) {
                uint256 l = _load(Slots.LEASE, (id << 8) | i);
                if (Lease.end(l) > c) n += Lease.instances(l);
            }
        }
    }

    /// @dev Every lease that runs to the deal's end runs on, where its offer and its provider allow it; the others end
    /// when they would have. Returns how many run on.
    function _extend(uint256 id, uint256 a, uint256 epochs) private returns (uint256 n) {
        _whenLive();
        uint256 c = _now();
        uint256 end = Deal.end(a);
        require(end > c, DealOver(DealId.wrap(uint40(id)), uint24(end)));
        _within("end", end + epochs, 1, type(uint24).max);
        uint256 b = _load(Slots.NEED, id);
        unchecked {
            uint256 rates;
            for (uint256 i; i < Deal.leases(a); ++i) {
                uint256 rate = _extendLease((id << 8) | i, end, end + epochs, Deal.maxPrice(a), c);
                if (rate == 0) continue;
                rates += rate;
                ++n;
            }
            uint256 more = Need.unfilled(b) * Deal.unitsEach(a) * Deal.maxPrice(a) * epochs;
            require(n != 0 || more != 0, NothingToExtend(DealId.wrap(uint40(id))));
            _within("reserve", Need.reserve(b) + more, 0, type(uint56).max);
            _debit(Deal.owner(a), rates * epochs + more);
            if (more != 0) _save(Slots.NEED, id, b + more);
            _save(Slots.DEAL, id, a + (epochs << Deal.END));
        }
        _changed(id);
    }

    /// @dev Returns the lease's rate, 0 when it does not run on.
    function _extendLease(
        uint256 id,
        uint256 end,
        uint256 to,
        uint256 maxPrice,
        uint256 c
    ) private returns (uint256 rate) {
        uint256 l = _load(Slots.LEASE, id);
        if (Lease.end(l) != end || Lease.price(l) > maxPrice) return 0;
        uint256 o = _load(Slots.OFFER, Lease.offer(l));
        if (Offer.closed(o) || Offer.until(o) < to) return 0;
        uint256 p = Lease.provider(l);
        uint256 h = _sync(p);
        if (!_ready(h, c)) return 0;
        unchecked {
            rate = Lease.units(l) * Lease.price(l);
            _save(Slots.HOT, p, _schedule(p, _schedule(p, h, end, rate), to, 0 - rate));
            _save(Slots.LEASE, id, l + ((to - end) << Lease.END));
        }
        emit LeaseExtended(LeaseId.wrap(uint48(id)), uint24(to));
    }

    function _changed(uint256 id) private {
        uint256 a = _load(Slots.DEAL, id);
        uint256 b = _load(Slots.NEED, id);
        emit DealChanged(
            DealId.wrap(uint40(id)),
            uint24(Deal.end(a)),
            uint24(Deal.maxPrice(a)),
            uint16(Need.unfilled(b)),
            Need.reserve(b)
        );
    }
}
