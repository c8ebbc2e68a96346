// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Matching} from "./Matching.sol";
import {IBourse} from "../interfaces/IBourse.sol";
import {Deal, Global, Need} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {DealId, FunctionId, OfferId, Plan} from "../types/Types.sol";

/// @title Plans on chain: open, fill
abstract contract Deals is Matching {
    /// @inheritdoc IBourse
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
        _emitOpened(id, plan);
        _match(id, a, b, Need.reserve(b), hints, limit, maxSteps);
        return DealId.wrap(uint40(id));
    }

    /// @inheritdoc IBourse
    function fill(DealId deal, OfferId[] calldata hints, uint256 limit, uint256 maxSteps) external {
        _whenLive();
        uint256 id = DealId.unwrap(deal);
        uint256 a = _openDeal(id);
        uint256 b = _load(Slots.NEED, id);
        require(Need.unfilled(b) != 0 && Deal.end(a) > _now() + 1, NothingToFill(id));
        _match(id, a, b, Need.reserve(b), hints, _allowed(a, hints, limit), maxSteps);
    }

    /// @inheritdoc IBourse
    function setDelegate(address delegate, bool allowed) external {
        _save(Slots.DELEGATE, _delegation(msg.sender, delegate), allowed ? 1 : 0);
        emit DelegateSet(msg.sender, delegate, allowed);
    }

    // ---------------------------------------------------------------- for the other parts

    /// @dev Only who opened the deal, or a delegate, may choose offers or set a limit: else a stranger could spend the
    /// deal's leases on crumbs.
    function _allowed(uint256 a, OfferId[] calldata hints, uint256 limit) internal view returns (uint256) {
        if (_trusted(Deal.owner(a))) return limit;
        require(hints.length == 0, NotOwner(msg.sender, Deal.owner(a)));
        return type(uint256).max;
    }

    function _trusted(address owner) internal view returns (bool) {
        return msg.sender == owner || _load(Slots.DELEGATE, _delegation(owner, msg.sender)) != 0;
    }

    function _openDeal(uint256 id) internal view returns (uint256 a) {
        a = _load(Slots.DEAL, id);
        require(Deal.isOpen(a), NotOpen(id));
    }

    function _delegation(address owner, address delegate) private pure returns (uint256) {
        return Slots.find(uint160(owner), uint160(delegate));
    }

    /// @dev `emit DealOpened`, the plan copied as it came: its fields were checked when they were read.
    function _emitOpened(uint256 id, Plan calldata plan) private {
        bytes32 topic = DealOpened.selector;
        uint256 functionId = FunctionId.unwrap(plan.functionId);
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, plan, 0x160)
            log4(data, 0x160, topic, id, caller(), functionId)
        }
    }
}
