// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {LeaseId, OfferId, ProviderId} from "../types/Types.sol";

/// @notice What a payer owes the provider of a lease in all, since ever: EIP-712
/// `Voucher(address payer,uint48 lease,uint64 amount)`.
struct Voucher {
    address payer;
    LeaseId lease;
    uint64 amount; // micro-USDC, cumulative
}

/// @notice What executions on an offer's leases cost. Set once, as an offer's price is.
struct Tariff {
    uint64 perCall; // micro-USDC
    uint64 perMillionFuel; // micro-USDC, rounded up for each call
    bool metered; // false when none was set
}

/// @notice What a payer set aside for a lease.
struct Funds {
    uint64 funded; // micro-USDC, what was redeemed included
    uint64 redeemed; // micro-USDC, since ever
    uint24 refundFrom; // epoch from which the rest can be taken back; 0 when nobody asked
    ProviderId provider;
}

/// @notice A key that signs a payer's vouchers.
struct VoucherKey {
    uint64 cap; // most it may sign for any one lease, micro-USDC, cumulative; 0 for no key
    uint24 until; // first epoch in which it signs for nothing any more; 0 when it was not revoked
}

/// @title Pay per execution
/// @notice docs/vouchers.md says precisely what each function does.
interface IVouchers {
    // ---------------------------------------------------------------- providers

    /// @notice Says what executions cost on leases of the caller's offer. Once, while none of its units are leased.
    /// @dev Emits {TariffSet}.
    function setTariff(OfferId offer, uint64 perCall, uint64 perMillionFuel) external;

    /// @notice Pays the provider's owner what a voucher says above what was redeemed, as far as its key's cap and the
    /// funds go. Anybody may call it.
    /// @dev Emits {Redeemed}.
    /// @param signature The payer's or one of its keys', r || s || v; or what the payer's own code accepts (ERC-1271)
    /// @return paid micro-USDC
    function redeem(Voucher calldata voucher, bytes calldata signature) external returns (uint256 paid);

    // ---------------------------------------------------------------- payers

    /// @notice Sets money of the caller's balance in the Bourse aside for a lease, and takes a notice back that was given.
    /// @dev Emits {Funded}.
    function fund(LeaseId lease, uint64 amount) external;

    /// @notice Gives notice: the rest of what the caller set aside for a lease can be taken back after it. A notice that
    /// runs already goes on as it is.
    /// @dev Emits {RefundRequested}.
    /// @return from The first epoch in which `refund` works
    function requestRefund(LeaseId lease) external returns (uint24 from);

    /// @notice Returns the rest of what the caller set aside for a lease to its balance in the Bourse, after notice.
    /// @dev Emits {FundsReturned}.
    /// @return amount micro-USDC
    function refund(LeaseId lease) external returns (uint256 amount);

    /// @notice Lets a key sign the caller's vouchers. The cap of a key that counts can only be raised; a revocation that
    /// runs is taken back.
    /// @dev Emits {KeySet}.
    /// Warning: a key that comes back after its end makes what it signed before good again.
    /// @param cap Most it may sign for any one lease, micro-USDC
    function setKey(address key, uint64 cap) external;

    /// @notice Ends a key after notice: who holds a voucher of it redeems in time. A notice that runs already goes on.
    /// @dev Emits {KeyRevoked}.
    /// @return until The first epoch in which its vouchers are refused
    function revokeKey(address key) external returns (uint24 until);

    // ---------------------------------------------------------------- views

    function tariffOf(OfferId offer) external view returns (Tariff memory);

    function fundsOf(address payer, LeaseId lease) external view returns (Funds memory);

    function keyOf(address payer, address key) external view returns (VoucherKey memory);

    /// @notice What `redeem` would pay now.
    function redeemable(Voucher calldata voucher, bytes calldata signature) external view returns (uint256);

    /// @notice Epochs from a notice to what it announces.
    function notice() external view returns (uint24);

    event TariffSet(OfferId indexed offer, uint64 perCall, uint64 perMillionFuel);
    event Funded(address indexed payer, LeaseId indexed lease, uint64 amount, uint64 funded);
    event RefundRequested(address indexed payer, LeaseId indexed lease, uint24 from);
    event FundsReturned(address indexed payer, LeaseId indexed lease, uint256 amount);
    event KeySet(address indexed payer, address indexed key, uint64 cap);
    event KeyRevoked(address indexed payer, address indexed key, uint24 until);
    /// @dev `total` is what the lease's vouchers of this payer were paid since ever.
    event Redeemed(
        address indexed payer,
        LeaseId indexed lease,
        ProviderId indexed provider,
        uint64 total,
        uint256 paid
    );

    error TariffIsSet(OfferId offer);
    error CapLowered(uint64 cap, uint64 least);
    error UnknownKey(address payer, address key);
    /// @dev Neither the payer nor a key of it that counts signed this; `signer` is zero where no signer can be told.
    error NotSignedByPayer(address payer, address signer);
    /// @dev All that the voucher, its key's cap and the funds allow was paid before.
    error NothingToRedeem(uint64 allowed, uint64 redeemed);
    error NothingToRefund(address payer, LeaseId lease);
    error NoNotice(address payer, LeaseId lease);
}
