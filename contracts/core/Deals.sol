// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Matching} from "./Matching.sol";
import {IBourse} from "../interfaces/IBourse.sol";
import {Deal, Global, Need, Offer, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {DealId, FunctionId, OfferId, Pick, Plan} from "../types/Types.sol";

/// @title Plans on chain: open, fill, preview
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
        emit DealOpened(DealId.wrap(uint40(id)), msg.sender, plan.functionId, plan);
        _match(id, a, b, 0, hints, limit, maxSteps);
        return DealId.wrap(uint40(id));
    }

    /// @inheritdoc IBourse
    function fill(DealId deal, OfferId[] calldata hints, uint256 limit, uint256 maxSteps) external {
        _whenLive();
        uint256 id = DealId.unwrap(deal);
        uint256 a = _openDeal(id);
        uint256 b = _load(Slots.NEED, id);
        require(Need.unfilled(b) != 0 && Deal.end(a) > _now() + 1, NothingToFill(id));
        _match(id, a, b, 0, hints, _allowed(a, hints, limit), maxSteps);
    }

    /// @inheritdoc IBourse
    function setDelegate(address delegate, bool allowed) external {
        _save(Slots.DELEGATE, _delegation(msg.sender, delegate), allowed ? 1 : 0);
        emit DelegateSet(msg.sender, delegate, allowed);
    }

    /// @inheritdoc IBourse
    function preview(
        Plan calldata plan,
        OfferId[] calldata hints,
        uint256 limit,
        uint256 maxSteps
    ) external view returns (Pick[] memory picks, uint256 cost, bool complete) {
        (uint256 a, uint256 b) = _words(plan);
        Search memory s = _choose(0, a, b, Need.reserve(b), hints, limit, maxSteps);
        unchecked {
            picks = new Pick[](s.n);
            for (uint256 i; i < s.n; ++i) {
                uint256 t = s.takers[i];
                picks[i] = Pick(OfferId.wrap(uint32(t)), uint16(t >> 32));
            }
            return (picks, s.cost, !s.cut);
        }
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

    /// @dev A plan as a deal's two words, its whole cost in the reserve.
    function _words(Plan calldata plan) private view returns (uint256 a, uint256 b) {
        uint256 n = plan.instances;
        _within("instances", n, 1, 4096);
        _within("unitsEach", plan.unitsEach, 1, type(uint8).max);
        _within("perProvider", plan.perProvider, 1, type(uint8).max);
        _within("regions", plan.regions, 1, type(uint64).max);
        _within("maxPrice", plan.maxPrice, 1, type(uint24).max);
        _within("epochs", plan.epochs, 1, type(uint16).max);
        unchecked {
            uint256 cost = n * plan.unitsEach * plan.maxPrice * plan.epochs;
            _within("cost", cost, 1, type(uint56).max);
            uint256 end = _now() + 1 + plan.epochs;
            _within("end", end, 1, type(uint24).max);
            a = uint160(msg.sender) | (end << 160) | (uint256(plan.maxPrice) << 184) | (uint256(plan.unitsEach) << 216);
            a |= (uint256(plan.perProvider) << 224) | Deal.OPEN | (uint256(plan.epochs) << 240);
            if (plan.dearer) a |= Deal.DEARER;
            b = cost | (n << Need.UNFILLED) | (uint256(plan.regions) << 72);
            b |= (uint256(plan.features) << 136) | (uint256(plan.minCompensation) << 168);
        }
    }
}
