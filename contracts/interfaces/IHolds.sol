// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title A contract that may have a case against a provider
interface IHolds {
    /// @notice Whether the provider's stakes have to stay where they are.
    function holds(uint24 provider) external view returns (bool);

    /// @notice Whether the lock of a lease has to stay where it is: somebody's case may take from it.
    function holdsLease(uint48 lease) external view returns (bool);
}
