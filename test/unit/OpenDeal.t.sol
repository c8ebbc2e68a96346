// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseBase} from "../../contracts/interfaces/IBourseBase.sol";
import {DealView, LeaseView} from "../../contracts/interfaces/IBourseLens.sol";
import {DealId, OfferId, OfferTerms, Plan, ProviderId} from "../../contracts/types/Types.sol";
import {MarketTest} from "./MarketTest.sol";

contract OpenDealTest is MarketTest {
    address private cheap;
    address private dear;
    OfferId private cheapOffer;
    OfferId private dearOffer;

    function setUp() public override {
        super.setUp();
        (cheap, ) = newProvider();
        (dear, ) = newProvider();
        dearOffer = post(dear, 20, 4);
        cheapOffer = post(cheap, 10, 2);
    }

    /// @custom:covers DEAL-1 DEAL-4
    function test_Walk_takesTheCheapestFirst() external {
        uint256 before = bourse.balanceOf(dev);
        DealId id = open(plan(3, 5));
        assertEq(before - bourse.balanceOf(dev), 5 * (2 * 10 + 1 * 20), "cost");
        DealView memory d = lens.deal(id);
        assertEq(d.leases.length, 2, "leases");
        lease(d.leases[0], cheapOffer, 2);
        lease(d.leases[1], dearOffer, 1);
        assertEq(d.leases[0].start, epoch() + 1, "start");
        assertEq(d.leases[0].end, epoch() + 6, "end");
        assertTrue(!lens.offer(cheapOffer).listed, "taken offers leave the book");
        assertEq(lens.offer(dearOffer).terms.units, 3, "units");
    }

    /// @custom:covers DEAL-1
    function test_Hints_areTakenInTheirOrder() external {
        OfferId[] memory hints = new OfferId[](3);
        (hints[0], hints[1], hints[2]) = (dearOffer, dearOffer, cheapOffer);
        Plan memory p = plan(3, 5);
        p.perProvider = 2;
        DealView memory d = lens.deal(openWith(p, hints));
        assertEq(d.leases.length, 2, "leases");
        lease(d.leases[0], dearOffer, 2);
        lease(d.leases[1], cheapOffer, 1);
    }

    /// @custom:covers DEAL-1
    function test_Limit_isNeverExceeded() external {
        Plan memory p = plan(4, 5);
        uint256 before = bourse.balanceOf(dev);
        vm.prank(dev);
        // two at 10 and one at 20 cost 200
        DealId id = bourse.openDeal(p, NONE, 299, 100);
        DealView memory d = lens.deal(id);
        assertEq(d.unfilled, 1, "unfilled");
        assertEq(d.reserve, 5 * 1000, "reserve");
        assertEq(before - bourse.balanceOf(dev), 200 + 5000, "paid");
    }

    /// @custom:covers DEAL-3
    function test_Spread_overProviders() external {
        Plan memory p = plan(3, 5);
        p.perProvider = 1;
        DealView memory d = lens.deal(open(p));
        assertEq(d.leases.length, 2, "leases");
        assertEq(d.unfilled, 1, "unfilled");
    }

    /// @custom:covers OFF-3
    function test_Skips_whatDoesNotSuit() external {
        Plan memory p = plan(1, 5);
        p.maxPrice = 9;
        assertEq(lens.deal(open(p)).unfilled, 1, "price");
        p = plan(1, 5);
        p.regions = 2;
        assertEq(lens.deal(open(p)).unfilled, 1, "region");
        p = plan(1, 5);
        p.features = 1;
        assertEq(lens.deal(open(p)).unfilled, 1, "features");
        p = plan(1, 5);
        p.minCompensation = 6;
        assertEq(lens.deal(open(p)).unfilled, 1, "compensation");
        p = plan(1, 5);
        p.unitsEach = 5;
        assertEq(lens.deal(open(p)).unfilled, 1, "units");
    }

    /// @custom:covers OFF-6
    function test_Skips_termsThatDoNotFit() external {
        OfferTerms memory t = terms(5, 10);
        t.minEpochs = 6;
        OfferId long = post(dear, t);
        t = terms(6, 10);
        t.until = uint24(epoch() + 5);
        OfferId short = post(dear, t);
        lease(lens.deal(open(plan(1, 5))).leases[0], cheapOffer, 1);
        lease(lens.deal(open(plan(1, 6))).leases[0], long, 1);
        lease(lens.deal(open(plan(1, 4))).leases[0], short, 1);
    }

    /// @custom:covers OFF-6 DEAL-1
    function test_Walk_goesOnWhereItWasCut() external {
        OfferTerms memory t = terms(5, 1);
        t.features = 0;
        t.region = 0;
        t.minEpochs = 100;
        for (uint256 i; i < 5; ++i) post(dear, t);
        vm.prank(dev);
        DealId id = bourse.openDeal(plan(1, 5), NONE, ALL, 3);
        assertEq(lens.deal(id).unfilled, 1, "cut");
        vm.prank(stranger);
        bourse.fill(id, NONE, 0, 2);
        assertEq(lens.deal(id).unfilled, 1, "cut again");
        vm.prank(stranger);
        bourse.fill(id, NONE, 0, 1);
        assertEq(lens.deal(id).unfilled, 0, "filled");
        lease(lens.deal(id).leases[0], cheapOffer, 1);
    }

    /// @custom:covers EPO-2
    function test_Skips_providersThatAreBehind() external {
        open(plan(2, 50));
        skip(3);
        // cheap owes the epochs after the start and has attested none
        OfferId again = post(cheap, 1, 9);
        lease(lens.deal(open(plan(1, 5))).leases[0], dearOffer, 1);
        attest(cheap, epoch() - 2);
        lease(lens.deal(open(plan(1, 5))).leases[0], again, 1);
    }

    function test_RevertWhen_ThePlanIsOutOfRange() external {
        Plan memory p = plan(0, 5);
        refused(p, "instances", 0, 1, 4096);
        p = plan(4097, 5);
        refused(p, "instances", 4097, 1, 4096);
        p = plan(1, 0);
        refused(p, "epochs", 0, 1, 65_535);
        p = plan(1, 5);
        p.unitsEach = 0;
        refused(p, "unitsEach", 0, 1, 255);
        p = plan(1, 5);
        p.perProvider = 0;
        refused(p, "perProvider", 0, 1, 255);
        p = plan(1, 5);
        p.regions = 0;
        refused(p, "regions", 0, 1, type(uint64).max);
        p = plan(1, 5);
        p.maxPrice = 0;
        refused(p, "maxPrice", 0, 1, type(uint24).max);
    }

    /// @custom:covers DEAL-1
    function test_RevertWhen_TheEscrowIsNotThere() external {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.BalanceTooLow.selector, 0, 5000));
        bourse.openDeal(plan(1, 5), NONE, ALL, 10);
    }

    /// @custom:covers ESC-4
    function test_RevertWhen_OpeningOrFillingWhilePaused() external {
        DealId id = open(plan(9, 5));
        bourse.setPaused(true);
        vm.prank(dev);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.MarketPaused.selector));
        bourse.openDeal(plan(1, 5), NONE, ALL, 10);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.MarketPaused.selector));
        bourse.fill(id, NONE, ALL, 10);
    }

    function test_RevertWhen_NothingIsToBeFilled() external {
        DealId id = open(plan(1, 5));
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NothingToFill.selector, 1));
        bourse.fill(id, NONE, ALL, 10);
    }

    function refused(Plan memory p, bytes32 field, uint256 value, uint256 least, uint256 most) private {
        vm.prank(dev);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.OutOfRange.selector, field, value, least, most));
        bourse.openDeal(p, NONE, ALL, 10);
    }

    function lease(LeaseView memory l, OfferId offer, uint256 instances) private pure {
        assertEq(OfferId.unwrap(l.offer), OfferId.unwrap(offer), "offer");
        assertEq(l.instances, instances, "instances");
    }
}
