// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BookReader} from "./BookReader.sol";
import {Cold, Deal, Global, Hot, Lease, Need, Offer, Terms, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {OfferId, Plan} from "../types/Types.sol";

/// @title Choosing offers for a plan, by reading alone: a match writes what this chose, a quote tells it
abstract contract MatchReader is BookReader {
    uint256 internal constant MOST_LEASES = 64;
    /// @dev Of a deal at any time, unfilled ones counted: they fit their field even when all leases end at once.
    uint256 internal constant MOST_INSTANCES = 4096;
    /// @dev A walk tidies up at most so many stale marks and dead offers; the next walk takes the others.
    uint256 private constant MOST_STALE = 16;
    uint256 internal constant MARK = 1 << 255;

    struct Search {
        uint256 c; // running epoch
        uint256 end;
        uint256 each; // units of an instance
        uint256 span; // unit-epochs of an instance: each * (end - c - 1)
        uint256 perProvider;
        uint256 need; // the deal's Need word: regions, features, compensation
        uint256 cap; // dearest price
        uint256 minReputation;
        uint256 leastInstances;
        uint256 left; // of the limit
        uint256 cost;
        uint256 unfilled;
        uint256 room; // leases the deal may still get
        uint256 cursor;
        bool cut; // maxSteps ran out
        uint256 n; // entries of `takers`
        uint256 own; // the first entries are leases from before
        uint256[] takers; // offer 32 | instances 16 | provider 24
        uint256 nStale;
        uint256[] stale; // a dead offer's id, or MARK | region << 24 | price
    }

    // ---------------------------------------------------------------- the plan

    /// @dev A plan as a deal's two words, its whole cost in the reserve.
    function _words(Plan calldata plan) internal view returns (uint256 a, uint256 b) {
        uint256 n = plan.instances;
        _within("instances", n, 1, MOST_INSTANCES);
        _within("unitsEach", plan.unitsEach, 1, type(uint8).max);
        _within("perProvider", plan.perProvider, 1, type(uint8).max);
        _within("regions", plan.regions, 1, type(uint64).max);
        _within("maxPrice", plan.maxPrice, 1, type(uint24).max);
        _within("epochs", plan.epochs, 1, type(uint16).max);
        unchecked {
            uint256 cost = n * plan.unitsEach * plan.maxPrice * plan.epochs;
            _within("cost", cost, 1, type(uint56).max);
            uint256 end = _now() + 1 + plan.epochs;
            _within("end", end, 1, type(uint24).max);
            a = uint160(msg.sender) | (end << 160) | (uint256(plan.maxPrice) << 184) | (uint256(plan.unitsEach) << 216);
            a |= (uint256(plan.perProvider) << 224) | Deal.OPEN | (uint256(plan.epochs) << 240);
            if (plan.dearer) a |= Deal.DEARER;
            if (plan.renew) a |= Deal.RENEW;
            if (_terms(plan) != 0) a |= Deal.TERMS;
            b = cost | (n << Need.UNFILLED) | (uint256(plan.regions) << 72);
            b |= (uint256(plan.features) << 136) | (uint256(plan.minCompensation) << 168);
        }
    }

    function _terms(Plan calldata plan) internal pure returns (uint256) {
        return plan.minReputation | (uint256(plan.tip) << 64) | (uint256(plan.leastInstances) << 96);
    }

    // ---------------------------------------------------------------- the choice

    /// @dev `money` is what the matching may spend, in all.
    function _choose(
        uint256 deal,
        uint256 a,
        uint256 b,
        uint256 terms,
        uint256 money,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) internal view returns (Search memory s) {
        unchecked {
            (s.minReputation, s.leastInstances) = (Terms.minReputation(terms), Terms.leastInstances(terms));
            s.c = _now();
            s.end = Deal.end(a);
            s.each = Deal.unitsEach(a);
            s.span = s.each * (s.end - s.c - 1);
            s.perProvider = Deal.perProvider(a);
            s.need = b;
            s.left = limit;
            s.unfilled = Need.unfilled(b);
            s.cap = Word.min(Deal.maxPrice(a), money / s.unfilled / s.span);
            s.cursor = Need.cursor(b);
            uint256 n = Deal.leases(a);
            s.room = MOST_LEASES - n;
            s.takers = new uint256[](MOST_LEASES);
            for (uint256 i; i < n; ++i) {
                uint256 l = _load(Slots.LEASE, (deal << 8) | i);
                if (Lease.end(l) > s.c) s.takers[s.own++] = (Lease.provider(l) << 48) | (Lease.instances(l) << 32);
            }
            s.n = s.own;
            if (hints.length == 0 && maxSteps != 0) _walk(s, maxSteps);
            for (uint256 i; i < hints.length; ++i) {
                uint256 id = OfferId.unwrap(hints[i]);
                _try(s, id, _load(Slots.OFFER, id));
            }
        }
    }

    /// @dev Price from low to high, then the region's number, then the place in the queue.
    function _walk(Search memory s, uint256 steps) private view {
        unchecked {
            s.stale = new uint256[](MOST_STALE);
            uint256 cursor = s.cursor;
            uint256 regions = Need.regions(s.need) & Global.regions(_load(Slots.GLOBAL));
            uint256[64] memory next;
            for (uint256 m = regions; m != 0; m &= m - 1) {
                uint256 i = _lowestBit(m);
                // at the cursor's price the regions before its own are done
                next[i] = _nextPrice(i, uint256(uint24(cursor)) + (i < uint8(cursor >> 24) ? 1 : 0));
            }
            while (s.unfilled != 0 && s.room != 0) {
                uint256 price = NO_PRICE;
                uint256 region;
                for (uint256 m = regions; m != 0; m &= m - 1) {
                    uint256 i = _lowestBit(m);
                    if (next[i] < price) (price, region) = (next[i], i);
                }
                if (price > s.cap) break;
                uint256 here = (region << 24) | price;
                uint256 id = uint32(_load(_tick(region, price)));
                if (here == uint32(cursor)) {
                    uint256 stop = cursor >> 32;
                    if (stop != 0 && Offer.listed(_load(Slots.OFFER, stop))) id = stop;
                }
                if (id == 0 && steps != 0) {
                    --steps;
                    _stale(s, MARK | here);
                } else {
                    do {
                        if (steps-- == 0 || price * s.span > s.left) {
                            s.cut = price * s.span <= s.left;
                            s.cursor = (id << 32) | here;
                            return;
                        }
                        uint256 o = _load(Slots.OFFER, id);
                        if (_try(s, id, o)) _stale(s, id);
                        id = Offer.next(o);
                    } while (id != 0 && s.unfilled != 0 && s.room != 0);
                }
                next[region] = _nextPrice(region, price + 1);
            }
            s.cursor = 0;
        }
    }

    /// @dev Takes as many instances of an offer as the rule allows. Says whether nobody can ever take it again.
    function _try(Search memory s, uint256 id, uint256 o) private view returns (bool dead) {
        unchecked {
            if (!Offer.listed(o)) return false;
            if (Offer.until(o) < s.c + 2) return true;
            if (s.room == 0 || Offer.price(o) > s.cap) return false;
            if ((Need.regions(s.need) >> Offer.region(o)) & 1 == 0) return false;
            if (Need.features(s.need) & ~Offer.features(o) != 0) return false;
            if (Offer.compensation(o) < Need.compensation(s.need)) return false;
            if (s.end > Offer.until(o) || s.end - s.c - 1 < Offer.minEpochs(o)) return false;

            uint256 p = Offer.provider(o);
            uint256 h = _skipIdle(p, _load(Slots.HOT, p), s.c);
            if (Hot.ended(h)) return true;
            if (!_ready(h, s.c)) return false;
            if (s.minReputation != 0 && _reputation(p, s.c) < s.minReputation) return false;

            uint256 most = s.perProvider;
            for (uint256 i; i < s.n; ++i) {
                uint256 t = s.takers[i];
                if (t >> 48 != p) continue;
                uint256 has = uint16(t >> 32);
                // an offer that this call took has nothing more to give
                if (has >= most || uint32(t) == id) return false;
                most -= has;
            }
            uint256 each = Offer.price(o) * s.span;
            uint256 n = Word.min(Word.min(Offer.free(o) / s.each, s.unfilled), Word.min(most, s.left / each));
            if (n == 0 || n < Word.min(s.leastInstances, s.unfilled)) return false;
            s.unfilled -= n;
            s.left -= n * each;
            s.cost += n * each;
            --s.room;
            s.takers[s.n++] = (p << 48) | (n << 32) | id;
        }
    }

    /// @dev Base stake times epochs since the first: a fatal fault ends a provider, so that its next term starts at zero.
    function _reputation(uint256 p, uint256 c) internal view returns (uint256) {
        unchecked {
            return BASE_STAKE * (c - Cold.first(_load(Slots.COLD, p)));
        }
    }

    function _stale(Search memory s, uint256 what) private pure {
        unchecked {
            if (s.nStale < MOST_STALE) s.stale[s.nStale++] = what;
        }
    }
}
