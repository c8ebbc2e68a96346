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
        (uint8 v, bytes32 r, bytes32 s) = permit(100);
        vm.prank(stranger);
        bourse.depositWithPermit(owner, 100, 1e10, v, r, s);
        assertEq(bourse.balanceOf(owner), 100, "owner");
    }

    /// @custom:covers ESC-5
    function test_DepositWithPermit_thatWasUsed() external {
        usdc.mint(owner, 100);
        (uint8 v, bytes32 r, bytes32 s) = permit(100);
        usdc.permit(owner, address(bourse), 100, 1e10, v, r, s);
        vm.prank(owner);
        bourse.depositWithPermit(owner, 100, 1e10, v, r, s);
        assertEq(bourse.balanceOf(owner), 100, "owner");
    }

    /// @custom:covers ESC-5
    function test_RevertWhen_StrangerUsesAStandingAllowance() external {
        usdc.mint(owner, 100);
        vm.prank(owner);
        usdc.approve(address(bourse), 100);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotOwner.selector, stranger, owner));
        bourse.depositWithPermit(owner, 100, 1e10, 27, bytes32(uint256(1)), bytes32(uint256(1)));
    }

    /// @custom:covers ESC-1 ESC-5
    function test_DepositWithAuthorization_byARelayer() external {
        usdc.mint(owner, 100);
        (uint8 v, bytes32 r, bytes32 s) = authorization(stranger, "salt");
        bourse.depositWithAuthorization(owner, stranger, 100, 0, 1e10, "salt", v, r, s);
        assertEq(bourse.balanceOf(stranger), 100, "beneficiary");
    }

    /// @custom:covers ESC-5
    function test_RevertWhen_AuthorizationNamesAnother() external {
        usdc.mint(owner, 100);
        (uint8 v, bytes32 r, bytes32 s) = authorization(stranger, "salt");
        vm.expectRevert("FiatTokenV2: invalid signature");
        bourse.depositWithAuthorization(owner, dev, 100, 0, 1e10, "salt", v, r, s);
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

    function test_RevertWhen_DepositingWithoutAllowance() external {
        vm.prank(owner);
        vm.expectRevert();
        bourse.deposit(owner, 1);
    }

    // ---------------------------------------------------------------- signatures

    function permit(uint256 value) private view returns (uint8, bytes32, bytes32) {
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 message = keccak256(abi.encode(kind, owner, address(bourse), value, usdc.nonces(owner), 1e10));
        return vm.sign(KEY, keccak256(abi.encodePacked(hex"1901", usdc.DOMAIN_SEPARATOR(), message)));
    }

    function authorization(address to, bytes32 salt) private view returns (uint8, bytes32, bytes32) {
        bytes32 nonce = keccak256(abi.encode(to, salt));
        bytes32 kind = usdc.RECEIVE_WITH_AUTHORIZATION_TYPEHASH();
        bytes32 message = keccak256(abi.encode(kind, owner, address(bourse), 100, 0, 1e10, nonce));
        return vm.sign(KEY, keccak256(abi.encodePacked(hex"1901", usdc.DOMAIN_SEPARATOR(), message)));
    }
}
