// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OfferView, ProviderView} from "../../contracts/interfaces/IBourseLens.sol";
import {Cold, Hot, Word} from "../../contracts/libraries/Records.sol";
import {Slots} from "../../contracts/libraries/Slots.sol";
import {Config, OfferId, OfferTerms, ProviderId} from "../../contracts/types/Types.sol";
import {IBourse} from "../../contracts/interfaces/IBourse.sol";
import {BourseLens} from "../../contracts/BourseLens.sol";
import {MarketTest} from "../unit/MarketTest.sol";
import {Exposed} from "./Exposed.sol";

/// @notice The clever parts beside naive ones: price bitmap, queue, rate lanes, ring search, missed ranges.
contract CoreFuzzTest is MarketTest {
    uint256 private constant NO_PRICE = 1 << 24;

    Exposed private exposed;

    function config() internal view override returns (Config memory c) {
        c = super.config();
        c.absence = 255;
        c.window = 4;
    }

    function setUp() public override {
        super.setUp();
        exposed = new Exposed(config(), modules());
        bourse = IBourse(address(exposed));
        lens = new BourseLens(bourse);
        fund(dev, 1e15);
    }

    function testFuzz_LowestBit(uint256 w, uint8 shift) external view {
        w = (w | 1) << shift;
        uint256 i;
        while ((w >> i) & 1 == 0) ++i;
        assertEq(exposed.lowestBit(w), i, "lowest bit");
    }

    /// hardhat-config: fuzz.runs = 64
    function testFuzz_OFF2_NextPriceIsWhatAScanFinds(uint24[12] calldata prices, uint24[8] calldata from) external {
        (address p, ) = newProvider();
        OfferId[] memory ids = new OfferId[](12);
        bool[] memory open = new bool[](12);
        for (uint256 i; i < 12; ++i) {
            // clusters in one word, in neighbouring ones, and far apart
            uint24 price = uint24(bound(prices[i] >> (prices[i] % 20), 1, type(uint24).max));
            ids[i] = post(p, cheap(price));
            open[i] = true;
            if (prices[i] % 3 == 0) {
                vm.prank(p);
                bourse.closeOffer(ids[i]);
                open[i] = false;
            }
        }
        for (uint256 i; i < 8; ++i) {
            uint256 least = from[i] >> (from[i] % 20);
            uint256 expected = NO_PRICE;
            for (uint256 j; j < 12; ++j) {
                uint256 price = lens.offer(ids[j]).terms.price;
                if (open[j] && price >= least && price < expected) expected = price;
            }
            assertEq(exposed.nextPrice(3, least), expected, "next price");
            assertEq(exposed.nextPrice(4, least), NO_PRICE, "another region");
        }
    }

    /// hardhat-config: fuzz.runs = 64
    function testFuzz_OFF2_AQueueKeepsItsOrderWhateverLeaves(uint256 leavers) external {
        (address p, ) = newProvider();
        OfferId[] memory ids = new OfferId[](10);
        for (uint256 i; i < 10; ++i) ids[i] = post(p, cheap(77));
        uint256 left;
        for (uint256 k; k < 10; ++k) {
            uint256 i = (k * 7 + (leavers % 10)) % 10;
            if ((leavers >> (8 + k)) & 1 == 0) continue;
            vm.prank(p);
            bourse.closeOffer(ids[i]);
            left |= 1 << i;
        }
        OfferView[] memory page = lens.book(3, 0, 20);
        uint256 n;
        for (uint256 i; i < 10; ++i) {
            if ((left >> i) & 1 != 0) continue;
            assertEq(OfferId.unwrap(page[n++].id), OfferId.unwrap(ids[i]), "order");
        }
        assertEq(page.length, n, "length");
    }

    /// hardhat-config: fuzz.runs = 128
    function testFuzz_EPO1_RatesAreTheSumOfLeases(uint256 seed) external {
        uint256 h;
        uint256[] memory starts = new uint256[](12);
        uint256[] memory ends = new uint256[](12);
        uint256[] memory rates = new uint256[](12);
        uint256 n;
        for (uint256 last; last < 60; ++last) {
            uint256 r = uint256(keccak256(abi.encode(seed, last)));
            if (n < 12 && r % 3 == 0) {
                // as a match does: from the next epoch but one on, at the latest the one after
                (starts[n], ends[n]) = (last + 2 + ((r >> 8) % 2), last + 4 + ((r >> 16) % 40));
                rates[n] = (r >> 32) % (1 << 42);
                h = exposed.schedule(5, h, starts[n], rates[n]);
                h = exposed.schedule(5, h, ends[n], negative(rates[n]));
                ++n;
            } else if (n != 0 && r % 7 == 1) {
                // as a cut does: it ends earlier
                uint256 i = (r >> 8) % n;
                uint256 next = last + 2;
                if (ends[i] > next && starts[i] < next) {
                    h = exposed.schedule(5, h, next, negative(rates[i]));
                    h = exposed.schedule(5, h, ends[i], rates[i]);
                    ends[i] = next;
                }
            }
            h = exposed.advance(5, h);
            uint256 expected;
            for (uint256 i; i < n; ++i) if (starts[i] <= last + 2 && last + 2 < ends[i]) expected += rates[i];
            assertEq(Hot.last(h), last + 1, "epoch");
            assertEq(Hot.rate(h), expected, "rate");
        }
    }

    /// hardhat-config: fuzz.runs = 48
    function testFuzz_EPO3_RingAndRangesAreWhatWasAttested(uint256 pattern) external {
        (address account, ProviderId id) = newProvider();
        post(account, 10, 4);
        open(plan(2, 200));
        uint256 p = ProviderId.unwrap(id);
        uint256 grace = config().grace;
        uint256 window = config().window;
        bool[] memory attested = new bool[](60);
        for (uint256 c = epoch() + 2; c < 50; ++c) {
            warp(c);
            if (uint256(keccak256(abi.encode(pattern, c))) % 4 == 0) continue;
            uint256 owed = lens.provider(id).nextEpoch;
            attest(account, owed);
            attested[owed] = true;
            if (c % 5 == 0) check(p, id, attested, c, grace, window);
        }
    }

    function check(uint256 p, ProviderId id, bool[] memory attested, uint256 c, uint256 grace, uint256 window) private {
        bourse.sync(id);
        uint256 h = exposed.word(Slots.HOT, p);
        uint256 total = Hot.attested(h);
        uint256 oldest = c > grace + window + 1 ? c - grace - window - 1 : 1;
        uint256 matured;
        uint256 missed;
        for (uint256 e = 1; e <= c; ++e) {
            if (e >= oldest && e <= Hot.last(h)) checkFound(p, h, attested, e, total);
            uint256 ranges = Cold.ranges(exposed.word(Slots.COLD, p));
            assertEq(exposed.missedBefore(p, ranges, e), missed, "missed before");
            if (attested[e] && c > e + grace + window) matured += 20;
            if (e >= 2 && e <= Hot.last(h) && !attested[e]) ++missed;
            bool shown = lens.attestation(id, uint24(e)) != 0;
            if (e >= oldest) assertTrue(shown == attested[e], "attestation");
        }
        ProviderView memory v = lens.provider(id);
        assertEq(v.claimable + v.claimed, matured, "matured");
        assertEq(v.missed, missed, "missed");
    }

    function checkFound(uint256 p, uint256 h, bool[] memory attested, uint256 e, uint256 total) private view {
        (, uint256 word) = exposed.find(p, h, e);
        uint256 first = e;
        while (first < attested.length && !attested[first]) ++first;
        uint256 later;
        for (uint256 i = e; i < attested.length; ++i) if (attested[i]) ++later;
        if (first == attested.length) {
            assertEq(word, 0, "no entry");
        } else {
            assertEq(uint24(word), first, "first attested from here on");
            assertEq(uint48(word >> 24), (total - later) * 20, "earned before");
        }
    }

    function testFuzz_Add48TouchesItsLaneAlone(uint256 w, uint8 lane, uint256 delta) external pure {
        uint256 shift = 48 * (uint256(lane) % 5);
        uint256 mask = Word.M48 << shift;
        uint256 sum = Word.add48(w, shift, delta);
        assertEq(sum & ~mask, w & ~mask, "others");
        unchecked {
            assertEq((sum >> shift) & Word.M48, ((w >> shift) + delta) & Word.M48, "lane");
        }
    }

    function testFuzz_AnOfferIsStoredAsPosted(OfferTerms memory t) external {
        (address p, ProviderId id) = newProvider();
        t.price = uint24(bound(t.price, 1, 1 << 16));
        t.units = uint16(bound(t.units, 1, type(uint16).max));
        t.region = t.region % 64;
        t.until = uint24(bound(t.until, epoch() + 2, type(uint24).max));
        t.compensation = uint24(bound(t.compensation, 0, 1 << 16));
        OfferId offer = post(p, t);
        OfferView memory v = lens.offer(offer);
        assertEq(uint256(keccak256(abi.encode(v.terms))), uint256(keccak256(abi.encode(t))), "terms");
        assertEq(ProviderId.unwrap(v.provider), ProviderId.unwrap(id), "provider");
        Config memory c = config();
        uint256 lock = uint256(t.units) * (uint256(t.price) * c.window + uint256(t.compensation) * c.compensated);
        assertEq(v.locked, lock, "lock");
    }

    function negative(uint256 delta) private pure returns (uint256) {
        unchecked {
            return 0 - delta;
        }
    }

    function cheap(uint24 price) private pure returns (OfferTerms memory t) {
        t = terms(price, 1);
        t.region = 3;
        t.compensation = 0;
    }
}
