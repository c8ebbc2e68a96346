// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BookReader} from "./BookReader.sol";
import {Ledger} from "./Ledger.sol";
import {Cold, Global, Offer} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";

/// @title One book per region: prices in a bitmap, first come first served at a price
abstract contract Book is Ledger, BookReader {
    /// @dev `back` of a lease's units are free again. The others are lost: what backed them was paid out.
    function _giveBack(uint256 id, uint256 units, uint256 back) internal {
        unchecked {
            uint256 o = _load(Slots.OFFER, id) - (units << Offer.LEASED) + (back << Offer.FREE);
            if (back != units) {
                uint256 p = Offer.provider(o);
                _save(Slots.COLD, p, _load(Slots.COLD, p) - (((units - back) * Offer.price(o)) << Cold.POSTED));
            }
            if (!Offer.listed(o) && !Offer.closed(o) && Offer.free(o) != 0) o = _enlist(id, o);
            _save(Slots.OFFER, id, o);
        }
    }

    /// @dev Puts an offer at the tail of its price's queue. The caller stores it.
    function _enlist(uint256 id, uint256 o) internal returns (uint256) {
        (uint256 region, uint256 price) = (Offer.region(o), Offer.price(o));
        uint256 slot = _tick(region, price);
        uint256 t = _load(slot);
        uint256 tail = uint32(t >> 32);
        if (tail == 0) {
            t = id;
            _mark(region, price);
        } else _point(tail, Offer.NEXT, id);
        // the used bit keeps the word from falling back to zero, which would be dear to fill again
        _save(slot, uint32(t) | (id << 32) | (1 << 64));
        return Offer.point(Offer.point(o, Offer.PREV, tail), Offer.NEXT, 0) | Offer.LISTED;
    }

    /// @dev Takes an offer out of its queue. The caller stores it. The price's mark may be stale after this.
    function _delist(uint256 o) internal returns (uint256) {
        (uint256 prev, uint256 next) = (Offer.prev(o), Offer.next(o));
        if (prev != 0) _point(prev, Offer.NEXT, next);
        if (next != 0) _point(next, Offer.PREV, prev);
        if (prev == 0 || next == 0) {
            uint256 slot = _tick(Offer.region(o), Offer.price(o));
            uint256 t = _load(slot);
            if (prev == 0) t = ((t >> 32) << 32) | next;
            if (next == 0) t = uint32(t) | (prev << 32) | (1 << 64);
            _save(slot, t);
        }
        return o & ~Offer.LISTED;
    }

    /// @dev Takes an offer out of the book if it is there, and the mark of a price that it leaves empty.
    function _strike(uint256 o) internal returns (uint256) {
        if (!Offer.listed(o)) return o;
        o = _delist(o);
        _sweep(Offer.region(o), Offer.price(o));
        return o;
    }

    function _point(uint256 id, uint256 shift, uint256 to) private {
        uint256 slot = Slots.find(Slots.OFFER, id);
        _save(slot, Offer.point(_load(slot), shift, to));
    }

    function _mark(uint256 region, uint256 price) private {
        for (uint256 level; level < 3; ++level) {
            uint256 slot = _bits(region, level, price >> 8);
            uint256 w = _load(slot);
            uint256 marked = w | (1 << (price & 255));
            if (marked == w) return;
            _save(slot, marked);
            if (w != 0) return;
            price >>= 8;
        }
        _save(Slots.GLOBAL, _load(Slots.GLOBAL) | (1 << (Global.REGIONS + region)));
    }

    /// @dev Clears the mark of a price whose queue is empty.
    function _sweep(uint256 region, uint256 price) internal {
        if (uint32(_load(_tick(region, price))) != 0) return;
        for (uint256 level; level < 3; ++level) {
            uint256 slot = _bits(region, level, price >> 8);
            uint256 w = _load(slot) & ~(1 << (price & 255));
            _save(slot, w);
            if (w != 0) return;
            price >>= 8;
        }
        _save(Slots.GLOBAL, _load(Slots.GLOBAL) & ~(1 << (Global.REGIONS + region)));
    }
}
