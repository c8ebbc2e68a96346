// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BookReader} from "./BookReader.sol";
import {Providers} from "./Providers.sol";
import {IBourse} from "../interfaces/IBourse.sol";
import {Cold, Global, Hot, Lock, Offer, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {OfferId, OfferTerms} from "../types/Types.sol";

/// @title Standing offers: one book per region, prices in a bitmap, first come first served at a price
abstract contract OfferBook is Providers, BookReader {
    // ---------------------------------------------------------------- providers' transactions

    /// @inheritdoc IBourse
    function postOffer(OfferTerms calldata terms) external returns (OfferId) {
        _whenLive();
        (uint256 p, ) = _mine();
        uint256 price = terms.price;
        uint256 units = terms.units;
        _within("price", price, 1, type(uint24).max);
        _within("units", units, 1, type(uint16).max);
        _within("region", terms.region, 0, 63);
        _within("until", terms.until, _now() + 2, type(uint24).max);
        uint256 id;
        unchecked {
            uint256 lock = units * _lockPerUnit(price, terms.compensation);
            _within("lock", lock, 1, type(uint56).max);
            uint256 k = _load(Slots.COLD, p) + ((units * price) << Cold.POSTED);
            _within("rate", Cold.posted(k), 1, MOST_POSTED);
            _debit(msg.sender, lock);
            _save(Slots.COLD, p, k);

            uint256 g = _load(Slots.GLOBAL) + (1 << Global.OFFERS);
            _save(Slots.GLOBAL, g);
            id = Global.offers(g);
            _within("offers", id, 1, type(uint32).max);
        }
        uint256 o = p | (price << 24) | (units << Offer.FREE) | (uint256(terms.region) << 80);
        o |= (uint256(terms.compensation) << 96) | (uint256(terms.features) << 120);
        o |= (uint256(terms.minEpochs) << 216) | (uint256(terms.until) << 232);
        _save(Slots.OFFER, id, _enlist(id, o));
        _emitPosted(id, p, terms);
        return OfferId.wrap(uint32(id));
    }

    /// @inheritdoc IBourse
    function closeOffer(OfferId offer) external {
        uint256 id = OfferId.unwrap(offer);
        uint256 o = _myOffer(id);
        require(!Offer.closed(o), NotOpen(id));
        _save(Slots.OFFER, id, _strike(o) | Offer.CLOSED);
        uint256 k = _load(Slots.LOCK, id);
        _save(Slots.LOCK, id, Lock.pack(Lock.difference(k), _now(), Lock.latest(k)));
        emit OfferClosed(offer);
    }

    /// @inheritdoc IBourse
    function withdrawOffer(OfferId offer) external {
        uint256 id = OfferId.unwrap(offer);
        uint256 o = _myOffer(id);
        uint256 p = Offer.provider(o);
        bool ended = Hot.ended(_sync(p));
        require(ended || Offer.closed(o), NotClosed(id));
        require(Offer.leased(o) == 0, UnitsLeased(id, uint16(Offer.leased(o))));
        uint256 k = _load(Slots.LOCK, id);
        uint256 cold = _load(Slots.COLD, p);
        _after(Word.max(Word.max(Lock.closing(k), Lock.latest(k)), Cold.end(cold)));

        uint256 units = Offer.free(o);
        unchecked {
            uint256 amount = units * _lockPerUnit(Offer.price(o), Offer.compensation(o)) + Lock.difference(k);
            require(amount != 0, NotOpen(id));
            _save(Slots.COLD, p, cold - ((units * Offer.price(o)) << Cold.POSTED));
            _save(Slots.OFFER, id, (_strike(o) | Offer.CLOSED) - (units << Offer.FREE));
            _save(Slots.LOCK, id, 0);
            _credit(msg.sender, amount);
            emit OfferWithdrawn(offer, amount);
        }
    }

    /// @dev `emit OfferPosted`, the terms copied as they came: their fields were checked when they were read.
    function _emitPosted(uint256 id, uint256 p, OfferTerms calldata terms) private {
        bytes32 topic = OfferPosted.selector;
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, terms, 0xe0)
            log3(data, 0xe0, topic, id, p)
        }
    }

    // ---------------------------------------------------------------- for the other parts

    function _myOffer(uint256 id) private view returns (uint256 o) {
        o = _load(Slots.OFFER, id);
        _onlyOwnerOf(Offer.provider(o));
    }

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
