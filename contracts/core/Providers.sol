// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Domain} from "./Domain.sol";
import {Ledger} from "./Ledger.sol";
import {IBourseExtension} from "../interfaces/IBourseExtension.sol";
import {Cold, Global, Hot} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {ProviderId} from "../types/Types.sol";

/// @title Who sells: accounts with a base stake and keys
abstract contract Providers is Domain, Ledger, IBourseExtension {
    bytes32 private constant OPERATOR = keccak256("Operator(address owner,address operator,bytes32 encryptionKey)");

    /// @inheritdoc IBourseExtension
    function register(
        address operator,
        bytes32 encryptionKey,
        string calldata endpoint,
        bytes calldata operatorSignature
    ) external returns (ProviderId) {
        uint256 old = _load(Slots.PROVIDER_OF, uint160(msg.sender));
        require(old == 0 || Hot.ended(_sync(old)), AlreadyRegistered(ProviderId.wrap(uint24(old))));
        uint256 g = _load(Slots.GLOBAL);
        uint256 p = Global.providers(g) + 1;
        _within("providers", p, 1, type(uint24).max);
        uint256 c = _now();
        unchecked {
            _save(Slots.GLOBAL, g + 1);
            _debit(msg.sender, BASE_STAKE);
            _save(Slots.OWNER, p, uint160(msg.sender));
            _save(Slots.PROVIDER_OF, uint160(msg.sender), p);
            _save(Slots.HOT, p, c - 1);
            _save(Slots.COLD, p, Cold.STAKED | (c << Cold.FIRST));
        }
        emit ProviderRegistered(ProviderId.wrap(uint24(p)), msg.sender, endpoint);
        _setOperator(p, operator, encryptionKey, operatorSignature, c);
        _setEndpoint(p, endpoint);
        return ProviderId.wrap(uint24(p));
    }

    /// @inheritdoc IBourseExtension
    function setOperator(address operator, bytes32 encryptionKey, bytes calldata operatorSignature) external {
        (uint256 p, ) = _mine();
        _setOperator(p, operator, encryptionKey, operatorSignature, _now() + 1);
    }

    /// @inheritdoc IBourseExtension
    function setEndpoint(string calldata endpoint) external {
        (uint256 p, ) = _mine();
        emit EndpointSet(ProviderId.wrap(uint24(p)), endpoint);
        _setEndpoint(p, endpoint);
    }

    /// @inheritdoc IBourseExtension
    function resume() external {
        (uint256 p, uint256 h) = _mine();
        _whenIdle(p, h);
        _save(Slots.HOT, p, h & ~(uint256(type(uint8).max) << Hot.ABSENCE));
        emit ProviderResumed(ProviderId.wrap(uint24(p)));
    }

    /// @inheritdoc IBourseExtension
    function retire() external {
        (uint256 p, uint256 h) = _mine();
        _whenIdle(p, h);
        _save(Slots.HOT, p, h | Hot.ENDED);
        _save(Slots.COLD, p, _end(p, _load(Slots.COLD, p), _now()));
    }

    /// @inheritdoc IBourseExtension
    function withdrawStake(ProviderId provider) external {
        uint256 p = ProviderId.unwrap(provider);
        _onlyOwnerOf(p);
        require(Hot.ended(_sync(p)), NotEnded(provider));
        uint256 k = _load(Slots.COLD, p);
        _after(p, Cold.end(k));
        uint256 amount = Cold.staked(k) ? BASE_STAKE : 0;
        _save(Slots.COLD, p, k & ~Cold.STAKED);
        _credit(msg.sender, amount);
        emit StakeWithdrawn(provider, amount);
    }

    // ---------------------------------------------------------------- inside

    function _whenIdle(uint256 p, uint256 h) private pure {
        require(Hot.idle(h), NotIdle(ProviderId.wrap(uint24(p)), uint24(Hot.last(h) + 1)));
    }

    function _setOperator(
        uint256 p,
        address operator,
        bytes32 encryptionKey,
        bytes calldata signature,
        uint256 from
    ) private {
        bytes32 message = keccak256(abi.encode(OPERATOR, msg.sender, operator, encryptionKey));
        address signer;
        if (signature.length == 65) {
            // a proof, used once, of what the caller says: a second form of the same signature would change nothing
            signer = ecrecover(
                _digest(_domain(), message),
                uint8(signature[64]),
                bytes32(signature[:32]),
                bytes32(signature[32:64])
            );
        }
        require(signer == operator && signer != address(0), BadSignature(signer, operator));

        uint256 holder = _load(Slots.OPERATOR, uint160(operator));
        require(
            holder == 0 || holder == p || Hot.ended(_sync(holder)),
            OperatorTaken(operator, ProviderId.wrap(uint24(holder)))
        );
        unchecked {
            uint256 o = _load(Slots.OWNER, p);
            uint256 n = o >> 160;
            _within("keys", n + 1, 1, type(uint16).max);
            if (n != 0) _save(Slots.OPERATOR, uint160(_load(Slots.KEY, (p << 16) | (n - 1))), 0);
            _save(Slots.KEY, (p << 16) | n, uint160(operator) | (from << 160));
            _save(Slots.OWNER, p, o + (1 << 160));
        }
        _save(Slots.OPERATOR, uint160(operator), p);
        _save(Slots.ENCRYPTION, p, uint256(encryptionKey));
        emit OperatorSet(ProviderId.wrap(uint24(p)), operator, encryptionKey, uint24(from));
    }

    function _setEndpoint(uint256 p, string calldata endpoint) private {
        _within("endpoint", bytes(endpoint).length, 0, 255);
        uint256 slot = Slots.find(Slots.ENDPOINT, p);
        unchecked {
            // a length byte, then the text: the last byte of the length stands before the text in calldata
            for (uint256 i; i * 32 <= bytes(endpoint).length; ++i) {
                uint256 word;
                assembly ("memory-safe") {
                    word := calldataload(add(sub(endpoint.offset, 1), mul(i, 32)))
                }
                _save(slot + i, word);
            }
        }
    }
}
