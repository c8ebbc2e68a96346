// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vouchers} from "../../contracts/Vouchers.sol";
import {IBourseBase} from "../../contracts/interfaces/IBourseBase.sol";
import {Funds, IVouchers, Tariff, Voucher, VoucherKey} from "../../contracts/interfaces/IVouchers.sol";
import {MoodyAccount} from "../../contracts/mocks/MoodyAccount.sol";
import {LeaseId, Modules, OfferId, ProviderId} from "../../contracts/types/Types.sol";
import {MarketTest} from "./MarketTest.sol";

/// @notice Pay per execution (EPO-6); attacks on it are in test/regression/vouchers.test.ts.
/// @custom:covers EPO-6
contract VouchersTest is MarketTest {
    uint256 private constant PAYER = 0xa11ce;
    uint256 private constant KEY = 0xb0b;
    /// @dev G + W + 1
    uint256 private constant NOTICE = 7;

    Vouchers private vouchers;
    address private seller;
    address private payer;
    address private key;
    OfferId private offer;
    LeaseId private lease;

    /// @dev Of what setUp creates, Vouchers is the fourth.
    function modules() internal view override returns (Modules memory m) {
        m.vouchers = address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), hex"04")))));
    }

    function setUp() public override {
        super.setUp();
        vouchers = new Vouchers(bourse);
        assertEq(address(vouchers), modules().vouchers);
        (payer, key) = (vm.addr(PAYER), vm.addr(KEY));
        fund(payer, 1e12);
        (seller, ) = newProvider();
        offer = post(seller, 100, 10);
        lease = leaseOf(open(plan(1, 1000)), 0);
    }

    // ---------------------------------------------------------------- words

    function voucher(uint64 amount) private view returns (Voucher memory) {
        return Voucher(payer, lease, amount);
    }

    function sign(uint256 by, Voucher memory v) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Lambda Bourse Vouchers"),
                keccak256("1"),
                block.chainid,
                address(vouchers)
            )
        );
        bytes32 kind = keccak256("Voucher(address payer,uint48 lease,uint64 amount)");
        bytes32 message = keccak256(abi.encode(kind, v.payer, v.lease, v.amount));
        return signature(by, keccak256(abi.encodePacked(hex"1901", domain, message)));
    }

    function redeem(uint256 by, uint64 amount) private returns (uint256) {
        return vouchers.redeem(voucher(amount), sign(by, voucher(amount)));
    }

    function refuses(uint256 by, uint64 amount, bytes memory why) private {
        bytes memory signed = sign(by, voucher(amount));
        vm.expectRevert(why);
        vouchers.redeem(voucher(amount), signed);
    }

    function setAside(uint64 amount) private {
        vm.prank(payer);
        vouchers.fund(lease, amount);
    }

    function nothing(uint64 allowed, uint64 redeemed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVouchers.NothingToRedeem.selector, allowed, redeemed);
    }

    // ---------------------------------------------------------------- tariffs

    function test_TariffIsSetOnce() public {
        OfferId other = post(seller, 200, 10);
        vm.prank(seller);
        vouchers.setTariff(other, 10, 3);
        Tariff memory t = vouchers.tariffOf(other);
        assertEq(t.perCall, 10);
        assertEq(t.perMillionFuel, 3);
        assertTrue(t.metered && !vouchers.tariffOf(offer).metered, "metered");
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.TariffIsSet.selector, other));
        vouchers.setTariff(other, 11, 3);
    }

    function test_RevertWhen_TariffOfWhatIsNotFree() public {
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotOpen.selector, 99));
        vouchers.setTariff(OfferId.wrap(99), 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.NotOwner.selector, address(this), seller));
        vouchers.setTariff(offer, 1, 1);
        vm.prank(seller);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.UnitsLeased.selector, OfferId.unwrap(offer), 1));
        vouchers.setTariff(offer, 1, 1);
    }

    // ---------------------------------------------------------------- money

    function test_RedeemPaysTheDifference() public {
        setAside(1000);
        uint256 before = bourse.balanceOf(seller);
        assertEq(vouchers.redeemable(voucher(300), sign(PAYER, voucher(300))), 300);
        assertEq(redeem(PAYER, 300), 300);
        assertEq(redeem(PAYER, 301), 1);
        refuses(PAYER, 301, nothing(301, 301));
        refuses(PAYER, 2, nothing(2, 301));
        assertEq(redeem(PAYER, type(uint64).max), 699);
        refuses(PAYER, type(uint64).max, nothing(1000, 1000));
        assertEq(bourse.balanceOf(seller) - before, 1000);
        Funds memory f = vouchers.fundsOf(payer, lease);
        assertEq(f.redeemed, 1000);
        assertEq(ProviderId.unwrap(f.provider), 1);
    }

    function test_RefundAfterNotice() public {
        setAside(1000);
        redeem(PAYER, 400);
        vm.startPrank(payer);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.NoNotice.selector, payer, lease));
        vouchers.refund(lease);
        uint24 from = vouchers.requestRefund(lease);
        assertEq(from, epoch() + NOTICE);
        assertEq(vouchers.notice(), NOTICE);
        skip(NOTICE - 1);
        assertEq(vouchers.requestRefund(lease), from);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.TooEarly.selector, epoch(), from));
        vouchers.refund(lease);
        skip(1);
        assertEq(vouchers.refund(lease), 600);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.NothingToRefund.selector, payer, lease));
        vouchers.requestRefund(lease);
        vm.stopPrank();
        assertEq(bourse.balanceOf(payer), 1e12 - 400);
        assertEq(bourse.balanceOf(address(vouchers)), 0);
    }

    function test_FundTakesTheNoticeBack() public {
        setAside(1);
        vm.prank(payer);
        vouchers.requestRefund(lease);
        skip(NOTICE);
        setAside(1000);
        vm.prank(payer);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.NoNotice.selector, payer, lease));
        vouchers.refund(lease);
    }

    function test_RevertWhen_RefundOfWhatWasRedeemed() public {
        setAside(10);
        vm.prank(payer);
        vouchers.requestRefund(lease);
        redeem(PAYER, 10);
        skip(NOTICE);
        vm.prank(payer);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.NothingToRefund.selector, payer, lease));
        vouchers.refund(lease);
    }

    function test_RevertWhen_FundNothingOrNoLease() public {
        vm.expectRevert(
            abi.encodeWithSelector(IBourseBase.OutOfRange.selector, bytes32("amount"), 0, 1, type(uint64).max)
        );
        vouchers.fund(lease, 0);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.UnknownLease.selector, 77));
        vouchers.fund(LeaseId.wrap(77), 1);
        vm.expectRevert(abi.encodeWithSelector(IBourseBase.BalanceTooLow.selector, 0, 1));
        vouchers.fund(lease, 1);
    }

    // ---------------------------------------------------------------- who signs

    function test_KeySignsUpToItsCapUntilItsEnd() public {
        setAside(1000);
        bytes memory stranger_ = abi.encodeWithSelector(IVouchers.NotSignedByPayer.selector, payer, key);
        refuses(KEY, 10, stranger_);
        vm.startPrank(payer);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.UnknownKey.selector, payer, key));
        vouchers.revokeKey(key);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.CapLowered.selector, 0, 1));
        vouchers.setKey(key, 0);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.UnknownKey.selector, payer, address(0)));
        vouchers.setKey(address(0), 1);
        vouchers.setKey(key, 50);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.CapLowered.selector, 49, 50));
        vouchers.setKey(key, 49);
        vm.stopPrank();
        assertEq(redeem(KEY, 30), 30);
        assertEq(redeem(KEY, 90), 20);
        refuses(KEY, 90, nothing(50, 50));
        vm.startPrank(payer);
        vouchers.setKey(key, 60);
        uint24 until = vouchers.revokeKey(key);
        skip(NOTICE - 1);
        assertEq(vouchers.revokeKey(key), until);
        vm.stopPrank();
        assertEq(redeem(KEY, 90), 10);
        skip(1);
        refuses(KEY, 91, stranger_);
        vm.prank(payer);
        vouchers.setKey(key, 55);
        VoucherKey memory k = vouchers.keyOf(payer, key);
        assertEq(k.cap, 55);
        assertEq(k.until, 0);
    }

    function test_CodeSigns() public {
        MoodyAccount account = new MoodyAccount(payer);
        fund(address(account), 1000);
        vm.prank(payer);
        account.execute(address(vouchers), abi.encodeCall(IVouchers.fund, (lease, 1000)));
        Voucher memory v = Voucher(address(account), lease, 10);
        assertEq(vouchers.redeem(v, sign(PAYER, v)), 10);
        v.amount = 20;
        bytes memory signed = sign(KEY, v);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.NotSignedByPayer.selector, address(account), key));
        vouchers.redeem(v, signed);
        vm.expectRevert(abi.encodeWithSelector(IVouchers.NotSignedByPayer.selector, address(account), address(0)));
        vouchers.redeem(v, hex"00");
    }

    // ---------------------------------------------------------------- all together

    /// @dev A naive account beside the contract's, after random steps: never a micro-USDC more or less.
    function testFuzz_NoMicroUsdcIsLost(uint256 seed) public {
        (uint256 funded, uint256 redeemed, uint256 from) = (0, 0, 0);
        uint256 before = bourse.balanceOf(seller);
        for (uint256 i; i < 24; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint64 amount = uint64(bound(seed >> 8, 1, 5000));
            uint256 step = seed % 5;
            if (step == 0) {
                setAside(amount);
                (funded, from) = (funded + amount, 0);
            } else if (step == 1) {
                uint256 to = amount < funded ? amount : funded;
                if (to <= redeemed) refuses(PAYER, amount, nothing(uint64(to), uint64(redeemed)));
                else {
                    assertEq(redeem(PAYER, amount), to - redeemed, "redeemed");
                    redeemed = to;
                }
            } else if (step == 2 && funded > redeemed) {
                if (from == 0) from = epoch() + NOTICE;
                vm.prank(payer);
                assertEq(vouchers.requestRefund(lease), from, "from");
            } else if (step == 3) {
                bool works = from != 0 && epoch() >= from && funded > redeemed;
                vm.prank(payer);
                if (!works) vm.expectRevert();
                uint256 paid = vouchers.refund(lease);
                if (works) {
                    assertEq(paid, funded - redeemed, "refunded");
                    (funded, from) = (redeemed, 0);
                }
            } else skip(bound(seed >> 16, 1, 5));
            assertEq(bourse.balanceOf(address(vouchers)), funded - redeemed, "held");
            assertEq(bourse.balanceOf(seller) - before, redeemed, "paid");
            assertEq(bourse.balanceOf(payer), 1e12 - funded, "left");
        }
    }
}
