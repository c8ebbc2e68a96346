// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DealLedger} from "./DealLedger.sol";
import {IBourseCore} from "../interfaces/IBourseCore.sol";
import {Deal, Hot, Lease, Lock, Need, Terms, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {DealId, LeaseId, OfferId, ProviderId} from "../types/Types.sol";

/// @title Ending leases, and asking what is owed for them
abstract contract Leases is DealLedger, IBourseCore {
    /// @inheritdoc IBourseCore
    function cancelDeal(DealId deal) external {
        uint256 id = DealId.unwrap(deal);
        uint256 a = _myDeal(id);
        uint256 b = _load(Slots.NEED, id);
        _save(Slots.DEAL, id, a & ~Deal.OPEN);
        uint256 back = Need.reserve(b);
        unchecked {
            _save(Slots.NEED, id, b - back);
            uint256 c = _now();
            for (uint256 i; i < Deal.leases(a); ++i) {
                uint256 lease = (id << 8) | i;
                uint256 l = _load(Slots.LEASE, lease);
                if (Lease.end(l) > c + 1) back += _cut(lease, l, c, true);
            }
            _credit(msg.sender, back);
        }
        emit DealClosed(deal, back);
    }

    /// @inheritdoc IBourseCore
    function replaceLease(LeaseId lease, OfferId[] calldata hints, uint256 limit, uint256 maxSteps) external {
        uint256 id = LeaseId.unwrap(lease);
        uint256 deal = id >> 8;
        uint256 a = _openDeal(deal);
        limit = _allowed(a, hints, limit);
        uint256 c = _now();
        uint256 l = _running(id, c);
        require(
            _trusted(Deal.owner(a)) || Hot.ended(_sync(Lease.provider(l))),
            NotEnded(ProviderId.wrap(uint24(Lease.provider(l))))
        );
        unchecked {
            uint256 b = _load(Slots.NEED, deal) + _cut(id, l | Lease.REPLACED, c, true);
            b += Lease.instances(l) << Need.UNFILLED;
            uint256 money = Need.reserve(b);
            if (Deal.dearer(a)) {
                address owner = Deal.owner(a);
                uint256 want = Need.unfilled(b) * Deal.unitsEach(a) * Deal.maxPrice(a) * (Deal.end(a) - c - 1);
                if (want > money) {
                    want = Word.min(want - money, _balance(owner));
                    _debit(owner, want);
                    money += want;
                }
            }
            // exits never pause: the lease ends, and buying another waits
            if (_paused()) (hints, maxSteps) = (hints[:0], 0);
            uint256 terms = _termsOf(deal, a);
            _tip(Deal.owner(a), Terms.tip(terms), _match(deal, a, b, terms, money, hints, limit, maxSteps));
        }
    }

    /// @inheritdoc IBourseCore
    function refund(LeaseId lease) external returns (uint256 amount) {
        uint256 id = LeaseId.unwrap(lease);
        uint256 l = _leaseAt(id);
        (, amount) = _settle(id, l, _sync(Lease.provider(l)));
    }

    /// @inheritdoc IBourseCore
    function release(LeaseId lease) external {
        uint256 id = LeaseId.unwrap(lease);
        uint256 l = _leaseAt(id);
        uint256 p = Lease.provider(l);
        uint256 h = _sync(p);
        uint256 end = Lease.end(l);
        uint256 c = _now();
        require(!Lease.released(l), LeaseOver(lease, uint24(end)));
        require(
            c >= end && (Hot.ended(h) || Hot.last(h) + 1 >= end),
            TooEarly(uint24(c), uint24(Word.max(end, end + GRACE)))
        );
        // a demand that nobody answers takes from the lock of these units
        _noCaseOf(id, p);
        (l, ) = _settle(id, l, h);
        _save(Slots.LEASE, id, l | Lease.RELEASED);
        unchecked {
            uint256 offer = Lease.offer(l);
            uint256 per = _lockPerUnit(Lease.price(l), Lease.compensation(l));
            // after a fatal fault nobody leases a unit again: what is left of their locks waits for withdrawOffer
            uint256 lost = Hot.fatal(h) ? Lease.units(l) : (_drawn(l) + per - 1) / per;
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
}
