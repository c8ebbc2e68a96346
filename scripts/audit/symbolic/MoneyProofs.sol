// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cold, Hot, Lease, Need, Offer} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {
    DealId,
    LeaseId,
    OfferId,
    OfferTerms,
    Plan,
    ProviderId,
    FunctionId,
    Modules
} from "../../../contracts/types/Types.sol";
import {OpenedMoney} from "./OpenedMoney.sol";
import {ProofBase} from "./ProofBase.sol";

/// @notice Money is moved and never made or lost, for every price and compensation.
contract MoneyProofs is ProofBase {
    address private constant SELLER = address(0xa1);
    address private constant BUYER = address(0xb2);
    uint256 private constant P = 1;
    uint256 private constant LEASE = 1 << 8;
    uint256 private constant UNITS = 2;
    uint256 private constant FUNDS = 1e15;

    OpenedMoney private bourse;

    /// @dev Bits of epochs that were attested.
    uint256 private attested;

    function setUp() external {
        vm.warp(START);
        Modules memory none;
        bourse = new OpenedMoney(config(), none);
    }

    // ---------------------------------------------------------------- refunds

    /// @notice EPO-2: refunds in two parts are the refund at once: price for each missed epoch, compensation for B of them.
    function check_refundsAddUp(uint24 price, uint24 compensation) external {
        for (uint256 first; first < 4; ++first) {
            for (uint256 all = first; all < 5; ++all) refundTwice(8 * first + all + 2, first, all, price, compensation);
        }
    }

    function refundTwice(uint256 p, uint256 first, uint256 all, uint256 price, uint256 compensation) private {
        at(40);
        address owner = address(uint160(0xf000 + p));
        bourse.put(Slots.DEAL, p, uint160(owner));
        bourse.put(Slots.HOT, p, 39);
        uint256 l = p | (p << 24) | (price << 56) | (UNITS << 80) | (1 << 96) | (10 << 104);
        bourse.put(Slots.LEASE, p << 8, l | (30 << Lease.END) | (compensation << 152));
        (uint256 before, uint256 more) = (min(first, MISSES), min(all, MISSES) - min(first, MISSES));
        uint256 one = refundAfter(p, first);
        assert(one == UNITS * price * first + UNITS * compensation * before);
        uint256 two = refundAfter(p, all);
        assert(two == UNITS * price * (all - first) + UNITS * compensation * more);
        assert(bourse.balanceOf(owner) == one + two);
        assert(bourse.drawn(bourse.get(Slots.LEASE, p << 8)) <= UNITS * bourse.lockPerUnit(price, compensation));
    }

    function refundAfter(uint256 p, uint256 missed) private returns (uint256) {
        if (missed != 0) {
            bourse.put(Slots.COLD, p, 1 << Cold.RANGES);
            bourse.put(Slots.RANGE, p << 24, ((12 + missed) << 24) | 12);
        }
        return bourse.refund(LeaseId.wrap(uint48(p << 8)));
    }

    // ---------------------------------------------------------------- ESC-3

    /// @notice ESC-3: no two of the steps below, from the market below, change the sum of all that it owes.
    function check_ESC3_twoSteps(
        uint8 price,
        uint8 compensation,
        uint8 above,
        uint8 one,
        uint8 two,
        uint8 pause
    ) external {
        uint256 total = begin(price, compensation, above);
        assert(owed(price, compensation) == total);
        pass(2 + (pause & 3));
        step(one);
        assert(owed(price, compensation) == total);
        pass(2 + (pause & 3) + ((pause >> 2) & 1));
        step(two);
        assert(owed(price, compensation) == total);
    }

    /// @dev A provider with one offer, a deal with one lease for three epochs and one instance unfilled.
    function begin(uint256 price, uint256 compensation, uint256 above) private returns (uint256) {
        vm.assume(price != 0 && above >= price);
        bourse.put(Slots.BALANCE, uint160(SELLER), FUNDS);
        bourse.put(Slots.BALANCE, uint160(BUYER), FUNDS);
        bourse.put(Slots.OWNER, P, uint160(SELLER));
        bourse.put(Slots.PROVIDER_OF, uint160(SELLER), P);
        bourse.put(Slots.OPERATOR, uint160(SELLER), P);
        bourse.put(Slots.COLD, P, Cold.STAKED);
        vm.prank(SELLER);
        bourse.postOffer(
            OfferTerms({
                price: uint24(price),
                compensation: uint24(compensation),
                units: 5,
                region: 0,
                features: 0,
                minEpochs: 0,
                until: 100
            })
        );
        OfferId[] memory hints = new OfferId[](1);
        hints[0] = OfferId.wrap(1);
        vm.prank(BUYER);
        bourse.openDeal(
            Plan({
                functionId: FunctionId.wrap(1),
                aliasName: "live",
                instances: 2,
                unitsEach: uint8(UNITS),
                perProvider: 1,
                regions: 1,
                features: 0,
                maxPrice: uint24(above),
                minCompensation: 0,
                epochs: 3,
                dearer: false,
                renew: false,
                leastInstances: 1,
                tip: 0,
                minReputation: 0
            }),
            hints,
            type(uint256).max,
            0
        );
        return 2 * FUNDS + STAKE;
    }

    function pass(uint256 epoch) private {
        // one path per epoch: the clock of a path is a number
        for (uint256 e = 1; e < 16; ++e) if (epoch == e) return at(e);
    }

    function step(uint8 action) private {
        if (action == 0) attest();
        else if (action == 1) try bourse.refund(LeaseId.wrap(uint48(LEASE))) {} catch {}
        else if (action == 2) try bourse.claim(ProviderId.wrap(1)) {} catch {}
        else if (action == 3) try bourse.release(LeaseId.wrap(uint48(LEASE))) {} catch {}
        else if (action == 4) cancel();
        else if (action == 5) replace();
        else if (action == 6) try bourse.payBack(LEASE, 1) {} catch {}
        else if (action == 7) try bourse.drop(LEASE) {} catch {}
        else try bourse.sync(ProviderId.wrap(1)) {} catch {}
    }

    function attest() private {
        uint256 epoch = Hot.last(bourse.get(Slots.HOT, P)) + 1;
        if (epoch == 1) epoch = 2; // the first is idle
        vm.prank(SELLER);
        try bourse.attest(uint24(epoch), bytes32(0)) {
            attested |= 1 << epoch;
        } catch {}
    }

    function cancel() private {
        vm.prank(BUYER);
        try bourse.cancelDeal(DealId.wrap(1)) {} catch {}
    }

    function replace() private {
        vm.prank(BUYER);
        try bourse.replaceLease(LeaseId.wrap(uint48(LEASE)), new OfferId[](0), type(uint256).max, 0) {} catch {}
    }

    /// @dev Everything that is owed to somebody, counted epoch by epoch.
    function owed(uint256 price, uint256 compensation) private view returns (uint256 sum) {
        uint256 h = bourse.get(Slots.HOT, P);
        uint256 k = bourse.get(Slots.COLD, P);
        uint256 o = bourse.get(Slots.OFFER, 1);
        uint256 l = bourse.get(Slots.LEASE, LEASE);
        sum = bourse.balanceOf(SELLER) + bourse.balanceOf(BUYER);
        sum += (Cold.staked(k) ? STAKE : 0) + Hot.earned(h) - Cold.claimed(k);
        sum += Need.reserve(bourse.get(Slots.NEED, 1));
        unchecked {
            uint256 difference = uint256(int256(int64(uint64(bourse.get(Slots.LOCK, 1)))));
            sum += (Offer.free(o) + Offer.leased(o)) * (price * WINDOW + compensation * MISSES) + difference;
        }
        uint256 open;
        for (uint256 e = Lease.start(l); e < Lease.end(l); ++e) if ((attested >> e) & 1 == 0) ++open;
        sum += (open - Lease.settled(l)) * price * UNITS;
    }
}
