// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LensReader} from "./LensReader.sol";
import {IBourseLens, Quote, QuotedLease, Reason, Unfilled} from "../interfaces/IBourseLens.sol";
import {Global, Hot, Need, Offer, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {OfferId, Pick, Plan, ProviderId} from "../types/Types.sol";

/// @title What a plan would get now, and why not more
abstract contract QuoteReader is LensReader {
    struct Look {
        uint256 c;
        uint256 rem;
        uint256 span;
        uint256 left; // of the limit
        uint256 unfilled;
        uint256 n; // entries of `quote.unfilled`
        uint256 several; // first offer with more than one obstacle
        bool hinted;
    }

    /// @inheritdoc IBourseLens
    function preview(
        Plan calldata plan,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) public view returns (Pick[] memory picks, uint256 cost, bool complete) {
        (uint256 a, uint256 b) = _words(plan);
        Search memory s = _choose(0, a, b, _terms(plan), Need.reserve(b), hints, limit, maxSteps);
        picks = new Pick[](s.n);
        for (uint256 i; i < s.n; ++i) picks[i] = Pick(OfferId.wrap(uint32(s.takers[i])), uint16(s.takers[i] >> 32));
        return (picks, s.cost, !s.cut);
    }

    /// @inheritdoc IBourseLens
    function quote(
        Plan calldata plan,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) external view returns (Quote memory q) {
        Pick[] memory picks;
        (picks, q.cost, q.complete) = preview(plan, hints, limit, maxSteps);
        q.escrow = uint256(plan.instances) * plan.unitsEach * plan.maxPrice * plan.epochs;
        Look memory s;
        (s.c, s.rem, s.left, s.unfilled) = (_now(), plan.epochs, limit - q.cost, plan.instances);
        s.span = uint256(plan.unitsEach) * plan.epochs;
        s.hinted = hints.length != 0;
        q.leases = new QuotedLease[](picks.length);
        for (uint256 i; i < picks.length; ++i) {
            q.leases[i] = _quoted(picks[i], s.span);
            s.unfilled -= picks[i].instances;
        }
        if (s.unfilled != 0) _explain(plan, q, s, maxSteps);
    }

    function _quoted(Pick memory pick, uint256 span) private view returns (QuotedLease memory) {
        uint256 o = _load(Slots.OFFER, OfferId.unwrap(pick.offer));
        return
            QuotedLease(
                pick.offer,
                ProviderId.wrap(uint24(Offer.provider(o))),
                uint24(Offer.price(o)),
                pick.instances,
                uint8(Offer.region(o)),
                Offer.price(o) * span * pick.instances
            );
    }

    /// @dev Looks at every book, from the cheapest offer on, at most `steps` places.
    function _explain(Plan calldata plan, Quote memory q, Look memory s, uint256 steps) private view {
        q.unfilled = new Unfilled[](Word.min(s.unfilled, 65));
        uint256 regions = Global.regions(_load(Slots.GLOBAL));
        uint256[64] memory next;
        for (uint256 i; i < 64; ++i) next[i] = (regions >> i) & 1 == 0 ? NO_PRICE : _nextPrice(i, 0);
        while (s.unfilled != 0 && steps != 0) {
            uint256 region;
            for (uint256 i = 1; i < 64; ++i) if (next[i] < next[region]) region = i;
            uint256 price = next[region];
            if (price == NO_PRICE) break;
            uint256 id = uint32(_load(_tick(region, price)));
            if (id == 0) --steps;
            for (; id != 0 && steps != 0 && s.unfilled != 0; --steps) {
                uint256 o = _load(Slots.OFFER, id);
                _consider(plan, q, s, id, o);
                id = Offer.next(o);
            }
            next[region] = _nextPrice(region, price + 1);
        }
        if (s.unfilled != 0) {
            _note(q, s, s.unfilled, s.several == 0 ? Reason.NoOffer : Reason.Several, s.several);
        }
        Unfilled[] memory list = q.unfilled;
        uint256 n = s.n;
        assembly ("memory-safe") {
            mstore(list, n)
        }
    }

    function _consider(Plan calldata plan, Quote memory q, Look memory s, uint256 id, uint256 o) private view {
        if (Offer.until(o) < s.c + 2) return;
        uint256 p = Offer.provider(o);
        uint256 h = _peek(p, _load(Slots.HOT, p), _load(Slots.COLD, p), s.c, 0, 0).h;
        if (Hot.ended(h)) return;
        uint256 spread = plan.perProvider;
        for (uint256 i; i < q.leases.length; ++i) {
            QuotedLease memory l = q.leases[i];
            if (OfferId.unwrap(l.offer) == id) {
                // what the quote takes is not there a second time
                o -= (uint256(l.instances) * plan.unitsEach) << Offer.FREE;
                if (Offer.free(o) < plan.unitsEach) return;
            }
            if (ProviderId.unwrap(l.provider) == p) spread -= Word.min(spread, l.instances);
        }
        uint256 reasons = _reasons(plan, s, o, h, spread, q.leases.length);
        uint256 n = Word.min(s.unfilled, Word.max(1, _most(plan, o, spread)));
        if (reasons == 0) {
            if (s.hinted || !q.complete) _note(q, s, n, Reason.Unseen, id);
        } else if (reasons & (reasons - 1) == 0) {
            _note(q, s, n, Reason(_lowestBit(reasons)), id);
        } else if (s.several == 0) s.several = id;
    }

    /// @dev A bit for every reason that stands in the way.
    function _reasons(
        Plan calldata plan,
        Look memory s,
        uint256 o,
        uint256 h,
        uint256 spread,
        uint256 leases
    ) private view returns (uint256 bits) {
        uint256 price = Offer.price(o);
        uint256 least = Word.max(1, Word.min(plan.leastInstances, s.unfilled));
        if (price > plan.maxPrice) bits |= 1 << uint8(Reason.Price);
        else if (price * s.span * least > s.left) bits |= 1 << uint8(Reason.Limit);
        if ((plan.regions >> Offer.region(o)) & 1 == 0) bits |= 1 << uint8(Reason.Region);
        if (plan.features & ~Offer.features(o) != 0) bits |= 1 << uint8(Reason.Features);
        if (Offer.compensation(o) < plan.minCompensation) bits |= 1 << uint8(Reason.Compensation);
        if (s.rem < Offer.minEpochs(o) || s.c + 1 + s.rem > Offer.until(o)) bits |= 1 << uint8(Reason.Term);
        if (_most(plan, o, spread) < least) bits |= 1 << uint8(Reason.Units);
        if (spread == 0) bits |= 1 << uint8(Reason.Spread);
        if (!_ready(h, s.c)) bits |= 1 << uint8(Reason.Provider);
        if (plan.minReputation != 0 && _reputation(Offer.provider(o), s.c) < plan.minReputation) {
            bits |= 1 << uint8(Reason.Reputation);
        }
        if (leases == MOST_LEASES) bits |= 1 << uint8(Reason.Leases);
    }

    /// @dev Instances that the offer holds, as far as the spread goes where that is not what is in the way.
    function _most(Plan calldata plan, uint256 o, uint256 spread) private pure returns (uint256 n) {
        n = Offer.free(o) / plan.unitsEach;
        if (spread != 0) n = Word.min(n, spread);
    }

    function _note(Quote memory q, Look memory s, uint256 n, Reason reason, uint256 id) private view {
        // the last place is for what nothing explains
        if (reason != Reason.NoOffer && reason != Reason.Several && s.n + 1 >= q.unfilled.length && n < s.unfilled) {
            if (s.several == 0) s.several = id;
            return;
        }
        uint256 o = id == 0 ? 0 : _load(Slots.OFFER, id);
        q.unfilled[s.n++] = Unfilled(
            uint16(n),
            reason,
            OfferId.wrap(uint32(id)),
            uint24(Offer.price(o)),
            uint8(Offer.region(o))
        );
        s.unfilled -= n;
    }
}
