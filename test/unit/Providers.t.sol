// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseBase} from "../../contracts/interfaces/IBourseBase.sol";
import {ProviderView} from "../../contracts/interfaces/IBourseLens.sol";
import {ProviderId} from "../../contracts/types/Types.sol";
import {MarketTest} from "./MarketTest.sol";

contract ProvidersTest is MarketTest {
    address private owner;
    ProviderId private id;

    function setUp() public override {
        super.setUp();
        (owner, id) = newProvider();
    }

    function test_Register_takesTheBaseStake() external view {
        assertEq(bourse.balanceOf(owner), 1e13 - 1e6, "balance");
        ProviderView memory v = lens.provider(id);
        assertEq(v.owner, owner);
        assertEq(v.operator, owner);
        assertEq(v.baseStake, 1e6, "stake");
        assertTrue(keccak256(bytes(v.endpoint)) == keccak256("https://p.example"), "endpoint");
        assertEq(ProviderId.unwrap(lens.providerOf(owner)), ProviderId.unwrap(id), "providerOf");
    }

    function test_RevertWhen_RegisteringTwice() external {
        bytes memory proof = signature(99, operatorDigest(owner, vm.addr(99), bytes32(uint256(7))));
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.AlreadyRegistered.selector, id));
        bourse.register(vm.addr(99), bytes32(uint256(7)), "", proof);
    }

    /// @custom:covers OFF-4
    function test_RevertWhen_OperatorSignedForAnother() external {
        fund(stranger, 1e13);
        address operator = vm.addr(99);
        bytes32 digest = operatorDigest(stranger, operator, bytes32(uint256(8)));
        bytes memory proof = signature(99, operatorDigest(owner, operator, bytes32(uint256(8))));
        address recovered = recover(digest, proof);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.BadSignature.selector, recovered, operator));
        bourse.register(operator, bytes32(uint256(8)), "", proof);
    }

    /// @custom:covers OFF-4
    function test_RevertWhen_SignatureIsEmptyAndOperatorIsZero() external {
        fund(stranger, 1e13);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.BadSignature.selector, address(0), address(0)));
        bourse.register(address(0), 0, "", "");
    }

    /// @custom:covers OFF-4
    function test_RevertWhen_OperatorServesAnother() external {
        fund(stranger, 1e13);
        bytes memory proof = signature(1001, operatorDigest(stranger, owner, bytes32(uint256(7))));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.OperatorTaken.selector, owner, id));
        bourse.register(owner, bytes32(uint256(7)), "", proof);
    }

    function test_SetOperator_countsFromTheNextEpoch() external {
        uint24 c = epoch();
        address next = vm.addr(99);
        bytes memory proof = signature(99, operatorDigest(owner, next, bytes32(uint256(8))));
        vm.prank(owner);
        bourse.setOperator(next, bytes32(uint256(8)), proof);
        assertEq(lens.operatorAt(id, c), owner);
        assertEq(lens.operatorAt(id, c + 1), next);
        assertEq(lens.operatorAt(id, c - 1), address(0));
        assertEq(lens.provider(id).operator, next);
    }

    function test_SetEndpoint_ofEveryLength() external {
        string memory text = "";
        for (uint256 length; length <= 255; length += 17) {
            vm.prank(owner);
            bourse.setEndpoint(text);
            assertTrue(keccak256(bytes(lens.provider(id).endpoint)) == keccak256(bytes(text)), "endpoint");
            text = string.concat(text, "https://abcdefghi");
        }
    }

    function test_RevertWhen_EndpointIsTooLong() external {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.OutOfRange.selector, bytes32("endpoint"), 256, 0, 255));
        bourse.setEndpoint(string(new bytes(256)));
    }

    /// @custom:covers EPO-9
    function test_Retire_thenTheStakeOpensAfterTheNotice() external {
        vm.prank(owner);
        bourse.retire();
        uint24 c = epoch();
        ProviderView memory v = lens.provider(id);
        assertTrue(v.ended, "ended");
        assertEq(v.endEpoch, c, "end");
        skip(8);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.TooEarly.selector, c + 8, c + 9));
        bourse.withdrawStake(id);
        skip(1);
        vm.prank(owner);
        bourse.withdrawStake(id);
        assertEq(bourse.balanceOf(owner), 1e13, "stake");
    }

    function test_RevertWhen_RetiringWithLeases() external {
        post(owner, 10, 1);
        open(plan(1, 5));
        uint24 c = epoch();
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotIdle.selector, id, c));
        bourse.retire();
    }

    /// @custom:covers EPO-9
    function test_Register_aNewTermAfterTheEnd() external {
        vm.prank(owner);
        bourse.retire();
        ProviderId next = register(owner, 1001);
        assertTrue(ProviderId.unwrap(next) != ProviderId.unwrap(id), "id");
        assertTrue(lens.provider(id).ended, "old");
        assertTrue(!lens.provider(next).ended, "new");
    }

    function test_Resume_afterFewMisses() external {
        post(owner, 10, 2);
        open(plan(1, 2));
        skip(10);
        assertEq(lens.provider(id).absence, 2, "absence");
        assertEq(offered(), 0, "absent");
        vm.prank(owner);
        bourse.resume();
        assertEq(lens.provider(id).absence, 0, "absence");
        assertEq(offered(), 50, "cost");
    }

    function offered() private view returns (uint256 cost) {
        (, cost, ) = lens.preview(plan(1, 5), NONE, ALL, 10);
    }

    function recover(bytes32 digest, bytes memory proof) private pure returns (address) {
        (bytes32 r, bytes32 s, uint8 v) = (word(proof, 32), word(proof, 64), uint8(proof[64]));
        return ecrecover(digest, v, r, s);
    }

    function word(bytes memory data, uint256 offset) private pure returns (bytes32 value) {
        assembly ("memory-safe") {
            value := mload(add(data, offset))
        }
    }
}
