// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseBase} from "../../contracts/interfaces/IBourseBase.sol";
import {ProviderView} from "../../contracts/interfaces/IBourseLens.sol";
import {DealId, ProviderId} from "../../contracts/types/Types.sol";
import {MarketTest} from "./MarketTest.sol";

contract EpochsTest is MarketTest {
    address private seller;
    ProviderId private id;
    uint256 private c;

    function setUp() public override {
        super.setUp();
        (seller, id) = newProvider();
        post(seller, 10, 8);
        c = epoch();
    }

    /// @custom:covers EPO-1
    function test_Attest_earnsTheRateAndBindsRootAndSeed() external {
        open(plan(3, 5));
        warp(c + 2);
        bytes32 seed = blockhash(block.number - 1);
        attest(seller, c + 1);
        ProviderView memory v = lens.provider(id);
        assertEq(v.earned, 30, "earned");
        assertEq(v.attested, 1, "attested");
        assertEq(v.nextEpoch, c + 2, "next");
        bytes23 expected = bytes23(keccak256(abi.encodePacked(bytes32(c + 1), seed)));
        assertTrue(lens.attestation(id, uint24(c + 1)) == expected, "commitment");
        assertTrue(lens.attestation(id, uint24(c + 2)) == 0, "only that epoch");
    }

    /// @custom:covers EPO-1
    function test_RevertWhen_TheEpochIsNotNext() external {
        open(plan(3, 5));
        warp(c + 3);
        refused(c + 2, c + 1, c + 3);
        attest(seller, c + 1);
        refused(c + 1, c + 2, c + 3);
        attest(seller, c + 2);
        refused(c + 3, c + 3, c + 3);
    }

    function test_RevertWhen_TheCallerIsNoOperator() external {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotOperator.selector, stranger));
        bourse.attest(1, 0);
    }

    /// @custom:covers EPO-2
    function test_Attest_atTheLastEpochOfTheGrace() external {
        open(plan(1, 5));
        warp(c + 3);
        attest(seller, c + 1);
        warp(c + 5);
        // c + 2 + grace has passed
        refused(c + 2, c + 3, c + 5);
        attest(seller, c + 3);
        assertEq(lens.provider(id).missed, 1, "missed");
        assertEq(lens.provider(id).absence, 0, "back");
        assertEq(lens.provider(id).earned, 20, "earned");
    }

    /// @custom:covers EPO-1
    function test_Idle_isNeitherAttestedNorMissed() external {
        skip(10);
        open(plan(1, 1));
        uint256 d = epoch();
        skip(2);
        attest(seller, d + 1);
        skip(10);
        assertEq(lens.provider(id).missed, 0, "missed");
        open(plan(1, 1));
        d = epoch();
        skip(2);
        attest(seller, d + 1);
        assertEq(lens.provider(id).earned, 20, "earned");
    }

    /// @custom:covers EPO-3
    function test_Claim_afterTheWindowEpochByEpoch() external {
        open(plan(1, 40));
        for (uint256 e = c + 1; e <= c + 40; ++e) {
            warp(e + 1);
            attest(seller, e);
            // an epoch matures when grace and window have passed
            uint256 mature = e + 1 > c + 1 + 2 + 4 ? e + 1 - (c + 1 + 2 + 4) : 0;
            ProviderView memory v = lens.provider(id);
            assertEq(v.claimed + v.claimable, mature * 10, "claimable");
            if (e % 3 == 0) {
                uint256 before = bourse.balanceOf(seller);
                assertEq(bourse.claim(id), v.claimable, "claim");
                assertEq(bourse.balanceOf(seller) - before, v.claimable, "credited");
            }
        }
        skip(20);
        bourse.claim(id);
        assertEq(lens.provider(id).claimed, 400, "all");
        assertEq(bourse.claim(id), 0, "nothing twice");
    }

    /// @custom:covers EPO-3
    function test_Claim_withMissedEpochsBetween() external {
        open(plan(1, 40));
        uint256 attested;
        for (uint256 e = c + 1; e <= c + 40; ++e) {
            if (e % 5 == 0) continue;
            warp(e + 2);
            if (e % 5 == 1) warp(e + 2);
            if ((e - 1) % 5 == 0 && e > c + 1) warp(e - 1 + 3);
            attest(seller, e);
            ++attested;
        }
        skip(20);
        assertEq(bourse.claim(id), attested * 10, "claim");
        assertEq(lens.provider(id).missed, 40 - attested, "missed");
    }

    /// @custom:covers EPO-9
    function test_End_atTheFirstOfManyMisses() external {
        open(plan(1, 40));
        warp(c + 2);
        attest(seller, c + 1);
        warp(c + 6);
        assertTrue(!lens.provider(id).ended, "two misses");
        warp(c + 7);
        ProviderView memory v = lens.provider(id);
        assertTrue(v.ended, "three misses");
        assertEq(v.endEpoch, c + 2, "end");
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.HasEnded.selector, id));
        bourse.attest(uint24(c + 5), 0);
        bourse.sync(id);
        v = lens.provider(id);
        assertTrue(v.ended && v.endEpoch == c + 2 && v.missed == 3, "recorded");
        skip(10);
        assertEq(bourse.claim(id), 10, "what was earned before");
    }

    function test_RevertWhen_TheProviderIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.UnknownProvider.selector, 9));
        bourse.sync(ProviderId.wrap(9));
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.UnknownProvider.selector, 9));
        bourse.claim(ProviderId.wrap(9));
    }

    /// @custom:covers ESC-4
    function test_RevertWhen_AStrangerPauses() external {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotOwner.selector, stranger, address(this)));
        bourse.setPaused(true);
    }

    function refused(uint256 asked, uint256 expected, uint256 running) private {
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotAttestable.selector, asked, expected, running));
        bourse.attest(uint24(asked), 0);
    }
}
