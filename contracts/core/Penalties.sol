// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DealLedger} from "./DealLedger.sol";
import {IBourseExtension} from "../interfaces/IBourseExtension.sol";
import {IFunctionRegistry} from "../interfaces/IFunctionRegistry.sol";
import {Cold, Hot, Lease, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {FunctionId, LeaseId, ProviderId} from "../types/Types.sol";

/// @title Leases given up, duties not met, faults that end a provider
abstract contract Penalties is DealLedger, IBourseExtension {
    /// @dev Of the base stake of a provider with a fatal fault, the reporter gets one part in so many.
    uint256 private constant REWARD = 4;

    /// @inheritdoc IBourseExtension
    function decline(LeaseId lease) external {
        uint256 id = LeaseId.unwrap(lease);
        uint256 c = _now();
        uint256 l = _running(id, c);
        uint256 p = Lease.provider(l);
        address owner = _ownerOf(p);
        require(msg.sender == owner || _load(Slots.OPERATOR, uint160(msg.sender)) == p, NotOwner(msg.sender, owner));
        require(!Hot.ended(_sync(p)), HasEnded(ProviderId.wrap(uint24(p))));
        bool free = Lease.start(l) > c || _aliasChanged(id >> 8, c);
        _drop(id, l, c);
        if (!free) _payBack(id, 1);
        uint256 k = _load(Slots.COLD, p);
        unchecked {
            if (Cold.declined(k) != type(uint8).max) _save(Slots.COLD, p, k + (1 << Cold.DECLINED));
        }
        emit LeaseDeclined(lease, ProviderId.wrap(uint24(p)), free);
    }

    /// @inheritdoc IBourseExtension
    function breach(LeaseId lease, uint24 since) external {
        require(msg.sender == FAULTS || msg.sender == DISPUTES, NotModule(msg.sender));
        uint256 id = LeaseId.unwrap(lease);
        uint256 l = _leaseAt(id);
        uint256 c = _now();
        uint256 end = Word.min(Lease.end(l), c + 1);
        if (Lease.end(l) > end) _drop(id, l, c);
        l = _load(Slots.LEASE, id);
        // what was released backs somebody else
        if (Lease.released(l)) return;
        // of several demands that nobody answers the longest counts: no epoch is paid back twice
        uint256 from = Word.max(since, Lease.start(l)) + Lease.penalty(l);
        if (end > from) _payBack(id, end - from);
    }

    /// @inheritdoc IBourseExtension
    function punish(ProviderId provider, address reporter) external {
        require(msg.sender == FAULTS || msg.sender == DISPUTES, NotModule(msg.sender));
        uint256 p = ProviderId.unwrap(provider);
        uint256 h = _sync(p);
        require(!Hot.fatal(h), HasEnded(provider));
        uint256 c = _now();
        uint256 k = _load(Slots.COLD, p);
        unchecked {
            uint256 end = c > MATURITY ? c - MATURITY : 1;
            if (Hot.ended(h)) end = Word.min(end, Cold.end(k));
            // what can be claimed stays; nothing is owed from `end` on, whatever was attested
            uint256 earned = _matured(p, h, c);
            h = (h & (uint256(0x3fffff) << 224)) | (earned << 168) | (end - 1) | Hot.FATAL;
            _save(Slots.HOT, p, h);

            uint256 stake = Cold.staked(k) ? BASE_STAKE : 0;
            uint256 reward = stake / REWARD;
            k &= ~((uint256(type(uint24).max) << Cold.SINCE) | (uint256(type(uint24).max) << Cold.END));
            _save(Slots.COLD, p, (k & ~Cold.STAKED) | (c << Cold.SINCE) | (end << Cold.END));
            _credit(reporter, reward);
            // nobody can send from here: burnt
            _credit(address(0), stake - reward);
            emit ProviderEnded(provider, uint24(end));
            emit Punished(provider, reporter, stake - reward, reward);
        }
    }

    /// @dev Whether the deal's alias changed in this epoch or the one before.
    function _aliasChanged(uint256 deal, uint256 c) private view returns (bool) {
        if (REGISTRY == address(0)) return false;
        uint256 serves = _load(Slots.SERVES, deal);
        (, , uint64 changedAt) = IFunctionRegistry(REGISTRY).aliasOf(
            FunctionId.wrap(uint64(serves)),
            bytes24(bytes32(serves))
        );
        return changedAt >= GENESIS && (changedAt - GENESIS) / EPOCH_LENGTH + 2 >= c;
    }
}
