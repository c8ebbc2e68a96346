// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseBase} from "../../contracts/interfaces/IBourseBase.sol";
import {MarketTest} from "./MarketTest.sol";

contract EscrowTest is MarketTest {
    uint256 private constant KEY = 0xbeef;
    address private owner = vm.addr(KEY);

    /// @custom:covers ESC-1
    function test_Deposit_creditsTheBeneficiary() external {
        usdc.mint(owner, 100);
        vm.startPrank(owner);
        usdc.approve(address(bourse), 100);
        bourse.deposit(stranger, 60);
        vm.stopPrank();
        assertEq(bourse.balanceOf(stranger), 60, "beneficiary");
        assertEq(bourse.balanceOf(owner), 0, "payer");
        assertEq(usdc.balanceOf(owner), 40, "tokens");
    }

    /// @custom:covers ESC-1
    function test_DepositWithPermit_inOneTransaction() external {
        usdc.mint(owner, 100);
        bytes memory signature = permit(100);
        vm.prank(stranger);
        bourse.depositWithPermit(owner, 100, 1e10, signature);
        assertEq(bourse.balanceOf(owner), 100, "owner");
    }

    /// @custom:covers ESC-5
    function test_DepositWithPermit_thatWasUsed() external {
        usdc.mint(owner, 100);
        bytes memory signature = permit(100);
        usdc.permit(owner, address(bourse), 100, 1e10, signature);
        vm.prank(owner);
        bourse.depositWithPermit(owner, 100, 1e10, signature);
        assertEq(bourse.balanceOf(owner), 100, "owner");
    }

    /// @custom:covers ESC-5
    function test_RevertWhen_StrangerUsesAStandingAllowance() external {
        usdc.mint(owner, 100);
        vm.prank(owner);
        usdc.approve(address(bourse), 100);
        vm.prank(stranger);
        vm.expectRevert("EIP2612: invalid signature");
        bourse.depositWithPermit(owner, 100, 1e10, abi.encodePacked(uint256(1), uint256(1), uint8(27)));
    }

    /// @custom:covers ESC-1 ESC-5
    function test_DepositWithAuthorization_byARelayer() external {
        usdc.mint(owner, 100);
        bytes memory signature = authorization(stranger, "salt");
        bourse.depositWithAuthorization(owner, stranger, 100, 0, 1e10, "salt", signature);
        assertEq(bourse.balanceOf(stranger), 100, "beneficiary");
    }

    /// @custom:covers ESC-5
    function test_RevertWhen_AuthorizationNamesAnother() external {
        usdc.mint(owner, 100);
        bytes memory signature = authorization(stranger, "salt");
        vm.expectRevert("FiatTokenV2: invalid signature");
        bourse.depositWithAuthorization(owner, dev, 100, 0, 1e10, "salt", signature);
    }

    /// @custom:covers ESC-2
    function test_Withdraw_sendsToWhomTheOwnerNames() external {
        vm.prank(dev);
        bourse.withdraw(stranger, 7);
        assertEq(usdc.balanceOf(stranger), 7, "tokens");
        assertEq(bourse.balanceOf(dev), 1e15 - 7, "left");
    }

    function test_RevertWhen_WithdrawingMoreThanIsThere() external {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.BalanceTooLow.selector, 0, 1));
        bourse.withdraw(stranger, 1);
    }

    /// @custom:covers ESC-2
    function test_RevertWhen_MoneyWouldBeNobodys() external {
        for (uint256 i = 0; i < 2; ++i) {
            address nobody = i == 0 ? address(bourse) : address(0);
            vm.prank(dev);
            vm.expectRevert(abi.encodeWithSelector(IBourseBase.CannotReceive.selector, nobody));
            bourse.withdraw(nobody, 1);
            vm.prank(dev);
            vm.expectRevert(abi.encodeWithSelector(IBourseBase.CannotReceive.selector, nobody));
            bourse.deposit(nobody, 1);
        }
    }

    function test_RevertWhen_DepositingWithoutAllowance() external {
        vm.prank(owner);
        vm.expectRevert();
        bourse.deposit(owner, 1);
    }

    // ---------------------------------------------------------------- signatures

    function permit(uint256 value) private view returns (bytes memory) {
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 message = keccak256(abi.encode(kind, owner, address(bourse), value, usdc.nonces(owner), 1e10));
        return signed(message);
    }

    function authorization(address to, bytes32 salt) private view returns (bytes memory) {
        bytes32 nonce = keccak256(abi.encode(to, salt));
        bytes32 kind = usdc.RECEIVE_WITH_AUTHORIZATION_TYPEHASH();
        bytes32 message = keccak256(abi.encode(kind, owner, address(bourse), 100, 0, 1e10, nonce));
        return signed(message);
    }

    function signed(bytes32 message) private view returns (bytes memory) {
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", usdc.DOMAIN_SEPARATOR(), message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest);
        return abi.encodePacked(r, s, v);
    }
}
