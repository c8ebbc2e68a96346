// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OfferBook} from "./OfferBook.sol";
import {Deal, Global, Hot, Lease, Need, Offer, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {LeaseId, OfferId, ProviderId} from "../types/Types.sol";

/// @title One rule of matching in two phases: choose by reading, then write. A quote is the first phase alone.
abstract contract Matching is OfferBook {
    uint256 private constant MOST_LEASES = 64;
    /// @dev A walk tidies up at most so many stale marks and dead offers; the next walk takes the others.
    uint256 private constant MOST_STALE = 16;
    uint256 private constant MARK = 1 << 255;

    struct Search {
        uint256 c; // running epoch
        uint256 end;
        uint256 each; // units of an instance
        uint256 span; // unit-epochs of an instance: each * (end - c - 1)
        uint256 perProvider;
        uint256 need; // the deal's Need word: regions, features, compensation
        uint256 cap; // dearest price
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

    // ---------------------------------------------------------------- choose

    /// @dev `money` is what the matching may spend, in all.
    function _choose(
        uint256 deal,
        uint256 a,
        uint256 b,
        uint256 money,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) internal view returns (Search memory s) {
        unchecked {
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
                next[i] = _nextPrice(i, uint24(cursor) + (i < uint8(cursor >> 24) ? 1 : 0));
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
                    } while (id != 0 && s.unfilled != 0);
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
            if (n == 0) return false;
            s.unfilled -= n;
            s.left -= n * each;
            s.cost += n * each;
            --s.room;
            s.takers[s.n++] = (p << 48) | (n << 32) | id;
        }
    }

    function _stale(Search memory s, uint256 what) private pure {
        unchecked {
            if (s.nStale < MOST_STALE) s.stale[s.nStale++] = what;
        }
    }

    // ---------------------------------------------------------------- write

    /// @dev Writes what was chosen, stores the deal, and gives back what its reserve does not need.
    function _match(
        uint256 deal,
        uint256 a,
        uint256 b,
        uint256 extra,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) internal {
        unchecked {
            uint256 money = Need.reserve(b) + extra;
            Search memory s = _choose(deal, a, b, money, hints, limit, maxSteps);
            for (uint256 i = s.own; i < s.n; ++i) {
                _lease((deal << 8) | Deal.leases(a), s, s.takers[i]);
                a += 1 << Deal.LEASES;
            }
            for (uint256 i; i < s.nStale; ++i) _tidy(s.stale[i]);
            uint256 keep = s.unfilled *
                Word.min(Need.reserve(b) / Need.unfilled(b), s.span * Deal.maxPrice(a));
            _save(Slots.DEAL, deal, a);
            _save(Slots.NEED, deal, _need(b, keep, s.unfilled, s.cursor));
            _credit(Deal.owner(a), money - s.cost - keep);
        }
    }

    function _need(uint256 b, uint256 reserve, uint256 unfilled, uint256 cursor) internal pure returns (uint256) {
        return (uint192(b) >> 72 << 72) | reserve | (unfilled << Need.UNFILLED) | (cursor << Need.CURSOR);
    }

    function _lease(uint256 id, Search memory s, uint256 taker) private {
        unchecked {
            uint256 offer = uint32(taker);
            uint256 n = uint16(taker >> 32);
            uint256 units = n * s.each;
            uint256 o = _load(Slots.OFFER, offer) - (units << Offer.FREE) + (units << Offer.LEASED);
            if (Offer.free(o) == 0) o = _delist(o);
            _save(Slots.OFFER, offer, o);

            uint256 p = Offer.provider(o);
            uint256 slot = Slots.find(Slots.HOT, p);
            uint256 rate = units * Offer.price(o);
            uint256 h = _schedule(p, _skipIdle(p, _load(slot), s.c), s.c + 1, rate);
            _save(slot, _schedule(p, h, s.end, 0 - rate));

            uint256 l = p | (offer << 24) | (Offer.price(o) << 56) | (n << 80) | (s.each << 96);
            l |= ((s.c + 1) << 104) | (s.end << Lease.END) | (Offer.compensation(o) << 152);
            _save(Slots.LEASE, id, l);
            emit Leased(
                LeaseId.wrap(uint48(id)),
                ProviderId.wrap(uint24(p)),
                OfferId.wrap(uint32(offer)),
                uint24(Offer.price(o)),
                uint16(n),
                uint24(s.c + 1),
                uint24(s.end)
            );
        }
    }

    function _tidy(uint256 what) private {
        if (what & MARK != 0) _sweep(uint8(what >> 24), uint24(what));
        else {
            uint256 slot = Slots.find(Slots.OFFER, what);
            _save(slot, _strike(_load(slot)));
        }
    }
}
