// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Book} from "./Book.sol";
import {MatchReader} from "./MatchReader.sol";
import {Deal, Lease, Need, Offer, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {LeaseId, OfferId, ProviderId} from "../types/Types.sol";

/// @title Matching: what was chosen is written
abstract contract Matching is Book, MatchReader {
    /// @dev Writes what was chosen, stores the deal, and gives back what its reserve does not need. `money` is the
    /// reserve and what its owner adds for this time. Returns the number of new leases.
    function _match(
        uint256 deal,
        uint256 a,
        uint256 b,
        uint256 terms,
        uint256 money,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) internal returns (uint256) {
        unchecked {
            Search memory s = _choose(deal, a, b, terms, money, hints, limit, maxSteps);
            for (uint256 i = s.own; i < s.n; ++i) {
                _lease((deal << 8) | Deal.leases(a), s, s.takers[i]);
                a += 1 << Deal.LEASES;
            }
            for (uint256 i; i < s.nStale; ++i) _tidy(s.stale[i]);
            uint256 keep = s.unfilled * Word.min(Need.reserve(b) / Need.unfilled(b), s.span * Deal.maxPrice(a));
            _save(Slots.DEAL, deal, a);
            _save(Slots.NEED, deal, _need(b, keep, s.unfilled, s.cursor));
            _credit(Deal.owner(a), money - s.cost - keep);
            return s.n - s.own;
        }
    }

    function _need(uint256 b, uint256 reserve, uint256 unfilled, uint256 cursor) internal pure returns (uint256) {
        return ((uint192(b) >> 72) << 72) | reserve | (unfilled << Need.UNFILLED) | (cursor << Need.CURSOR);
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
