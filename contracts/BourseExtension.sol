// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DealTerms} from "./core/DealTerms.sol";
import {Governance} from "./core/Governance.sol";
import {Penalties} from "./core/Penalties.sol";
import {Providers} from "./core/Providers.sol";
import {Relay} from "./core/Relay.sol";
import {Store} from "./core/Store.sol";
import {Config, Modules} from "./types/Types.sol";

/// @title The second half of the Bourse's code: what is needed seldom
/// @dev The Bourse deploys it, with its own parameters, and runs it by delegatecall; a contract's code has a size limit,
/// and this is all there is to it. Nothing can change it. Called at its own address it works on an empty storage that
/// holds no money and has no administrator.
contract BourseExtension is Providers, Relay, DealTerms, Penalties, Governance {
    constructor(Config memory config_, Modules memory modules_, uint256 genesis) Store(config_, modules_, genesis) {}
}
