// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Quote, ProviderView, LeaseView, DealView} from "../../contracts/interfaces/IBourseLens.sol";
import {DealId, OfferId, ProviderId} from "../../contracts/types/Types.sol";
import {MarketTest} from "./MarketTest.sol";

contract LifecycleTest is MarketTest {
    function test_WholeLife() external {
        (address p, ProviderId id) = newProvider();
        OfferId offer = post(p, 10, 8);
        uint256 before = bourse.balanceOf(dev);
        Quote memory q = lens.quote(plan(3, 5), NONE, ALL, 100);
        assertEq(q.cost, 150, "quote");
        DealId deal = open(plan(3, 5));
        assertEq(before - bourse.balanceOf(dev), 150, "paid");
        uint256 c = epoch();
        LeaseView memory l = lens.lease(leaseOf(deal, 0));
        assertEq(l.instances, 3, "instances");
        assertEq(l.start, c + 1, "start");
        assertEq(l.end, c + 6, "end");
        for (uint256 i = 1; i <= 5; ++i) {
            warp(c + i + 1);
            attest(p, c + i);
        }
        ProviderView memory v = lens.provider(id);
        assertEq(v.earned, 150, "earned");
        assertEq(v.claimable, 0, "claimable");
        skip(10);
        assertEq(bourse.claim(id), 150, "claimed");
        bourse.release(leaseOf(deal, 0));
        assertEq(lens.offer(offer).terms.units, 8, "units");
        DealView memory d = lens.deal(deal);
        assertEq(d.plan.instances, 3, "plan");
    }

    function test_Missed() external {
        (address p, ProviderId id) = newProvider();
        post(p, 10, 8);
        DealId deal = open(plan(3, 50));
        uint256 c = epoch();
        warp(c + 2);
        attest(p, c + 1);
        warp(c + 10);
        uint256 before = bourse.balanceOf(dev);
        assertEq(lens.lease(leaseOf(deal, 0)).missed, 9, "missed");
        assertTrue(lens.provider(id).ended, "ended");
        assertEq(bourse.refund(leaseOf(deal, 0)), 9 * 30 + 2 * 15, "refund");
        assertEq(bourse.balanceOf(dev) - before, 9 * 30 + 2 * 15, "credited");
        bourse.replaceLease(leaseOf(deal, 0), NONE, ALL, 10);
        assertEq(lens.deal(deal).unfilled, 3, "unfilled");
    }
}
