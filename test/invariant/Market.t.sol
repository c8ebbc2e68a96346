// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bourse} from "../../contracts/Bourse.sol";
import {BourseLens} from "../../contracts/BourseLens.sol";
import {DealView, LeaseView, OfferView, ProviderView} from "../../contracts/interfaces/IBourseLens.sol";
import {Lease} from "../../contracts/libraries/Records.sol";
import {Slots} from "../../contracts/libraries/Slots.sol";
import {IBourse} from "../../contracts/interfaces/IBourse.sol";
import {USDC} from "../../contracts/mocks/USDC.sol";
import {Config, DealId, LeaseId, Modules, OfferId, ProviderId} from "../../contracts/types/Types.sol";
import {TestBase} from "../TestBase.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice What is true of the market after every transaction. test/README.md says each in plain English.
contract MarketInvariantTest is TestBase {
    uint256 private constant GRACE = 1;
    uint256 private constant WINDOW = 3;
    uint256 private constant MISSES = 2; // compensated
    uint256 private constant STAKE = 1000;

    IBourse private bourse;
    BourseLens private lens;
    USDC private usdc;
    MarketHandler private handler;

    function setUp() external {
        usdc = new USDC(address(this));
        Modules memory modules;
        bourse = IBourse(
            address(
                new Bourse(
                    Config({
                        token: address(usdc),
                        owner: address(this),
                        epochLength: 100,
                        grace: uint16(GRACE),
                        window: uint16(WINDOW),
                        game: 1,
                        absence: 3,
                        compensated: uint8(MISSES),
                        baseStake: uint48(STAKE)
                    }),
                    modules
                )
            )
        );
        lens = new BourseLens(bourse);
        handler = new MarketHandler(bourse, lens, usdc);
        for (uint256 i; i < 2; ++i) usdc.mint(address(uint160(0xd000 + i)), handler.FUNDS());
        for (uint256 i; i < 3; ++i) usdc.mint(vm.addr(77_000 + i), handler.FUNDS());
        handler.begin();
    }

    /// @dev The test runner asks whom to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// hardhat-config: invariant.runs = 20
    /// hardhat-config: invariant.depth = 80
    function invariant_ESC3_theTokensAreExactlyWhatIsOwed() external view {
        (uint24 providers, uint32 offers, uint40 deals, ) = lens.counts();
        uint256 owed;
        for (uint256 i; i < 2; ++i) owed += bourse.balanceOf(handler.developers(i));
        for (uint256 i; i < 3; ++i) owed += bourse.balanceOf(handler.sellers(i));
        for (uint256 i = 1; i <= offers; ++i) owed += offerOf(i).locked;
        for (uint256 i = 1; i <= providers; ++i) {
            ProviderView memory p = providerOf(i);
            owed += p.baseStake + p.earned - p.claimed;
        }
        for (uint256 i = 1; i <= deals; ++i) {
            DealView memory d = dealOf(i);
            owed += d.reserve;
            for (uint256 j; j < d.leases.length; ++j) owed += unsettled(d.leases[j]);
        }
        assertEq(usdc.balanceOf(address(bourse)), owed, "tokens and debts");
    }

    /// hardhat-config: invariant.runs = 20
    /// hardhat-config: invariant.depth = 80
    function invariant_OFF_noUnitIsSoldTwiceForOneEpoch() external view {
        (, uint32 offers, uint40 deals, ) = lens.counts();
        uint256 c = bourse.currentEpoch();
        for (uint256 i = 1; i <= offers; ++i) {
            OfferView memory o = offerOf(i);
            assertTrue(o.terms.units + uint256(o.leased) <= handler.posted(i), "free and leased, above posted");
            for (uint256 e = c; e < c + 10; ++e) {
                assertTrue(unitsIn(i, deals, e) <= handler.posted(i), "more units owed than posted");
            }
        }
    }

    /// hardhat-config: invariant.runs = 20
    /// hardhat-config: invariant.depth = 80
    function invariant_EPO_everyEpochIsPaidOnceAndNoneAfterTheEnd() external view {
        (uint24 providers, , uint40 deals, ) = lens.counts();
        uint256 c = bourse.currentEpoch();
        for (uint256 i = 1; i <= providers; ++i) {
            ProviderView memory p = providerOf(i);
            (uint256 earned, uint256 mature) = paidFor(i, p, deals, c);
            assertEq(p.earned, earned, "earned");
            assertTrue(p.claimed <= mature, "paid out before its window");
            assertEq(p.claimed + p.claimable, mature, "claimable");
        }
    }

    /// hardhat-config: invariant.runs = 20
    /// hardhat-config: invariant.depth = 80
    function invariant_OFF5_aProviderLosesOnlyWhatItLocked() external view {
        (, uint32 offers, uint40 deals, ) = lens.counts();
        for (uint256 i = 1; i <= offers; ++i) {
            OfferView memory o = offerOf(i);
            uint256 unit = uint256(o.terms.price) * WINDOW + uint256(o.terms.compensation) * MISSES;
            assertTrue(o.locked <= handler.posted(i) * unit, "lock above what was posted");
            uint256 backed = (o.terms.units + uint256(o.leased)) * unit;
            uint256 paid = compensationOf(i, deals);
            assertTrue(o.locked + paid >= backed, "units that nothing backs");
            // what the leases of the offer may still cost is there
            assertTrue(o.locked >= stillDue(i, deals), "compensation that nothing backs");
        }
    }

    // ---------------------------------------------------------------- naive sums

    function paidFor(
        uint256 provider,
        ProviderView memory p,
        uint256 deals,
        uint256 c
    ) private view returns (uint256 earned, uint256 mature) {
        for (uint256 e; e <= c; ++e) {
            uint256 times = handler.attested(provider, e);
            if (times == 0) continue;
            assertEq(times, 1, "attestations of one epoch");
            assertTrue(e < c, "attested before its end");
            assertTrue(!p.ended || e < p.endEpoch, "attested after the provider's end");
            uint256 rate = this.rateIn(provider, deals, e);
            earned += rate;
            if (c > e + GRACE + WINDOW) mature += rate;
        }
    }

    function unsettled(LeaseView memory l) private view returns (uint256) {
        uint256 epochs;
        for (uint256 e = l.start; e < l.end; ++e) if (handler.attested(ProviderId.unwrap(l.provider), e) == 0) ++epochs;
        return (epochs - settled(l)) * l.price * l.instances * l.unitsEach;
    }

    function settled(LeaseView memory l) private view returns (uint256) {
        bytes32[] memory slots = new bytes32[](1);
        slots[0] = bytes32(Slots.find(Slots.LEASE, LeaseId.unwrap(l.id)));
        return Lease.settled(uint256(bourse.extsload(slots)[0]));
    }

    function unitsIn(uint256 offer, uint256 deals, uint256 epoch) private view returns (uint256 units) {
        for (uint256 i = 1; i <= deals; ++i) {
            LeaseView[] memory leases = dealOf(i).leases;
            for (uint256 j; j < leases.length; ++j) {
                LeaseView memory l = leases[j];
                if (OfferId.unwrap(l.offer) != offer || l.start > epoch || l.end <= epoch) continue;
                units += uint256(l.instances) * l.unitsEach;
            }
        }
    }

    /// @dev Called as a function of its own contract: with coverage in it the stack does not hold it and its callers.
    function rateIn(uint256 provider, uint256 deals, uint256 epoch) external view returns (uint256 rate) {
        for (uint256 i = 1; i <= deals; ++i) {
            LeaseView[] memory leases = dealOf(i).leases;
            for (uint256 j; j < leases.length; ++j) {
                LeaseView memory l = leases[j];
                if (ProviderId.unwrap(l.provider) != provider || l.start > epoch || l.end <= epoch) continue;
                rate += uint256(l.instances) * l.unitsEach * l.price;
            }
        }
    }

    function compensationOf(uint256 offer, uint256 deals) private view returns (uint256 sum) {
        for (uint256 i = 1; i <= deals; ++i) {
            LeaseView[] memory leases = dealOf(i).leases;
            for (uint256 j; j < leases.length; ++j) {
                if (OfferId.unwrap(leases[j].offer) == offer) sum += compensation(leases[j], settled(leases[j]));
            }
        }
    }

    function stillDue(uint256 offer, uint256 deals) private view returns (uint256 sum) {
        for (uint256 i = 1; i <= deals; ++i) {
            LeaseView[] memory leases = dealOf(i).leases;
            for (uint256 j; j < leases.length; ++j) {
                LeaseView memory l = leases[j];
                if (OfferId.unwrap(l.offer) != offer || l.released) continue;
                sum += compensation(l, l.end - l.start) - compensation(l, settled(l));
            }
        }
    }

    function compensation(LeaseView memory l, uint256 missed) private pure returns (uint256) {
        return (missed < MISSES ? missed : MISSES) * l.compensation * l.instances * l.unitsEach;
    }

    function providerOf(uint256 id) private view returns (ProviderView memory) {
        return lens.provider(ProviderId.wrap(uint24(id)));
    }

    function offerOf(uint256 id) private view returns (OfferView memory) {
        return lens.offer(OfferId.wrap(uint32(id)));
    }

    function dealOf(uint256 id) private view returns (DealView memory) {
        return lens.deal(DealId.wrap(uint40(id)));
    }
}
