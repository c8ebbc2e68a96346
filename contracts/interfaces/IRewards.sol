// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ProviderId} from "../types/Types.sol";

/// @title Where the reward for a fault waits while games are open on the provider
interface IRewards {
    /// @notice Punishes a provider that Faults found guilty. Only Faults may call. With a game open on the provider, the
    /// reward is the reporter's when all are over and the challenger has won none: who confesses to a friend does not get
    /// what somebody else's game is worth.
    function report(ProviderId provider, address reporter) external;
}
