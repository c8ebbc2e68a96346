// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EpochRoot} from "./EpochRoot.sol";
import {LeaseId, ProviderId} from "../types/Types.sol";

/// @title A signed receipt as it is on the wire (docs/receipts.md)
/// @dev version 1 | receipt 211 | index 4 | batch 58 | signature 65 | path 32 each; byte n of the page is byte n here.
library SignedReceipt {
    uint256 internal constant FIXED = 339;
    uint256 private constant SIGNATURE = 274;

    bytes32 private constant BATCH = keccak256(
        "Batch(uint24 provider,uint24 epoch,uint64 number,uint64 firstSequence,uint32 count,bytes32 receiptsRoot)"
    );

    function provider(bytes calldata w) internal pure returns (ProviderId) {
        return ProviderId.wrap(uint24(_read(w, 1, 3)));
    }

    function deal(bytes calldata w) internal pure returns (uint256) {
        return _read(w, 4, 5);
    }

    function lease(bytes calldata w) internal pure returns (LeaseId) {
        return LeaseId.wrap(uint48(_read(w, 9, 6)));
    }

    function epoch(bytes calldata w) internal pure returns (uint256) {
        return _read(w, 15, 3);
    }

    function sequence(bytes calldata w) internal pure returns (uint64) {
        return uint64(_read(w, 18, 8));
    }

    function functionId(bytes calldata w) internal pure returns (uint256) {
        return _read(w, 26, 8);
    }

    function version(bytes calldata w) internal pure returns (uint32) {
        return uint32(_read(w, 34, 4));
    }

    function moduleHash(bytes calldata w) internal pure returns (bytes32) {
        return bytes32(_read(w, 38, 32));
    }

    /// @dev 0 for the attested tier.
    function imageHash(bytes calldata w) internal pure returns (bytes32) {
        return bytes32(_read(w, 70, 32));
    }

    /// @dev Of function, version, module hash and image hash: what was run.
    function code(bytes calldata w) internal pure returns (bytes32) {
        return keccak256(w[26:102]);
    }

    function requestHash(bytes calldata w) internal pure returns (bytes32) {
        return bytes32(_read(w, 106, 32));
    }

    function responseHash(bytes calldata w) internal pure returns (bytes32) {
        return bytes32(_read(w, 138, 32));
    }

    function fuel(bytes calldata w) internal pure returns (uint64) {
        return uint64(_read(w, 170, 8));
    }

    function status(bytes calldata w) internal pure returns (uint16) {
        return uint16(_read(w, 178, 2));
    }

    function transcriptHash(bytes calldata w) internal pure returns (bytes32) {
        return bytes32(_read(w, 180, 32));
    }

    function signature(bytes calldata w) internal pure returns (bytes calldata) {
        return w[SIGNATURE:FIXED];
    }

    /// @dev What the operator signed for the batch.
    function digest(bytes calldata w, bytes32 domain) internal pure returns (bytes32) {
        bytes32 batch = keccak256(
            abi.encode(
                BATCH,
                _read(w, 216, 3),
                _read(w, 219, 3),
                _read(w, 222, 8),
                _read(w, 230, 8),
                _read(w, 238, 4),
                _read(w, 242, 32)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, batch));
    }

    /// @dev Version, lengths, and whether receipt, place and batch fit together; but not who signed it.
    /// @return wrong The part that does not fit, 0 when all does
    function check(bytes calldata w, bytes32 domain) internal view returns (bytes32 wrong, bytes32 hash) {
        if (w.length < FIXED || (w.length - FIXED) % 32 != 0 || _read(w, 0, 1) != 1) return ("wire", 0);
        // of the receipt, and of the batch
        if (_read(w, 1, 3) != _read(w, 216, 3)) return ("provider", 0);
        if (_read(w, 15, 3) != _read(w, 219, 3)) return ("epoch", 0);
        uint256 index = _read(w, 212, 4);
        uint256 count = _read(w, 238, 4);
        if (index >= count) return ("index", 0);
        if (_read(w, 18, 8) != _read(w, 230, 8) + index) return ("sequence", 0);
        hash = sha256(abi.encodePacked(hex"00", domain, w[1:212]));
        if (!_isPlace(hash, w, index, count)) wrong = "path";
    }

    function _isPlace(bytes32 hash, bytes calldata w, uint256 index, uint256 width) private view returns (bool) {
        uint256 offset = FIXED;
        for (; width > 1; width = (width + 1) >> 1) {
            if (index & 1 == 1 || index + 1 < width) {
                if (offset == w.length) return false;
                bytes32 sibling = bytes32(_read(w, offset, 32));
                hash = index & 1 == 1 ? EpochRoot.node(sibling, hash) : EpochRoot.node(hash, sibling);
                offset += 32;
            }
            index >>= 1;
        }
        return offset == w.length && hash == bytes32(_read(w, 242, 32));
    }

    /// @dev `size` bytes at `offset`, which lie within: `check` looked at the length before anything else is read.
    function _read(bytes calldata w, uint256 offset, uint256 size) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(sub(256, shl(3, size)), calldataload(add(w.offset, offset)))
        }
    }
}
