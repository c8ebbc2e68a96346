// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DealLedger} from "./DealLedger.sol";
import {IBourseCore} from "../interfaces/IBourseCore.sol";
import {Deal, Global, Need, Terms} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {DealId, FunctionId, OfferId, Plan} from "../types/Types.sol";

/// @title Plans on chain: open, fill
abstract contract Deals is DealLedger, IBourseCore {
    /// @inheritdoc IBourseCore
    function openDeal(
        Plan calldata plan,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) external returns (DealId) {
        _whenLive();
        (uint256 a, uint256 b) = _words(plan);
        _debit(msg.sender, Need.reserve(b));
        uint256 id;
        unchecked {
            uint256 g = _load(Slots.GLOBAL) + (1 << Global.DEALS);
            _save(Slots.GLOBAL, g);
            id = Global.deals(g);
        }
        _save(Slots.SERVES, id, uint256(bytes32(plan.aliasName)) | FunctionId.unwrap(plan.functionId));
        uint256 terms = _terms(plan);
        if (terms != 0) _save(Slots.TERMS, id, terms);
        _emitOpened(id, plan);
        _match(id, a, b, terms, Need.reserve(b), hints, limit, maxSteps);
        return DealId.wrap(uint40(id));
    }

    /// @inheritdoc IBourseCore
    function fill(DealId deal, OfferId[] calldata hints, uint256 limit, uint256 maxSteps) external {
        _whenLive();
        uint256 id = DealId.unwrap(deal);
        uint256 a = _openDeal(id);
        uint256 b = _load(Slots.NEED, id);
        require(Need.unfilled(b) != 0 && Deal.end(a) > _now() + 1, NothingToFill(id));
        uint256 terms = _termsOf(id, a);
        uint256 n = _match(id, a, b, terms, Need.reserve(b), hints, _allowed(a, hints, limit), maxSteps);
        _tip(Deal.owner(a), Terms.tip(terms), n);
    }

    /// @inheritdoc IBourseCore
    function setDelegate(address delegate, bool allowed) external {
        _save(Slots.DELEGATE, _delegation(msg.sender, delegate), allowed ? 1 : 0);
        emit DelegateSet(msg.sender, delegate, allowed);
    }

    /// @dev `emit DealOpened`, the plan copied as it came: its fields were checked when they were read.
    function _emitOpened(uint256 id, Plan calldata plan) private {
        bytes32 topic = DealOpened.selector;
        uint256 functionId = FunctionId.unwrap(plan.functionId);
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, plan, 0x1e0)
            log4(data, 0x1e0, topic, id, caller(), functionId)
        }
    }
}
