// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ledger} from "./Ledger.sol";
import {IBourseCore} from "../interfaces/IBourseCore.sol";
import {Cold, Hot} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {ProviderId} from "../types/Types.sol";

/// @title Attestations, missed epochs, earnings
abstract contract Epochs is Ledger, IBourseCore {
    /// @inheritdoc IBourseCore
    function attest(uint24 epoch, bytes32 root) external {
        uint256 p = _load(Slots.OPERATOR, uint160(msg.sender));
        require(p != 0, NotOperator(msg.sender));
        uint256 c = _now();
        uint256 slot = Slots.find(Slots.HOT, p);
        uint256 h = _syncFrom(p, _load(slot), c);
        require(!Hot.ended(h), HasEnded(ProviderId.wrap(uint24(p))));
        if (!_attestable(h, epoch, c)) revert NotAttestable(epoch, uint24(Hot.last(h) + 1), uint24(c));
        _attest(p, slot, h, epoch, root);
    }

    /// @inheritdoc IBourseCore
    function sync(ProviderId provider) external {
        uint256 p = ProviderId.unwrap(provider);
        require(_ownerOf(p) != address(0), UnknownProvider(provider));
        _sync(p);
    }

    /// @inheritdoc IBourseCore
    function claim(ProviderId provider) external returns (uint256 amount) {
        uint256 p = ProviderId.unwrap(provider);
        address owner = _ownerOf(p);
        require(owner != address(0), UnknownProvider(provider));
        uint256 h = _load(Slots.HOT, p);
        uint256 slot = Slots.find(Slots.COLD, p);
        uint256 k = _load(slot);
        unchecked {
            amount = _matured(p, h, _now()) - Cold.claimed(k);
            if (amount == 0) return 0;
            _save(slot, k + amount);
        }
        _credit(owner, amount);
        emit Claimed(provider, amount);
    }
}
