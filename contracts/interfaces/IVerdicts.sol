// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {LeaseId, ProviderId} from "../types/Types.sol";

/// @title What contracts that judge may do on the Bourse
interface IVerdicts {
    function punish(ProviderId provider, address reporter) external;

    function breach(LeaseId lease, uint24 since) external;
}
