// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVouchers, Voucher, VoucherKey} from "../../../contracts/interfaces/IVouchers.sol";
import {LeaseId, ProviderId} from "../../../contracts/types/Types.sol";
import {Actions} from "./Actions.sol";
import {Governing} from "./Governing.sol";

/// @notice Vouchers: money set aside, signed away, redeemed, taken back after notice.
abstract contract Paying is Governing {
    uint256 private constant KEY = 79_000;
    uint256 internal constant VOUCHER_NOTICE = GRACE + WINDOW + 1;
    bytes32 private constant VOUCHER = keccak256("Voucher(address payer,uint48 lease,uint64 amount)");

    /// @dev A payer and a lease, and naive sums of what happened between them.
    struct Account {
        uint8 buyer;
        uint48 lease;
        uint256 came; // set aside
        uint256 went; // redeemed
        uint256 back; // taken back
        uint256 promised; // most that was signed for, within caps
        uint256 noticed; // epoch of the notice that runs, 0 for none
    }

    Account[] internal accounts;
    mapping(uint256 buyer => mapping(uint256 lease => uint256)) private _indexes;

    function fundVoucher(uint256 seed) external {
        seed = _begin(seed);
        (uint256 lease, ) = _lease(seed, any);
        if (lease == 0) return _otherwise(seed);
        // the same few accounts most of the time
        if (accounts.length > 5 && seed % 8 != 0) lease = accounts[_r(seed, accounts.length)].lease;
        uint256 who = _r(seed + 1, BUYERS);
        uint256 amount = seed % 20 == 0 ? 0 : 100 + _r(seed + 2, 400);
        bytes memory data = abi.encodeCall(IVouchers.fund, (LeaseId.wrap(uint48(lease)), uint64(amount)));
        if (!_do(Actions.FUND, buyers[who], address(vouchers), data)) return;
        Account storage a = _accountOf(who, lease);
        a.came += amount;
        a.noticed = 0;
    }

    function _accountOf(uint256 who, uint256 lease) private returns (Account storage) {
        uint256 i = _indexes[who][lease];
        if (i == 0) {
            accounts.push();
            i = accounts.length;
            _indexes[who][lease] = i;
            (accounts[i - 1].buyer, accounts[i - 1].lease) = (uint8(who), uint48(lease));
        }
        return accounts[i - 1];
    }

    function redeem(uint256 seed) external {
        seed = _begin(seed);
        if (accounts.length == 0) return _otherwise(seed);
        Account storage a = accounts[_r(seed, accounts.length)];
        // above what is there, at times; below what was redeemed before, too
        uint64 amount = uint64(a.went + _r(seed, 150));
        bool byKey = _r(seed, 3) == 0;
        uint256 signer =
            byKey
                ? KEY + a.buyer
                : seed % 11 == 0
                    ? KEY - 1
                    : BUYER_KEY + a.buyer;
        if (byKey) _setKey(a.buyer, amount);
        Voucher memory v = Voucher(buyers[a.buyer], LeaseId.wrap(a.lease), amount);
        address seller = ownerOf(ProviderId.unwrap(vouchers.fundsOf(v.payer, v.lease).provider));
        uint256 purse = balance(seller);
        bytes memory data = abi.encodeCall(IVouchers.redeem, (v, _sign(signer, v)));
        if (!_do(Actions.REDEEM, KEEPER, address(vouchers), data)) return;
        assertTrue(signer != KEY - 1, "a stranger's voucher was paid");
        uint256 allowed = amount;
        if (byKey) {
            VoucherKey memory k = vouchers.keyOf(v.payer, vm.addr(KEY + a.buyer));
            assertTrue(k.until == 0 || c < k.until, "a revoked key's voucher was paid");
            if (allowed > k.cap) allowed = k.cap;
        }
        if (allowed > a.promised) a.promised = allowed;
        a.went += balance(seller) - purse;
    }

    /// @dev Where the payer's key has none: a cap that the amount may be above of.
    function _setKey(uint256 who, uint256 amount) private {
        address key = vm.addr(KEY + who);
        VoucherKey memory k = vouchers.keyOf(buyers[who], key);
        if (k.cap != 0 && k.cap > amount && k.until == 0) return;
        uint64 cap = k.cap + 60;
        _do(Actions.SET_KEY, buyers[who], address(vouchers), abi.encodeCall(IVouchers.setKey, (key, cap)));
    }

    function revokeKey(uint256 seed) external {
        seed = _begin(seed);
        uint256 who = _r(seed, BUYERS);
        bytes memory data = abi.encodeCall(IVouchers.revokeKey, (vm.addr(KEY + who)));
        _do(Actions.REVOKE_KEY, buyers[who], address(vouchers), data);
    }

    function requestRefund(uint256 seed) external {
        seed = _begin(seed);
        if (accounts.length == 0) return _otherwise(seed);
        Account storage a = accounts[_r(seed, accounts.length)];
        bytes memory data = abi.encodeCall(IVouchers.requestRefund, (LeaseId.wrap(a.lease)));
        bool ok = _do(Actions.REQUEST_REFUND, buyers[a.buyer], address(vouchers), data);
        if (ok && a.noticed == 0) a.noticed = c;
    }

    function refundVoucher(uint256 seed) external {
        seed = _begin(seed);
        for (uint256 i; i < accounts.length; ++i) {
            Account storage a = accounts[(seed + i) % accounts.length];
            if (a.noticed == 0 || (seed % 4 != 0 && c < a.noticed + VOUCHER_NOTICE)) continue;
            uint256 rest = a.came - a.went - a.back;
            address payer = buyers[a.buyer];
            uint256 purse = balance(payer);
            bytes memory data = abi.encodeCall(IVouchers.refund, (LeaseId.wrap(a.lease)));
            if (!_do(Actions.VOUCHERS_REFUND, payer, address(vouchers), data)) return;
            assertTrue(c >= a.noticed + VOUCHER_NOTICE, "taken back before the notice was over");
            assertEq(balance(payer) - purse, rest, "taken back, and the rest");
            a.back += rest;
            a.noticed = 0;
            return;
        }
        _pass(1, seed);
    }

    function _sign(uint256 key, Voucher memory v) private view returns (bytes memory) {
        bytes32 message = keccak256(abi.encode(VOUCHER, v.payer, v.lease, v.amount));
        bytes32 digest = _digest(keccak256("Lambda Bourse Vouchers"), address(vouchers), message);
        (uint8 yParity, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, yParity);
    }
}
