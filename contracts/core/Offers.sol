// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Book} from "./Book.sol";
import {IBourseCore} from "../interfaces/IBourseCore.sol";
import {Cold, Global, Hot, Lock, Offer, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {OfferId, OfferTerms} from "../types/Types.sol";

/// @title Standing offers
abstract contract Offers is Book, IBourseCore {
    /// @inheritdoc IBourseCore
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

    /// @inheritdoc IBourseCore
    function closeOffer(OfferId offer) external {
        uint256 id = OfferId.unwrap(offer);
        uint256 o = _myOffer(id);
        require(!Offer.closed(o), NotOpen(id));
        _save(Slots.OFFER, id, _strike(o) | Offer.CLOSED);
        uint256 k = _load(Slots.LOCK, id);
        _save(Slots.LOCK, id, Lock.pack(Lock.difference(k), _now(), Lock.latest(k)));
        emit OfferClosed(offer);
    }

    /// @inheritdoc IBourseCore
    function withdrawOffer(OfferId offer) external {
        uint256 id = OfferId.unwrap(offer);
        uint256 o = _myOffer(id);
        uint256 p = Offer.provider(o);
        bool ended = Hot.ended(_sync(p));
        require(ended || Offer.closed(o), NotClosed(id));
        require(Offer.leased(o) == 0, UnitsLeased(id, uint16(Offer.leased(o))));
        uint256 k = _load(Slots.LOCK, id);
        uint256 cold = _load(Slots.COLD, p);
        _after(p, Word.max(Word.max(Lock.closing(k), Lock.latest(k)), Cold.end(cold)));

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

    function _myOffer(uint256 id) private view returns (uint256 o) {
        o = _load(Slots.OFFER, id);
        _onlyOwnerOf(Offer.provider(o));
    }
}
