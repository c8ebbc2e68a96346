// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IBourse} from "./interfaces/IBourse.sol";
import {IBourseBase} from "./interfaces/IBourseBase.sol";
import {Funds, IVouchers, Tariff, Voucher, VoucherKey} from "./interfaces/IVouchers.sol";
import {Lease, Offer, Parameters} from "./libraries/Records.sol";
import {Slots} from "./libraries/Slots.sol";
import {Config, LeaseId, OfferId, ProviderId} from "./types/Types.sol";

/// @title Pay per execution: money set aside per payer and lease, paid out on the payer's signed cumulative amounts
/// @dev All money is this contract's balance in the Bourse: there are no tokens here.
///
/// Assumptions for safety (no one loses what is theirs):
/// - The Bourse was deployed with this contract as its module and does what docs/market.md says. It is the only contract
///   that is called with effect; a payer's own code is called without (STATICCALL), before anything is written.
/// - keccak256 and secp256k1 hold. A payer's code that accepts signatures may change its mind: who is owed money by a
///   voucher that only such code accepts, has no more than its word.
/// - The chain's clock does not run backwards.
///
/// Assumptions for liveness (everybody can leave, alone):
/// - A redemption reaches the chain within the notice, which is longer than grace and window together.
/// - Nothing here pauses, has an owner or walks a list.
contract Vouchers is IVouchers, EIP712 {
    bytes32 private constant VOUCHER = keccak256("Voucher(address payer,uint48 lease,uint64 amount)");

    IBourse public immutable BOURSE;
    uint256 private immutable GENESIS;
    uint256 private immutable EPOCH_LENGTH;
    uint24 private immutable NOTICE;

    mapping(OfferId offer => Tariff) private _tariffs;
    mapping(address payer => mapping(LeaseId lease => Funds)) private _funds;
    mapping(address payer => mapping(address key => VoucherKey)) private _keys;

    constructor(IBourse bourse) EIP712("Lambda Bourse Vouchers", "1") {
        BOURSE = bourse;
        bytes32[] memory slots = new bytes32[](2);
        (slots[0], slots[1]) = (bytes32(Slots.CONFIG), bytes32(Slots.CONFIG + 1));
        bytes32[] memory words = bourse.extsload(slots);
        (Config memory c, uint256 genesis) = Parameters.unpack(uint256(words[0]), uint256(words[1]), address(0));
        (GENESIS, EPOCH_LENGTH) = (genesis, c.epochLength);
        NOTICE = uint24(c.grace) + c.window + 1;
    }

    // ---------------------------------------------------------------- providers

    /// @inheritdoc IVouchers
    function setTariff(OfferId offer, uint64 perCall, uint64 perMillionFuel) external {
        uint256 id = OfferId.unwrap(offer);
        uint256 o = _word(Slots.OFFER, id);
        require(o != 0, IBourseBase.NotOpen(id));
        address owner = _ownerOf(Offer.provider(o));
        require(msg.sender == owner, IBourseBase.NotOwner(msg.sender, owner));
        // who leased the offer as it was need not pay for what was added
        require(Offer.leased(o) == 0, IBourseBase.UnitsLeased(id, uint16(Offer.leased(o))));
        require(!_tariffs[offer].metered, TariffIsSet(offer));
        _tariffs[offer] = Tariff(perCall, perMillionFuel, true);
        emit TariffSet(offer, perCall, perMillionFuel);
    }

    /// @inheritdoc IVouchers
    function redeem(Voucher calldata voucher, bytes calldata signature) external returns (uint256 paid) {
        (address payer, LeaseId lease) = (voucher.payer, voucher.lease);
        Funds memory f;
        (f, paid) = _redeemable(voucher, signature);
        unchecked {
            f.redeemed += uint64(paid);
        }
        _funds[payer][lease].redeemed = f.redeemed;
        emit Redeemed(payer, lease, f.provider, f.redeemed, paid);
        BOURSE.transfer(_ownerOf(ProviderId.unwrap(f.provider)), paid);
    }

    // ---------------------------------------------------------------- payers

    /// @inheritdoc IVouchers
    function fund(LeaseId lease, uint64 amount) external {
        require(amount != 0, IBourseBase.OutOfRange("amount", 0, 1, type(uint64).max));
        Funds memory f = _funds[msg.sender][lease];
        if (ProviderId.unwrap(f.provider) == 0) {
            uint256 l = _word(Slots.LEASE, LeaseId.unwrap(lease));
            require(l != 0, IBourseBase.UnknownLease(lease));
            f.provider = ProviderId.wrap(uint24(Lease.provider(l)));
        }
        f.funded += amount;
        f.refundFrom = 0;
        _funds[msg.sender][lease] = f;
        emit Funded(msg.sender, lease, amount, f.funded);
        BOURSE.take(msg.sender, amount);
    }

    /// @inheritdoc IVouchers
    function requestRefund(LeaseId lease) external returns (uint24 from) {
        Funds storage f = _funds[msg.sender][lease];
        require(f.funded != f.redeemed, NothingToRefund(msg.sender, lease));
        from = f.refundFrom;
        if (from != 0) return from;
        from = _now() + NOTICE;
        f.refundFrom = from;
        emit RefundRequested(msg.sender, lease, from);
    }

    /// @inheritdoc IVouchers
    function refund(LeaseId lease) external returns (uint256 amount) {
        Funds memory f = _funds[msg.sender][lease];
        require(f.refundFrom != 0, NoNotice(msg.sender, lease));
        uint24 c = _now();
        require(c >= f.refundFrom, IBourseBase.TooEarly(c, f.refundFrom));
        amount = f.funded - f.redeemed;
        require(amount != 0, NothingToRefund(msg.sender, lease));
        // what was redeemed stays on record: no voucher is ever paid twice
        (f.funded, f.refundFrom) = (f.redeemed, 0);
        _funds[msg.sender][lease] = f;
        emit FundsReturned(msg.sender, lease, amount);
        BOURSE.transfer(msg.sender, amount);
    }

    /// @inheritdoc IVouchers
    function setKey(address key, uint64 cap) external {
        VoucherKey memory k = _keys[msg.sender][key];
        uint64 least = _counts(k) ? k.cap : 1;
        require(cap >= least, CapLowered(cap, least));
        require(key != address(0), UnknownKey(msg.sender, key));
        _keys[msg.sender][key] = VoucherKey(cap, 0);
        emit KeySet(msg.sender, key, cap);
    }

    /// @inheritdoc IVouchers
    function revokeKey(address key) external returns (uint24 until) {
        VoucherKey storage k = _keys[msg.sender][key];
        require(k.cap != 0, UnknownKey(msg.sender, key));
        until = k.until;
        if (until != 0) return until;
        until = _now() + NOTICE;
        k.until = until;
        emit KeyRevoked(msg.sender, key, until);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IVouchers
    function tariffOf(OfferId offer) external view returns (Tariff memory) {
        return _tariffs[offer];
    }

    /// @inheritdoc IVouchers
    function fundsOf(address payer, LeaseId lease) external view returns (Funds memory) {
        return _funds[payer][lease];
    }

    /// @inheritdoc IVouchers
    function keyOf(address payer, address key) external view returns (VoucherKey memory) {
        return _keys[payer][key];
    }

    /// @inheritdoc IVouchers
    function redeemable(Voucher calldata voucher, bytes calldata signature) external view returns (uint256 amount) {
        (, amount) = _redeemable(voucher, signature);
    }

    /// @inheritdoc IVouchers
    function notice() external view returns (uint24) {
        return NOTICE;
    }

    // ---------------------------------------------------------------- inside

    /// @dev The payer's funds before, and what is to be paid: never 0.
    function _redeemable(Voucher calldata v, bytes calldata signature) private view returns (Funds memory f, uint256) {
        uint64 allowed = _signedFor(v, signature);
        f = _funds[v.payer][v.lease];
        if (allowed > f.funded) allowed = f.funded;
        require(allowed > f.redeemed, NothingToRedeem(allowed, f.redeemed));
        unchecked {
            return (f, allowed - f.redeemed);
        }
    }

    /// @dev What was signed for, within the cap of the key that signed. Signatures are of one shape (low s), but nothing
    /// hangs on it: the same amount is paid once.
    function _signedFor(Voucher calldata v, bytes calldata signature) private view returns (uint64) {
        (address payer, uint64 amount) = (v.payer, v.amount);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(VOUCHER, payer, v.lease, amount)));
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError) {
            if (signer == payer) return amount;
            VoucherKey memory k = _keys[payer][signer];
            if (_counts(k)) return amount < k.cap ? amount : k.cap;
        }
        bool accepted =
            payer.code.length != 0 && SignatureChecker.isValidERC1271SignatureNowCalldata(payer, digest, signature);
        require(accepted, NotSignedByPayer(payer, signer));
        return amount;
    }

    function _counts(VoucherKey memory k) private view returns (bool) {
        return k.cap != 0 && (k.until == 0 || _now() < k.until);
    }

    function _now() private view returns (uint24) {
        unchecked {
            return uint24((block.timestamp - GENESIS) / EPOCH_LENGTH + 1);
        }
    }

    function _ownerOf(uint256 provider) private view returns (address) {
        return address(uint160(_word(Slots.OWNER, provider)));
    }

    function _word(uint256 kind, uint256 key) private view returns (uint256) {
        bytes32[] memory slots = new bytes32[](1);
        slots[0] = bytes32(Slots.find(kind, key));
        return uint256(BOURSE.extsload(slots)[0]);
    }
}
