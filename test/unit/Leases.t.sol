// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseBase} from "../../contracts/interfaces/IBourseBase.sol";
import {DealView, LeaseView} from "../../contracts/interfaces/IBourseLens.sol";
import {DealId, LeaseId, OfferId, Plan, ProviderId} from "../../contracts/types/Types.sol";
import {MarketTest} from "./MarketTest.sol";

/// @notice How leases end: cancelled, replaced, refunded, released.
contract LeasesTest is MarketTest {
    address private seller;
    ProviderId private id;
    OfferId private offer;
    uint256 private c;

    function setUp() public override {
        super.setUp();
        (seller, id) = newProvider();
        offer = post(seller, 10, 8);
        c = epoch();
    }

    // ---------------------------------------------------------------- cancel

    /// @custom:covers DEAL-4
    function test_Cancel_beforeTheStartPaysOneEpoch() external {
        uint256 before = bourse.balanceOf(dev);
        uint256 theirs = bourse.balanceOf(seller);
        DealId deal = open(plan(3, 5));
        vm.prank(dev);
        bourse.cancelDeal(deal);
        assertEq(before - bourse.balanceOf(dev), 30, "paid");
        assertEq(bourse.balanceOf(seller) - theirs, 30, "earned");
        assertEq(lens.offer(offer).terms.units, 8, "units are free at once");
        assertEq(lens.provider(id).rate, 0, "rate");
        LeaseView memory l = lens.lease(leaseOf(deal, 0));
        assertTrue(l.start == l.end && l.released && !l.live, "lease");
        skip(5);
        assertEq(lens.provider(id).missed, 0, "owed nothing");
    }

    /// @custom:covers DEAL-4
    function test_Cancel_laterEndsWithTheRunningEpoch() external {
        uint256 before = bourse.balanceOf(dev);
        DealId deal = open(plan(3, 5));
        warp(c + 2);
        attest(seller, c + 1);
        vm.prank(dev);
        bourse.cancelDeal(deal);
        assertEq(before - bourse.balanceOf(dev), 60, "two epochs are paid");
        warp(c + 3);
        attest(seller, c + 2);
        assertEq(lens.provider(id).earned, 60, "earned");
        skip(20);
        assertEq(lens.provider(id).missed, 0, "owes no more");
        bourse.release(leaseOf(deal, 0));
        assertEq(lens.offer(offer).terms.units, 8, "units");
    }

    function test_Cancel_returnsTheReserveAfterTheEnd() external {
        uint256 before = bourse.balanceOf(dev);
        DealId deal = open(plan(9, 5));
        skip(100);
        vm.prank(dev);
        bourse.cancelDeal(deal);
        bourse.refund(leaseOf(deal, 0));
        assertEq(bourse.balanceOf(dev) - before, 2 * 5 * 8, "all but the compensation");
        vm.prank(dev);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotOpen.selector, 1));
        bourse.cancelDeal(deal);
    }

    function test_RevertWhen_AStrangerCancels() external {
        DealId deal = open(plan(1, 5));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotOwner.selector, stranger, dev));
        bourse.cancelDeal(deal);
    }

    // ---------------------------------------------------------------- replace

    /// @custom:covers DEAL-6
    function test_Replace_byTheOwner() external {
        DealId deal = open(plan(3, 5));
        warp(c + 2);
        attest(seller, c + 1);
        (address other, ) = newProvider();
        OfferId next = post(other, 10, 8);
        uint256 before = bourse.balanceOf(dev);
        vm.prank(dev);
        bourse.replaceLease(leaseOf(deal, 0), one(next), ALL, 0);
        DealView memory d = lens.deal(deal);
        assertEq(d.leases.length, 2, "leases");
        assertEq(d.leases[0].end, c + 3, "the old one ends");
        assertEq(d.leases[1].start, c + 3, "the new one starts");
        assertEq(d.leases[1].end, d.end, "end");
        assertEq(d.plan.instances, 3, "instances");
        assertEq(bourse.balanceOf(dev), before, "same price");
    }

    /// @custom:covers DEAL-6 KEEP-1
    function test_Replace_byAnybodyWhenTheProviderEnded() external {
        DealId deal = open(plan(3, 50));
        (address other, ) = newProvider();
        post(other, 9, 8);
        skip(4);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotEnded.selector, id));
        bourse.replaceLease(leaseOf(deal, 0), NONE, ALL, 10);
        skip(2);
        vm.prank(stranger);
        bourse.replaceLease(leaseOf(deal, 0), NONE, 0, 10);
        DealView memory d = lens.deal(deal);
        assertEq(d.unfilled, 0, "filled");
        assertEq(d.leases[1].price, 9, "price");
    }

    /// @custom:covers DEAL-6
    function test_Replace_dearerWithConsent() external {
        Plan memory p = plan(1, 50);
        p.dearer = true;
        p.maxPrice = 30;
        DealId deal = open(p);
        (address other, ) = newProvider();
        post(other, 25, 8);
        warp(c + 7);
        uint256 before = bourse.balanceOf(dev);
        bourse.replaceLease(leaseOf(deal, 0), NONE, ALL, 10);
        DealView memory d = lens.deal(deal);
        assertEq(d.leases[1].price, 25, "price");
        assertEq(before - bourse.balanceOf(dev), 15 * (d.end - c - 8), "the difference");
        assertEq(d.reserve, 0, "reserve");
    }

    /// @custom:covers DEAL-6
    function test_Replace_dearerWithoutConsentStaysUnfilled() external {
        DealId deal = open(plan(1, 50));
        (address other, ) = newProvider();
        post(other, 25, 8);
        warp(c + 7);
        bourse.replaceLease(leaseOf(deal, 0), NONE, ALL, 10);
        assertEq(lens.deal(deal).unfilled, 1, "unfilled");
        assertEq(lens.deal(deal).reserve, 10 * (51 - 8), "reserve");
    }

    /// @custom:covers ESC-4
    function test_Replace_whilePausedEndsTheLeaseAndBuysNothing() external {
        DealId deal = open(plan(1, 50));
        (address other, ) = newProvider();
        post(other, 9, 8);
        bourse.setPaused(true);
        vm.prank(dev);
        bourse.replaceLease(leaseOf(deal, 0), NONE, ALL, 10);
        assertEq(lens.deal(deal).unfilled, 1, "unfilled");
    }

    function test_RevertWhen_TheLeaseIsOver() external {
        DealId deal = open(plan(1, 5));
        LeaseId lease = leaseOf(deal, 0);
        warp(c + 5);
        vm.prank(dev);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.LeaseOver.selector, lease, c + 6));
        bourse.replaceLease(lease, NONE, ALL, 10);
    }

    // ---------------------------------------------------------------- refund

    /// @custom:covers EPO-2
    function test_Refund_compensatesTheFirstMisses() external {
        DealId deal = open(plan(3, 20));
        warp(c + 3);
        assertEq(bourse.refund(leaseOf(deal, 0)), 0, "within the grace");
        warp(c + 4);
        // c + 1 is past its grace; c + 2 is not
        assertEq(bourse.refund(leaseOf(deal, 0)), 3 * (10 + 5), "one miss");
        assertEq(bourse.refund(leaseOf(deal, 0)), 0, "once");
        attest(seller, c + 2);
        attest(seller, c + 3);
        warp(c + 8);
        // c + 4 and c + 5 are missed; one more is compensated
        assertEq(bourse.refund(leaseOf(deal, 0)), 3 * (10 * 2 + 5), "two misses");
        assertEq(lens.offer(offer).locked, 8 * 50 - 3 * 5 * 2, "lock");
    }

    /// @custom:covers EPO-2 EPO-9
    function test_Refund_everythingAfterTheEnd() external {
        DealId deal = open(plan(1, 20));
        warp(c + 6);
        assertEq(bourse.refund(leaseOf(deal, 0)), 6 * 10 + 2 * 5, "up to the running epoch");
        warp(c + 30);
        assertEq(bourse.refund(leaseOf(deal, 0)), 14 * 10, "the rest");
        assertEq(bourse.claim(id), 0, "nothing is earned");
    }

    function test_Refund_countsOnlyTheLeasesOwnEpochs() external {
        DealId first = open(plan(1, 3));
        warp(c + 2);
        DealId second = open(plan(1, 20));
        warp(c + 4);
        attest(seller, c + 2);
        warp(c + 6);
        attest(seller, c + 4);
        // c + 1 and c + 3 are missed; the second lease started with c + 3
        assertEq(lens.lease(leaseOf(first, 0)).missed, 2, "first");
        assertEq(lens.lease(leaseOf(second, 0)).missed, 1, "second");
        assertEq(bourse.refund(leaseOf(first, 0)), 30, "first");
        assertEq(bourse.refund(leaseOf(second, 0)), 15, "second");
    }

    // ---------------------------------------------------------------- release

    function test_Release_returnsUnitsLessWhatWasPaidFor() external {
        DealId deal = open(plan(5, 3));
        warp(c + 2);
        attest(seller, c + 1);
        warp(c + 3);
        attest(seller, c + 2);
        warp(c + 5);
        // c + 3 is undecided
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.TooEarly.selector, c + 5, c + 6));
        bourse.release(leaseOf(deal, 0));
        warp(c + 6);
        bourse.release(leaseOf(deal, 0));
        // 5 units were compensated with 25, half of one unit's lock of 50
        assertEq(lens.offer(offer).terms.units, 7, "units");
        assertEq(lens.offer(offer).locked, 8 * 50 - 25, "lock");
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.LeaseOver.selector, leaseOf(deal, 0), c + 4));
        bourse.release(leaseOf(deal, 0));
    }

    function test_Release_relistsAtTheTail() external {
        DealId deal = open(plan(8, 1));
        (address other, ) = newProvider();
        OfferId next = post(other, 10, 1);
        warp(c + 2);
        attest(seller, c + 1);
        assertTrue(!lens.offer(offer).listed, "taken");
        bourse.release(leaseOf(deal, 0));
        assertEq(OfferId.unwrap(lens.book(0, 0, 2)[0].id), OfferId.unwrap(next), "first");
        assertEq(OfferId.unwrap(lens.book(0, 0, 2)[1].id), OfferId.unwrap(offer), "second");
    }

    function test_RevertWhen_TheLeaseIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.UnknownLease.selector, 7));
        bourse.release(LeaseId.wrap(7));
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.UnknownLease.selector, 7));
        bourse.refund(LeaseId.wrap(7));
    }
}
