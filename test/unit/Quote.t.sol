// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Quote, Reason, Unfilled} from "../../contracts/interfaces/IBourseLens.sol";
import {DealId, OfferId, OfferTerms, Plan} from "../../contracts/types/Types.sol";
import {MarketTest} from "./MarketTest.sol";

/// @notice DEAL-2: a quote is what opening gives, and says why for what stays unfilled.
contract QuoteTest is MarketTest {
    address private a;
    address private b;

    function setUp() public override {
        super.setUp();
        (a, ) = newProvider();
        (b, ) = newProvider();
    }

    /// @custom:covers DEAL-2
    function test_Quote_isWhatOpeningCosts() external {
        post(a, 10, 2);
        post(b, 20, 3);
        Plan memory p = plan(4, 7);
        Quote memory q = lens.quote(p, NONE, ALL, 100);
        uint256 before = bourse.balanceOf(dev);
        open(p);
        assertEq(before - bourse.balanceOf(dev), q.cost, "cost");
        assertEq(q.cost, 7 * (2 * 10 + 2 * 20), "sum");
        assertEq(q.escrow, 4 * 7 * 1000, "escrow");
        assertEq(q.leases.length, 2, "leases");
        assertEq(q.unfilled.length, 0, "unfilled");
        assertTrue(q.complete, "complete");
    }

    /// @custom:covers DEAL-2
    function test_Reasons_oneByOne() external {
        OfferTerms memory t = terms(10, 2);
        t.region = 3;
        OfferId id = post(a, t);
        Plan memory p = plan(1, 7);
        p.maxPrice = 9;
        because(p, Reason.Price, id);
        p = plan(1, 7);
        p.regions = 1;
        because(p, Reason.Region, id);
        p = plan(1, 7);
        p.features = 2;
        because(p, Reason.Features, id);
        p = plan(1, 7);
        p.minCompensation = 6;
        because(p, Reason.Compensation, id);
        p = plan(1, 7);
        p.unitsEach = 3;
        because(p, Reason.Units, id);
        p.features = 2;
        because(p, Reason.Several, id);
    }

    /// @custom:covers DEAL-2
    function test_Reasons_term() external {
        OfferTerms memory t = terms(10, 2);
        t.until = uint24(epoch() + 7);
        OfferId id = post(a, t);
        because(plan(1, 7), Reason.Term, id);
    }

    /// @custom:covers DEAL-2
    function test_Reasons_spread() external {
        OfferId id = post(a, 10, 5);
        Plan memory p = plan(3, 7);
        p.perProvider = 2;
        Quote memory q = lens.quote(p, NONE, ALL, 100);
        assertEq(q.leases[0].instances, 2, "leases");
        assertEq(uint8(q.unfilled[0].reason), uint8(Reason.Spread), "reason");
        assertEq(OfferId.unwrap(q.unfilled[0].offer), OfferId.unwrap(id), "offer");
    }

    /// @custom:covers DEAL-2
    function test_Reasons_limit() external {
        OfferId id = post(a, 10, 5);
        Quote memory q = lens.quote(plan(1, 7), NONE, 69, 100);
        assertEq(uint8(q.unfilled[0].reason), uint8(Reason.Limit), "reason");
        assertEq(OfferId.unwrap(q.unfilled[0].offer), OfferId.unwrap(id), "offer");
    }

    /// @custom:covers DEAL-2
    function test_Reasons_absentProvider() external {
        OfferId id = post(a, 10, 5);
        open(plan(1, 20));
        skip(3);
        because(plan(1, 7), Reason.Provider, id);
    }

    /// @custom:covers DEAL-2
    function test_Reasons_nothingThere() external view {
        Quote memory q = lens.quote(plan(5, 7), NONE, ALL, 100);
        assertEq(q.unfilled.length, 1, "entries");
        assertEq(q.unfilled[0].instances, 5, "instances");
        assertEq(uint8(q.unfilled[0].reason), uint8(Reason.NoOffer), "reason");
    }

    /// @custom:covers DEAL-2
    function test_Reasons_severalOffersEachItsOwn() external {
        OfferId dear = post(a, 2000, 2);
        OfferTerms memory t = terms(10, 1);
        t.features = 0;
        t.region = 5;
        OfferId far = post(b, t);
        Plan memory p = plan(4, 7);
        p.regions = 1;
        Quote memory q = lens.quote(p, NONE, ALL, 100);
        assertEq(q.unfilled.length, 3, "entries");
        entry(q.unfilled[0], 1, Reason.Region, far);
        // the dear one is also in the plan's region: only its price stands in the way
        entry(q.unfilled[1], 2, Reason.Price, dear);
        entry(q.unfilled[2], 1, Reason.NoOffer, OfferId.wrap(0));
    }

    /// @custom:covers DEAL-2
    function test_Reasons_whatHintsLeaveOut() external {
        OfferId hinted = post(a, 10, 1);
        OfferId other = post(b, 11, 5);
        Quote memory q = lens.quote(plan(2, 7), one(hinted), ALL, 100);
        assertEq(q.unfilled.length, 1, "entries");
        entry(q.unfilled[0], 1, Reason.Unseen, other);
    }

    function because(Plan memory p, Reason reason, OfferId offer) private view {
        Quote memory q = lens.quote(p, NONE, ALL, 100);
        assertEq(q.leases.length, 0, "leases");
        assertEq(q.unfilled.length, 1, "entries");
        entry(q.unfilled[0], 1, reason, offer);
    }

    function entry(Unfilled memory u, uint256 instances, Reason reason, OfferId offer) private pure {
        assertEq(u.instances, instances, "instances");
        assertEq(uint8(u.reason), uint8(reason), "reason");
        assertEq(OfferId.unwrap(u.offer), OfferId.unwrap(offer), "offer");
    }
}
