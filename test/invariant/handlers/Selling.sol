// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseCore} from "../../../contracts/interfaces/IBourseCore.sol";
import {IBourseExtension} from "../../../contracts/interfaces/IBourseExtension.sol";
import {Cold, Hot, Lock, Offer} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {OfferId, OfferTerms, ProviderId, SignedAttestation} from "../../../contracts/types/Types.sol";
import {Actions} from "./Actions.sol";
import {World} from "./World.sol";

/// @notice Time, and what providers do in it.
abstract contract Selling is World {
    bytes32 private constant OPERATOR = keccak256("Operator(address owner,address operator,bytes32 encryptionKey)");
    bytes32 private constant ATTESTATION = keccak256(
        "Attestation(uint24 provider,uint24 epoch,bytes32 root,uint32 tip)"
    );

    // ---------------------------------------------------------------- time

    /// @dev An epoch ends: most sellers attest it, some by a carrier; who ended begins anew, who may resume does.
    function _pass(uint256 epochs, uint256 seed) internal {
        c += epochs;
        vm.warp(genesis + (c - 1) * EPOCH + 1);
        for (uint256 i; i < SELLERS; ++i) {
            if (away[i] > c) continue;
            if (_r(seed + i, 13) == 0) away[i] = c + 2 + _r(seed, 7);
            else if (_r(seed, 4) != 0) _attestOwed(i);
        }
        if (_r(seed, 4) == 0) _carry(seed);
        for (uint256 i; i < SELLERS; ++i) _comeBack(i);
    }

    function pass(uint256 seed) external {
        seed = _begin(seed);
        _pass(seed % 7 == 0 ? 2 + _r(seed, 9) : 1, seed);
    }

    function _comeBack(uint256 who) private {
        uint256 p = providerOf(sellers[who]);
        bourse.sync(ProviderId.wrap(uint24(p)));
        uint256 h = word(Slots.HOT, p);
        if (Hot.ended(h)) {
            _register(who);
            _post(who, uint256(keccak256(abi.encode(h, c))));
        } else if (Hot.absence(h) != 0 && Hot.idle(h)) {
            _bourse(Actions.RESUME, sellers[who], abi.encodeCall(IBourseExtension.resume, ()));
        }
    }

    // ---------------------------------------------------------------- providers

    function _register(uint256 who) internal returns (bool) {
        address seller = sellers[who];
        bytes32 key = bytes32(uint256(7));
        bytes32 message = keccak256(abi.encode(OPERATOR, seller, seller, key));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(SELLER_KEY + who, _digest(_market(), address(bourse), message));
        bytes memory data = abi.encodeCall(
            IBourseExtension.register,
            (seller, key, "https://p.example", abi.encodePacked(r, s, v))
        );
        return _bourse(Actions.REGISTER, seller, data);
    }

    function registerAgain(uint256 seed) external {
        seed = _begin(seed);
        uint256 who = seed % SELLERS;
        // whoever is registered is told so: once in a while
        if (seed % 5 == 0 || Hot.ended(word(Slots.HOT, providerOf(sellers[who])))) _register(who);
        else _attestOwed(who);
    }

    /// @dev Who wants to leave withdraws its offers' capacity by closing them, and can when nothing is leased.
    function retire(uint256 seed) external {
        seed = _begin(seed);
        for (uint256 i; i < SELLERS; ++i) {
            address seller = sellers[(seed + i) % SELLERS];
            uint256 h = word(Slots.HOT, providerOf(seller));
            if (!Hot.idle(h) || Hot.ended(h) || _r(seed, 3) == 0) continue;
            bourse.sync(ProviderId.wrap(uint24(providerOf(seller))));
            _bourse(Actions.RETIRE, seller, abi.encodeCall(IBourseExtension.retire, ()));
            return;
        }
        _pass(1, seed);
    }

    function withdrawStake(uint256 seed) external {
        seed = _begin(seed);
        (uint256 n, , ) = counts();
        for (uint256 i; i < n; ++i) {
            uint256 p = 1 + ((seed + i) % n);
            uint256 k = word(Slots.COLD, p);
            // too early, now and then
            if (
                !Cold.staked(k) ||
                !Hot.ended(word(Slots.HOT, p)) ||
                (seed % 4 != 0 && c < Cold.end(k) + MATURITY + GAME)
            ) continue;
            bytes memory data = abi.encodeCall(IBourseExtension.withdrawStake, (ProviderId.wrap(uint24(p))));
            if (_bourse(Actions.WITHDRAW_STAKE, ownerOf(p), data)) {
                assertTrue(c >= Cold.end(k) + MATURITY + GAME, "a stake withdrawn before the notice was over");
                assertTrue(!faults.holds(uint24(p)), "a stake withdrawn from under a case");
            }
            return;
        }
        _pass(1, seed);
    }

    // ---------------------------------------------------------------- attestations

    /// @dev All that a seller can still attest.
    function _attestOwed(uint256 who) internal {
        if (away[who] > c) return;
        uint256 p = providerOf(sellers[who]);
        uint256 h = word(Slots.HOT, p);
        if (Hot.idle(h) || Hot.ended(h)) return;
        uint256 e = Hot.last(h) + 1;
        // who comes too late is told so, now and then
        if (e + GRACE < c && calls % 4 != 0) e = c - GRACE;
        for (; e < c; ++e) _attest(p, e, sellers[who]);
    }

    function _attest(uint256 p, uint256 e, address by) private {
        bytes memory data = abi.encodeCall(IBourseCore.attest, (uint24(e), bytes32(e)));
        if (_bourse(Actions.ATTEST, by, data)) _entered(p, e);
    }

    function _entered(uint256 p, uint256 e) private {
        assertTrue(e < c && e + GRACE >= c, "attested before its end or after its grace");
        _enter(p, e);
    }

    function attest(uint256 seed) external {
        seed = _begin(seed);
        if (seed % 8 == 0) {
            // any epoch, mostly a wrong one
            address seller = sellers[_r(seed, SELLERS)];
            _attest(providerOf(seller), _r(seed, c + 2), seller);
        } else for (uint256 i; i < SELLERS; ++i) _attestOwed(i);
    }

    function attestBatch(uint256 seed) external {
        _carry(_begin(seed));
    }

    /// @dev Attestations of all sellers, carried by the keeper for tips; one of them is signed by a wrong key now and then.
    function _carry(uint256 seed) private {
        SignedAttestation[] memory entries = new SignedAttestation[](SELLERS);
        for (uint256 i; i < SELLERS; ++i) {
            uint256 p = providerOf(sellers[i]);
            uint256 e = Hot.last(word(Slots.HOT, p)) + 1;
            if (e + GRACE < c) e = c - GRACE;
            // who is away signs nothing that counts
            if (e == 0 || away[i] > c) e = c;
            entries[i] = _signed(p, e, _r(seed + i, 40), seed % 9 == i ? SELLER_KEY - 1 : SELLER_KEY + i);
        }
        uint256[] memory before = _attestedCounts();
        uint256 purse = balance(KEEPER);
        bool ok = _bourse(Actions.ATTEST_BATCH, KEEPER, abi.encodeCall(IBourseExtension.attestBatch, (entries)));
        if (!ok) return;
        uint256 most;
        for (uint256 i; i < SELLERS; ++i) {
            uint256 p = providerOf(sellers[i]);
            if (Hot.attested(word(Slots.HOT, p)) == before[i]) continue;
            assertTrue(seed % 9 != i, "attested with a stranger's signature");
            _entered(p, entries[i].epoch);
            most += entries[i].tip;
        }
        assertTrue(balance(KEEPER) - purse <= most, "tips above what was signed");
    }

    function _attestedCounts() private view returns (uint256[] memory n) {
        n = new uint256[](SELLERS);
        for (uint256 i; i < SELLERS; ++i) n[i] = Hot.attested(word(Slots.HOT, providerOf(sellers[i])));
    }

    function _signed(uint256 p, uint256 e, uint256 tip, uint256 key) private view returns (SignedAttestation memory a) {
        (a.provider, a.epoch, a.root, a.tip) = (ProviderId.wrap(uint24(p)), uint24(e), bytes32(e), uint32(tip));
        bytes32 message = keccak256(abi.encode(ATTESTATION, p, e, a.root, tip));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(_market(), address(bourse), message));
        (a.r, a.vs) = (r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
    }

    // ---------------------------------------------------------------- money of providers

    function claim(uint256 seed) external {
        seed = _begin(seed);
        (uint256 n, , ) = counts();
        uint256 p = 1 + _r(seed, n);
        if (_bourse(Actions.CLAIM, KEEPER, abi.encodeCall(IBourseCore.claim, (ProviderId.wrap(uint24(p)))))) {
            assertEq(Cold.claimed(word(Slots.COLD, p)), this.maturedOf(p), "claimed, and what is mature");
        }
    }

    /// @notice Naively: each lease, each epoch of it that was attested and is old enough.
    function maturedOf(uint256 provider) external view virtual returns (uint256);

    function sync(uint256 seed) external {
        seed = _begin(seed);
        (uint256 n, , ) = counts();
        uint256 p = 1 + _r(seed, n);
        _bourse(Actions.SYNC, KEEPER, abi.encodeCall(IBourseCore.sync, (ProviderId.wrap(uint24(p)))));
    }

    // ---------------------------------------------------------------- offers

    function _post(uint256 who, uint256 seed) internal {
        OfferTerms memory terms = OfferTerms({
            price: uint24(1 + _r(seed + 1, 12)),
            compensation: uint24(_r(seed + 2, 9)),
            units: uint16(1 + _r(seed + 3, 8)),
            region: uint8(_r(seed + 4, 2)),
            features: 0,
            minEpochs: uint16(_r(seed + 5, 3)),
            until: seed % 4 == 0 ? uint24(c + 2 + _r(seed, 20)) : type(uint24).max
        });
        if (_bourse(Actions.POST_OFFER, sellers[who], abi.encodeCall(IBourseCore.postOffer, (terms)))) {
            (, uint256 n, ) = counts();
            posted[n] = terms.units;
        }
    }

    function postOffer(uint256 seed) external {
        seed = _begin(seed);
        _post(seed % SELLERS, seed);
    }

    function closeOffer(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 o) = _offer(seed, false);
        // half of the closed ones would be sold out for good else
        if (id == 0 || seed % 3 != 0) return _post(seed % SELLERS, seed);
        _bourse(
            Actions.CLOSE_OFFER,
            ownerOf(Offer.provider(o)),
            abi.encodeCall(IBourseCore.closeOffer, (OfferId.wrap(uint32(id))))
        );
    }

    function withdrawOffer(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 o) = _offer(seed, true);
        if (id == 0) return _pass(1, seed);
        uint256 p = Offer.provider(o);
        uint256 k = word(Slots.LOCK, id);
        uint256 locked = lockedOf(id, o);
        address owner = ownerOf(p);
        uint256 purse = balance(owner);
        bytes memory data = abi.encodeCall(IBourseCore.withdrawOffer, (OfferId.wrap(uint32(id))));
        if (!_bourse(Actions.WITHDRAW_OFFER, owner, data)) return;
        assertTrue(
            c >= Lock.closing(k) + MATURITY + GAME && c >= Lock.latest(k) + MATURITY + GAME,
            "a lock withdrawn before the notice was over"
        );
        assertEq(balance(owner) - purse, locked, "a lock withdrawn in part");
        withdrawn[id] = true;
    }

    /// @dev An offer to close (open), or to withdraw (closed or orphaned, nothing leased, and old enough most of the time).
    function _offer(uint256 seed, bool over) private view returns (uint256 id, uint256 o) {
        (, uint256 n, ) = counts();
        for (uint256 i; i < n; ++i) {
            id = 1 + ((seed + i) % n);
            if (withdrawn[id]) continue;
            o = word(Slots.OFFER, id);
            if (!over) {
                if (!Offer.closed(o)) return (id, o);
                continue;
            }
            uint256 p = Offer.provider(o);
            bool ended = Hot.ended(word(Slots.HOT, p));
            if (Offer.leased(o) != 0 || !(ended || Offer.closed(o))) continue;
            uint256 k = word(Slots.LOCK, id);
            uint256 from = Lock.closing(k) > Lock.latest(k) ? Lock.closing(k) : Lock.latest(k);
            uint256 end = Cold.end(word(Slots.COLD, p));
            if (end > from) from = end;
            if (seed % 5 == 0 || c >= from + MATURITY + GAME) return (id, o);
        }
        return (0, 0);
    }
}
