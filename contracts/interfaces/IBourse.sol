// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IBourseCore} from "./IBourseCore.sol";
import {IBourseExtension} from "./IBourseExtension.sol";

/// @title The market: one address, one escrow
/// @notice docs/market.md says precisely what each function does.
interface IBourse is IBourseCore, IBourseExtension {}
