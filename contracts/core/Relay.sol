// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Domain} from "./Domain.sol";
import {Ledger} from "./Ledger.sol";
import {IBourseExtension} from "../interfaces/IBourseExtension.sol";
import {Hot, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {ProviderId, SignedAttestation} from "../types/Types.sol";

/// @title Attestations of many providers, carried by anybody
abstract contract Relay is Domain, Ledger, IBourseExtension {
    bytes32 private constant ATTESTATION = keccak256(
        "Attestation(uint24 provider,uint24 epoch,bytes32 root,uint32 tip)"
    );

    /// @inheritdoc IBourseExtension
    function attestBatch(SignedAttestation[] calldata entries) external returns (uint256 entered) {
        bytes32 domain = _domain();
        uint256 c = _now();
        uint256 tips;
        unchecked {
            for (uint256 i; i < entries.length; ++i) {
                SignedAttestation calldata e = entries[i];
                uint256 rate = _carry(e, domain, c);
                if (rate == 0) {
                    emit AttestationSkipped(e.provider, e.epoch);
                    continue;
                }
                ++entered;
                // an operator's key spends no more of its owner's money than it just earned
                if (e.tip != 0) tips += _tipOf(ProviderId.unwrap(e.provider), Word.min(e.tip, rate));
            }
        }
        _credit(msg.sender, tips);
    }

    /// @dev What the epoch earned; 0 when the entry cannot be entered now: it is late, early, or not its operator's.
    function _carry(SignedAttestation calldata e, bytes32 domain, uint256 c) private returns (uint256 rate) {
        uint256 p = ProviderId.unwrap(e.provider);
        if (p == 0 || _load(Slots.OPERATOR, uint160(_signer(e, domain))) != p) return 0;
        uint256 slot = Slots.find(Slots.HOT, p);
        uint256 h = _syncFrom(p, _load(slot), c);
        if (Hot.ended(h) || !_attestable(h, e.epoch, c)) {
            _save(slot, h);
            return 0;
        }
        rate = Hot.rate(h);
        _attest(p, slot, h, e.epoch, e.root);
    }

    /// @dev Address 0 for a signature that is none: no operator has it.
    function _signer(SignedAttestation calldata e, bytes32 domain) private pure returns (address) {
        bytes32 message = keccak256(abi.encode(ATTESTATION, e.provider, e.epoch, e.root, e.tip));
        unchecked {
            return
                ecrecover(
                    _digest(domain, message),
                    uint8(uint256(e.vs >> 255) + 27),
                    e.r,
                    e.vs & bytes32(uint256(type(int256).max))
                );
        }
    }

    function _tipOf(uint256 p, uint256 tip) private returns (uint256 amount) {
        address owner = _ownerOf(p);
        amount = Word.min(tip, _balance(owner));
        _debit(owner, amount);
        emit Tipped(owner, msg.sender, amount);
    }
}
