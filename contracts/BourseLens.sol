// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LeaseReader} from "./core/LeaseReader.sol";
import {LensReader} from "./core/LensReader.sol";
import {QuoteReader} from "./core/QuoteReader.sol";
import {IBourse} from "./interfaces/IBourse.sol";
import {DealView, IBourseLens, LeaseView, OfferView, ProviderView} from "./interfaces/IBourseLens.sol";
import {Cold, Deal, Global, Hot, Lease, Lock, Need, Offer, Terms, Word} from "./libraries/Records.sol";
import {Slots} from "./libraries/Slots.sol";
import {Config, DealId, FunctionId, LeaseId, OfferId, OfferTerms, Plan, ProviderId} from "./types/Types.sol";

/// @title Every view a client wants, read from the Bourse's raw storage
/// @dev Assumptions for safety: none, it holds no right and no money. Assumptions for liveness: none.
contract BourseLens is QuoteReader, LeaseReader {
    constructor(IBourse bourse) LensReader(bourse) {}

    /// @inheritdoc IBourseLens
    function config() external view returns (Config memory, uint64 genesis) {
        (Config memory c, uint256 time) = _parameters(BOURSE);
        return (c, uint64(time));
    }

    /// @inheritdoc IBourseLens
    function counts() external view returns (uint24 providers, uint32 offers, uint40 deals, bool paused) {
        uint256 g = _load(Slots.GLOBAL);
        return (uint24(Global.providers(g)), uint32(Global.offers(g)), uint40(Global.deals(g)), Global.paused(g));
    }

    // ---------------------------------------------------------------- providers

    /// @inheritdoc IBourseLens
    function provider(ProviderId id) external view returns (ProviderView memory v) {
        uint256 p = ProviderId.unwrap(id);
        uint256 owner = _load(Slots.OWNER, p);
        if (owner == 0) return v;
        uint256 c = _now();
        uint256 k = _load(Slots.COLD, p);
        uint256 h = _load(Slots.HOT, p);
        v.owner = address(uint160(owner));
        v.operator = address(uint160(_load(Slots.KEY, (p << 16) | ((owner >> 160) - 1))));
        v.encryptionKey = bytes32(_load(Slots.ENCRYPTION, p));
        v.endpoint = _text(Slots.find(Slots.ENDPOINT, p));
        v.baseStake = Cold.staked(k) ? uint48(BASE_STAKE) : 0;
        v.firstEpoch = uint24(Cold.first(k));
        v.earned = Hot.earned(h);
        v.claimed = Cold.claimed(k);
        v.claimable = _matured(p, h, c) - v.claimed;
        v.attested = uint24(Hot.attested(h));
        v.missed = uint24(Cold.missed(k));
        Peek memory x = _peek(p, h, k, c, 0, 0);
        v.missed += uint24(x.missed);
        v.nextEpoch = uint24(Hot.last(x.h) + 1);
        v.rate = Hot.rate(x.h);
        v.absence = uint8(Hot.absence(x.h));
        v.ended = Hot.ended(x.h);
        v.endEpoch = v.ended ? uint24(x.end) : 0;
        v.declined = uint8(Cold.declined(k));
        v.reputation = v.ended ? 0 : uint64(Word.min(_reputation(p, c), type(uint64).max));
    }

    /// @inheritdoc IBourseLens
    function providerOf(address ownerOrOperator) external view returns (ProviderId) {
        uint256 p = _load(Slots.PROVIDER_OF, uint160(ownerOrOperator));
        if (p == 0) p = _load(Slots.OPERATOR, uint160(ownerOrOperator));
        return ProviderId.wrap(uint24(p));
    }

    /// @inheritdoc IBourseLens
    function operatorAt(ProviderId id, uint24 epoch) external view returns (address) {
        uint256 p = ProviderId.unwrap(id);
        for (uint256 n = _load(Slots.OWNER, p) >> 160; n != 0; --n) {
            uint256 key = _load(Slots.KEY, (p << 16) | (n - 1));
            if (key >> 160 <= epoch) return address(uint160(key));
        }
        return address(0);
    }

    /// @inheritdoc IBourseLens
    function attestation(ProviderId id, uint24 epoch) external view returns (bytes23) {
        uint256 p = ProviderId.unwrap(id);
        (, uint256 w) = _find(p, _load(Slots.HOT, p), epoch);
        return epoch != 0 && uint24(w) == epoch ? bytes23(uint184(w >> 72)) : bytes23(0);
    }

    // ---------------------------------------------------------------- offers

    /// @inheritdoc IBourseLens
    function offer(OfferId id) public view returns (OfferView memory v) {
        uint256 o = _load(Slots.OFFER, OfferId.unwrap(id));
        if (o == 0) return v;
        uint256 p = Offer.provider(o);
        v.id = id;
        v.provider = ProviderId.wrap(uint24(p));
        v.terms = OfferTerms(
            uint24(Offer.price(o)),
            uint24(Offer.compensation(o)),
            uint16(Offer.free(o)),
            uint8(Offer.region(o)),
            uint32(Offer.features(o)),
            uint16(Offer.minEpochs(o)),
            uint24(Offer.until(o))
        );
        v.leased = uint16(Offer.leased(o));
        v.listed = Offer.listed(o);
        v.closed = Offer.closed(o);
        uint256 lock = _load(Slots.LOCK, OfferId.unwrap(id));
        unchecked {
            v.locked =
                (Offer.free(o) + v.leased) * _lockPerUnit(Offer.price(o), Offer.compensation(o)) +
                Lock.difference(lock);
        }
        Peek memory x = _peek(p, _load(Slots.HOT, p), _load(Slots.COLD, p), _now(), 0, 0);
        if (v.leased == 0 && v.locked != 0 && (v.closed || Hot.ended(x.h))) {
            uint256 from = Word.max(Word.max(Lock.closing(lock), Lock.latest(lock)), Hot.ended(x.h) ? x.end : 0);
            v.unlockEpoch = uint24(from + WINDOW + GRACE + GAME);
        }
    }

    /// @inheritdoc IBourseLens
    function book(uint8 region, uint24 fromPrice, uint256 count) external view returns (OfferView[] memory page) {
        page = new OfferView[](count);
        uint256 n;
        uint256 price = fromPrice;
        while (n < count) {
            price = _nextPrice(region, price);
            if (price == NO_PRICE) break;
            uint256 id = uint32(_load(_tick(region, price)));
            while (id != 0 && n < count) {
                page[n++] = offer(OfferId.wrap(uint32(id)));
                id = Offer.next(_load(Slots.OFFER, id));
            }
            ++price;
        }
        assembly ("memory-safe") {
            mstore(page, n)
        }
    }

    // ---------------------------------------------------------------- deals

    /// @inheritdoc IBourseLens
    function deal(DealId id) external view returns (DealView memory v) {
        uint256 d = DealId.unwrap(id);
        uint256 a = _load(Slots.DEAL, d);
        if (a == 0) return v;
        uint256 b = _load(Slots.NEED, d);
        uint256 serves = _load(Slots.SERVES, d);
        uint256 terms = _load(Slots.TERMS, d);
        v.id = id;
        v.owner = Deal.owner(a);
        v.end = uint24(Deal.end(a));
        v.unfilled = uint16(Need.unfilled(b));
        v.reserve = Need.reserve(b);
        v.open = Deal.isOpen(a);
        v.leases = new LeaseView[](Deal.leases(a));
        uint256 instances = v.unfilled;
        for (uint256 i; i < v.leases.length; ++i) {
            uint256 l = _load(Slots.LEASE, (d << 8) | i);
            v.leases[i] = lease(LeaseId.wrap(uint48((d << 8) | i)));
            if (!Lease.replaced(l)) instances += Lease.instances(l);
        }
        v.plan = Plan(
            FunctionId.wrap(uint64(serves)),
            bytes24(bytes32(serves)),
            uint16(instances),
            uint8(Deal.unitsEach(a)),
            uint8(Deal.perProvider(a)),
            uint64(Need.regions(b)),
            uint32(Need.features(b)),
            uint24(Deal.maxPrice(a)),
            uint24(Need.compensation(b)),
            uint16(Deal.epochs(a)),
            Deal.dearer(a),
            Deal.renewable(a),
            uint16(Terms.leastInstances(terms)),
            uint32(Terms.tip(terms)),
            uint64(Terms.minReputation(terms))
        );
    }

    /// @inheritdoc IBourseLens
    function lease(LeaseId id) public view returns (LeaseView memory v) {
        uint256 l = _load(Slots.LEASE, LeaseId.unwrap(id));
        if (l == 0) return v;
        uint256 p = Lease.provider(l);
        uint256 c = _now();
        Peek memory x = _peek(p, _load(Slots.HOT, p), _load(Slots.COLD, p), c, Lease.start(l), Lease.end(l));
        uint256 missed = _missedOf(l, x.h, c) + x.within;
        v.id = id;
        v.provider = ProviderId.wrap(uint24(p));
        v.offer = OfferId.wrap(uint32(Lease.offer(l)));
        v.price = uint24(Lease.price(l));
        v.compensation = uint24(Lease.compensation(l));
        v.instances = uint16(Lease.instances(l));
        v.unitsEach = uint8(Lease.unitsEach(l));
        v.start = uint24(Lease.start(l));
        v.end = uint24(Lease.end(l));
        v.missed = uint24(missed);
        (, uint256 compensation) = _compensation(l, x.h, missed);
        v.refundable = Lease.units(l) * Lease.price(l) * (missed - Lease.settled(l)) + compensation;
        v.live = v.end > c && v.end > v.start && !Hot.ended(x.h);
        v.released = Lease.released(l);
    }
}
