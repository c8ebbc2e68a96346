// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LeaseReader} from "./LeaseReader.sol";
import {Matching} from "./Matching.sol";
import {Deal, Hot, Lease, Lock, Need, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {LeaseId, OfferId} from "../types/Types.sol";

/// @title Whose a deal is, how a lease ends, and what is owed for it
abstract contract DealLedger is Matching, LeaseReader {
    // ---------------------------------------------------------------- rights

    /// @dev Only who opened the deal, or a delegate, may choose offers or set a limit: else a stranger could spend the
    /// deal's leases on crumbs.
    function _allowed(uint256 a, OfferId[] calldata hints, uint256 limit) internal view returns (uint256) {
        if (_trusted(Deal.owner(a))) return limit;
        require(hints.length == 0, NotOwner(msg.sender, Deal.owner(a)));
        return type(uint256).max;
    }

    function _trusted(address owner) internal view returns (bool) {
        return msg.sender == owner || _load(Slots.DELEGATE, _delegation(owner, msg.sender)) != 0;
    }

    function _delegation(address owner, address delegate) internal pure returns (uint256) {
        return Slots.find(uint160(owner), uint160(delegate));
    }

    // ---------------------------------------------------------------- records

    function _openDeal(uint256 id) internal view returns (uint256 a) {
        a = _load(Slots.DEAL, id);
        require(Deal.isOpen(a), NotOpen(id));
    }

    function _myDeal(uint256 id) internal view returns (uint256 a) {
        a = _openDeal(id);
        _only(Deal.owner(a));
    }

    function _leaseAt(uint256 id) internal view returns (uint256 l) {
        l = _load(Slots.LEASE, id);
        require(l != 0, UnknownLease(LeaseId.wrap(uint48(id))));
    }

    /// @dev A lease that runs on in the next epoch.
    function _running(uint256 id, uint256 c) internal view returns (uint256 l) {
        l = _leaseAt(id);
        require(Lease.end(l) > c + 1, LeaseOver(LeaseId.wrap(uint48(id)), uint24(Lease.end(l))));
    }

    function _termsOf(uint256 deal, uint256 a) internal view returns (uint256) {
        return Deal.hasTerms(a) ? _load(Slots.TERMS, deal) : 0;
    }

    /// @dev What the plan promised to a stranger per lease that this call made, as far as the owner's balance goes.
    function _tip(address owner, uint256 tip, uint256 leases) internal {
        if (tip == 0 || leases == 0 || _trusted(owner)) return;
        uint256 amount = Word.min(tip * leases, _balance(owner));
        _debit(owner, amount);
        _credit(msg.sender, amount);
        emit Tipped(owner, msg.sender, amount);
    }

    // ---------------------------------------------------------------- the end of a lease

    /// @dev Ends a lease with the running epoch; it must reach beyond it. Returns the money of what is cut off. One
    /// that has not started frees its units at once, and pays its provider one epoch where `paid`.
    function _cut(uint256 id, uint256 l, uint256 c, bool paid) internal returns (uint256 back) {
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
                if (Lease.start(l) > c) {
                    if (paid) {
                        back -= rate;
                        _credit(_ownerOf(p), rate);
                    }
                    _giveBack(Lease.offer(l), Lease.units(l), Lease.units(l));
                    l |= Lease.RELEASED;
                }
            }
            _save(Slots.LEASE, id, l ^ ((end ^ (c + 1)) << Lease.END));
            emit LeaseCut(LeaseId.wrap(uint48(id)), uint24(c + 1), back);
        }
    }

    /// @dev Ends a lease that its provider does not serve: its money buys another one. The deal is open, for no lease of
    /// one that was cancelled runs on.
    function _drop(uint256 id, uint256 l, uint256 c) internal {
        uint256 deal = id >> 8;
        uint256 back = _cut(id, l | Lease.REPLACED, c, false);
        unchecked {
            _save(Slots.NEED, deal, _load(Slots.NEED, deal) + back + (Lease.instances(l) << Need.UNFILLED));
        }
    }

    /// @dev Pays `epochs` of a lease's price back from its lock, as far as the window's price goes. The lease is stored.
    function _payBack(uint256 id, uint256 epochs) internal {
        unchecked {
            uint256 l = _load(Slots.LEASE, id);
            if (Lease.seized(l)) return;
            epochs = Word.min(epochs, WINDOW - Lease.penalty(l));
            uint256 amount = epochs * Lease.units(l) * Lease.price(l);
            _save(Slots.LEASE, id, l + (epochs << Lease.PENALTY));
            _unlock(Lease.offer(l), amount);
            _credit(Deal.owner(_load(Slots.DEAL, id >> 8)), amount);
            emit PaidBack(LeaseId.wrap(uint48(id)), uint24(epochs), amount);
        }
    }

    /// @dev Takes money from an offer's lock.
    function _unlock(uint256 offer, uint256 amount) private {
        if (amount == 0) return;
        uint256 k = _load(Slots.LOCK, offer);
        unchecked {
            _save(Slots.LOCK, offer, Lock.pack(Lock.difference(k) - amount, Lock.closing(k), Lock.latest(k)));
        }
    }

    // ---------------------------------------------------------------- what is owed

    /// @dev Credits the deal's owner for epochs missed since the last time. Stores the lease when there were any.
    function _settle(uint256 id, uint256 l, uint256 h) internal returns (uint256, uint256 amount) {
        unchecked {
            uint256 m = _missedOf(l, h, _now());
            uint256 epochs = m - Lease.settled(l);
            uint256 compensation;
            (l, compensation) = _compensation(l, h, m);
            if (epochs == 0 && compensation == 0) return (l, 0);
            uint256 price = Lease.units(l) * Lease.price(l) * epochs;
            l += epochs << Lease.SETTLED;
            _save(Slots.LEASE, id, l);
            _unlock(Lease.offer(l), compensation);
            amount = price + compensation;
            _credit(Deal.owner(_load(Slots.DEAL, id >> 8)), amount);
            emit Refunded(LeaseId.wrap(uint48(id)), uint24(epochs), price, compensation);
            return (l, amount);
        }
    }
}
