// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Deals} from "./Deals.sol";
import {IBourse} from "../interfaces/IBourse.sol";
import {Deal, Hot, Lease, Lock, Need, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {DealId, LeaseId, OfferId, ProviderId} from "../types/Types.sol";

/// @title How a lease ends, and what is owed for it
abstract contract Leases is Deals {
    /// @inheritdoc IBourse
    function cancelDeal(DealId deal) external {
        uint256 id = DealId.unwrap(deal);
        uint256 a = _openDeal(id);
        _only(Deal.owner(a));
        uint256 b = _load(Slots.NEED, id);
        _save(Slots.DEAL, id, a & ~Deal.OPEN);
        uint256 back = Need.reserve(b);
        unchecked {
            _save(Slots.NEED, id, b - back);
            uint256 c = _now();
            for (uint256 i; i < Deal.leases(a); ++i) {
                uint256 lease = (id << 8) | i;
                uint256 l = _load(Slots.LEASE, lease);
                if (Lease.end(l) > c + 1) back += _cut(lease, l, c);
            }
            _credit(msg.sender, back);
        }
        emit DealClosed(deal, back);
    }

    /// @inheritdoc IBourse
    function replaceLease(LeaseId lease, OfferId[] calldata hints, uint256 limit, uint256 maxSteps) external {
        uint256 id = LeaseId.unwrap(lease);
        uint256 deal = id >> 8;
        uint256 a = _openDeal(deal);
        limit = _allowed(a, hints, limit);
        uint256 l = _lease(id);
        uint256 c = _now();
        require(Lease.end(l) > c + 1, LeaseOver(lease, uint24(Lease.end(l))));
        require(
            _trusted(Deal.owner(a)) || Hot.ended(_sync(Lease.provider(l))),
            NotEnded(ProviderId.wrap(uint24(Lease.provider(l))))
        );
        unchecked {
            uint256 b = _load(Slots.NEED, deal) + _cut(id, l | Lease.REPLACED, c);
            b += Lease.instances(l) << Need.UNFILLED;
            uint256 money = Need.reserve(b);
            if (Deal.dearer(a)) {
                address owner = Deal.owner(a);
                uint256 want = Need.unfilled(b) * Deal.unitsEach(a) * Deal.maxPrice(a) * (Deal.end(a) - c - 1);
                if (want > money) {
                    want = Word.min(want - money, balanceOf(owner));
                    _debit(owner, want);
                    money += want;
                }
            }
            // exits never pause: the lease ends, and buying another waits
            if (_paused()) (hints, maxSteps) = (hints[:0], 0);
            _match(deal, a, b, money, hints, limit, maxSteps);
        }
    }

    /// @inheritdoc IBourse
    function refund(LeaseId lease) external returns (uint256 amount) {
        uint256 id = LeaseId.unwrap(lease);
        uint256 l = _lease(id);
        (, amount) = _settle(id, l, _sync(Lease.provider(l)));
    }

    /// @inheritdoc IBourse
    function release(LeaseId lease) external {
        uint256 id = LeaseId.unwrap(lease);
        uint256 l = _lease(id);
        uint256 h = _sync(Lease.provider(l));
        uint256 end = Lease.end(l);
        uint256 c = _now();
        require(!Lease.released(l), LeaseOver(lease, uint24(end)));
        require(
            c >= end && (Hot.ended(h) || Hot.last(h) + 1 >= end),
            TooEarly(uint24(c), uint24(Word.max(end, end + GRACE)))
        );
        (l, ) = _settle(id, l, h);
        _save(Slots.LEASE, id, l | Lease.RELEASED);
        unchecked {
            uint256 offer = Lease.offer(l);
            uint256 per = _lockPerUnit(Lease.price(l), Lease.compensation(l));
            uint256 paid = Lease.compensation(l) * Lease.units(l) * _compensated(Lease.settled(l));
            uint256 lost = (paid + per - 1) / per;
            uint256 k = _load(Slots.LOCK, offer);
            _save(
                Slots.LOCK,
                offer,
                Lock.pack(Lock.difference(k) + lost * per, Lock.closing(k), Word.max(Lock.latest(k), end))
            );
            _giveBack(offer, Lease.units(l), Lease.units(l) - lost);
        }
        emit LeaseReleased(lease);
    }

    // ---------------------------------------------------------------- inside

    function _lease(uint256 id) private view returns (uint256 l) {
        l = _load(Slots.LEASE, id);
        require(l != 0, UnknownLease(LeaseId.wrap(uint48(id))));
    }

    /// @dev Ends a lease with the running epoch; it must reach beyond it. Returns the money of what is cut off. One
    /// that has not started pays its provider one epoch, and frees its units at once.
    function _cut(uint256 id, uint256 l, uint256 c) private returns (uint256 back) {
        unchecked {
            uint256 p = Lease.provider(l);
            uint256 rate = Lease.units(l) * Lease.price(l);
            uint256 end = Lease.end(l);
            back = rate * (end - c - 1);
            uint256 slot = Slots.find(Slots.HOT, p);
            uint256 h = _load(slot);
            if (!Hot.ended(h)) {
                h = _schedule(p, _schedule(p, h, c + 1, 0 - rate), end, rate);
                _save(slot, h);
            }
            if (Lease.start(l) > c) {
                back -= rate;
                _credit(_ownerOf(p), rate);
                _giveBack(Lease.offer(l), Lease.units(l), Lease.units(l));
                l |= Lease.RELEASED;
            }
            _save(Slots.LEASE, id, l ^ ((end ^ (c + 1)) << Lease.END));
            emit LeaseCut(LeaseId.wrap(uint48(id)), uint24(c + 1), back);
        }
    }

    /// @dev Credits the deal's owner for epochs missed since the last time. Stores the lease when there were any.
    function _settle(uint256 id, uint256 l, uint256 h) private returns (uint256, uint256 amount) {
        unchecked {
            uint256 m = _missedOf(l, h, _now());
            uint256 before = Lease.settled(l);
            if (m == before) return (l, 0);
            uint256 units = Lease.units(l);
            uint256 price = units * Lease.price(l) * (m - before);
            uint256 compensation = units * Lease.compensation(l) * (_compensated(m) - _compensated(before));
            l += (m - before) << Lease.SETTLED;
            _save(Slots.LEASE, id, l);
            if (compensation != 0) {
                uint256 k = _load(Slots.LOCK, Lease.offer(l));
                uint256 diff = Lock.difference(k) - compensation;
                _save(Slots.LOCK, Lease.offer(l), Lock.pack(diff, Lock.closing(k), Lock.latest(k)));
            }
            amount = price + compensation;
            _credit(Deal.owner(_load(Slots.DEAL, id >> 8)), amount);
            emit Refunded(LeaseId.wrap(uint48(id)), uint24(m - before), price, compensation);
            return (l, amount);
        }
    }
}
