// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseBase} from "../../contracts/interfaces/IBourseBase.sol";
import {OfferView} from "../../contracts/interfaces/IBourseLens.sol";
import {DealId, OfferId, OfferTerms} from "../../contracts/types/Types.sol";
import {MarketTest} from "./MarketTest.sol";

contract OffersTest is MarketTest {
    address private owner;

    function setUp() public override {
        super.setUp();
        (owner, ) = newProvider();
    }

    /// @custom:covers OFF-5
    function test_PostOffer_locksPerUnit() external {
        uint256 before = bourse.balanceOf(owner);
        OfferId id = post(owner, 10, 7);
        // price x W + compensation x B
        assertEq(before - bourse.balanceOf(owner), 7 * (10 * 4 + 5 * 2), "lock");
        OfferView memory v = lens.offer(id);
        assertEq(v.locked, 350, "locked");
        assertTrue(v.listed && !v.closed, "state");
    }

    /// @custom:covers OFF-1
    function test_PostOffer_gasDoesNotDependOnUnits() external {
        uint256 mark = vm.snapshotState();
        uint256 gas = gasleft();
        post(owner, 300, 1);
        uint256 one = gas - gasleft();
        vm.revertToState(mark);
        gas = gasleft();
        post(owner, 300, 60_000);
        uint256 many = gas - gasleft();
        assertTrue(many < one + 500 && one < many + 500, "gas");
    }

    function test_RevertWhen_TermsAreOutOfRange() external {
        OfferTerms memory t = terms(0, 1);
        refused(t, "price", 0, 1, type(uint24).max);
        t = terms(1, 0);
        refused(t, "units", 0, 1, type(uint16).max);
        t = terms(1, 1);
        t.region = 64;
        refused(t, "region", 64, 0, 63);
        t = terms(1, 1);
        t.until = uint24(epoch() + 1);
        refused(t, "until", epoch() + 1, epoch() + 2, NEVER);
    }

    function test_RevertWhen_TheLockIsNotThere() external {
        uint256 balance = bourse.balanceOf(owner);
        vm.prank(owner);
        bourse.withdraw(owner, balance - 349);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.BalanceTooLow.selector, 349, 350));
        bourse.postOffer(terms(10, 7));
    }

    function test_RevertWhen_PosterIsNoProvider() external {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotOwner.selector, stranger, address(0)));
        bourse.postOffer(terms(1, 1));
    }

    /// @custom:covers OFF-2
    function test_Book_bestPriceThenOldest() external {
        OfferId c = post(owner, 30, 1);
        OfferId a = post(owner, 10, 1);
        OfferId d = post(owner, 30, 1);
        OfferId b = post(owner, 20, 1);
        OfferView[] memory book = lens.book(0, 0, 10);
        assertEq(book.length, 4, "length");
        assertEq(number(book[0].id), number(a), "first");
        assertEq(number(book[1].id), number(b), "second");
        assertEq(number(book[2].id), number(c), "third");
        assertEq(number(book[3].id), number(d), "fourth");
        assertEq(lens.book(0, 11, 10).length, 3, "from a price");
        assertEq(lens.book(1, 0, 10).length, 0, "another region");
    }

    /// @custom:covers OFF-2
    function test_Book_farPrices() external {
        uint24[6] memory prices = [uint24(1), 255, 256, 65_535, 65_536, type(uint24).max];
        for (uint256 i; i < 6; ++i) post(owner, prices[5 - i], 1);
        OfferView[] memory book = lens.book(0, 0, 10);
        for (uint256 i; i < 6; ++i) assertEq(book[i].terms.price, prices[i], "price");
    }

    function test_CloseOffer_fromEveryPlaceInAQueue() external {
        for (uint256 place; place < 3; ++place) {
            uint24 price = uint24(100 + place);
            OfferId[3] memory queue = [post(owner, price, 1), post(owner, price, 1), post(owner, price, 1)];
            vm.prank(owner);
            bourse.closeOffer(queue[place]);
            OfferView[] memory book = lens.book(0, price, 2);
            assertEq(number(book[0].id), number(queue[place == 0 ? 1 : 0]), "first");
            assertEq(number(book[1].id), number(queue[place == 2 ? 1 : 2]), "second");
        }
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotOpen.selector, 1));
        bourse.closeOffer(OfferId.wrap(1));
    }

    /// @custom:covers OFF-5
    function test_WithdrawOffer_afterTheNotice() external {
        uint256 before = bourse.balanceOf(owner);
        OfferId id = post(owner, 10, 7);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotClosed.selector, 1));
        bourse.withdrawOffer(id);
        vm.prank(owner);
        bourse.closeOffer(id);
        assertEq(lens.offer(id).unlockEpoch, epoch() + 9, "unlock");
        skip(9);
        vm.prank(owner);
        bourse.withdrawOffer(id);
        assertEq(bourse.balanceOf(owner), before, "balance");
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotOpen.selector, 1));
        bourse.withdrawOffer(id);
    }

    /// @custom:covers OFF-5
    function test_RevertWhen_WithdrawingWithLeases() external {
        OfferId id = post(owner, 10, 7);
        open(plan(3, 5));
        vm.prank(owner);
        bourse.closeOffer(id);
        skip(50);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.UnitsLeased.selector, 1, 3));
        bourse.withdrawOffer(id);
    }

    /// @custom:covers ESC-4
    function test_RevertWhen_PostingWhilePaused() external {
        bourse.setPaused(true);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.MarketPaused.selector));
        bourse.postOffer(terms(1, 1));
    }

    function refused(OfferTerms memory t, bytes32 field, uint256 value, uint256 least, uint256 most) private {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.OutOfRange.selector, field, value, least, most));
        bourse.postOffer(t);
    }

    function number(OfferId id) private pure returns (uint256) {
        return OfferId.unwrap(id);
    }
}
