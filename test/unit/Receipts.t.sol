// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestBase} from "../TestBase.sol";
import {Lease, Receipt, ReceiptHashes} from "../vectors/ReceiptHashes.sol";
import {ReceiptVectors as V} from "../vectors/ReceiptVectors.sol";

/// @notice The vectors that the SDK is tested with, computed again from docs/receipts.md.
contract ReceiptsTest is TestBase {
    /// @custom:covers RCP-1
    function test_RCP1_ContentHash() external pure {
        (uint256[] memory lengths, bytes32[] memory hashes) = V.content();
        for (uint256 k = 0; k < lengths.length; k++) {
            equal(ReceiptHashes.content(content(lengths[k])), hashes[k], "content hash");
        }
    }

    /// @custom:covers RCP-1
    function test_RCP1_Request() external pure {
        bytes memory encoding = ReceiptHashes.request(
            bytes(V.METHOD),
            bytes(V.TARGET),
            bytes(V.CONTENT_TYPE),
            V.REQUEST_BODY
        );
        equal(keccak256(encoding), keccak256(V.REQUEST), "request");
        equal(ReceiptHashes.content(encoding), V.REQUEST_HASH, "request hash");
    }

    /// @custom:covers RCP-1
    function test_RCP1_Receipts() external pure {
        bytes32 domain = ReceiptHashes.separator(V.CHAIN_ID, V.BOURSE);
        equal(domain, V.SEPARATOR, "separator");
        for (uint256 i = 0; i < V.batch().count; i++) {
            (Receipt memory r, bytes memory encoding, bytes32 hash, bytes32[] memory path) = V.receipt(i);
            equal(keccak256(ReceiptHashes.encode(r, domain)), keccak256(encoding), "encoding");
            equal(ReceiptHashes.receipt(r, domain), hash, "hash");
            equal(ReceiptHashes.rootFromPath(hash, i, V.batch().count, path), V.batch().receiptsRoot, "path");
        }
    }

    /// @custom:covers RCP-2
    function test_RCP2_Batch() external pure {
        equal(ReceiptHashes.batch(V.batch()), V.STRUCT_HASH, "struct hash");
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", V.SEPARATOR, V.STRUCT_HASH));
        equal(digest, V.DIGEST, "digest");
        bytes memory signature = V.SIGNATURE;
        (bytes32 r, bytes32 s, uint8 v) = (word(signature, 0), word(signature, 32), uint8(signature[64]));
        assertEq(ecrecover(digest, v, r, s), V.SIGNER);
    }

    /// @custom:covers EPO-4
    function test_EPO4_Leaves() external pure {
        equal(ReceiptHashes.header(V.batch(), V.SIGNATURE), V.HEADER_LEAF, "header leaf");
        (uint64[] memory numbers, bytes32[] memory leaves) = V.voids();
        for (uint256 i = 0; i < numbers.length; i++) equal(ReceiptHashes.voidLeaf(numbers[i]), leaves[i], "void leaf");
    }

    /// @custom:covers EPO-4
    function test_EPO4_MountainRange() external pure {
        bytes32[] memory roots = V.mmrRoots();
        for (uint64 n = 1; n <= roots.length; n++) {
            bytes32[] memory leaves = new bytes32[](n);
            for (uint64 i = 0; i < n; i++) leaves[i] = ReceiptHashes.voidLeaf(i + 1);
            equal(ReceiptHashes.mountainRange(leaves), roots[n - 1], "mountain range");
        }
    }

    /// @custom:covers EPO-4
    function test_EPO4_EpochRoot() external pure {
        (Lease[] memory all, bytes32[] memory leaves) = V.leases();
        for (uint256 i = 0; i < all.length; i++) equal(ReceiptHashes.lease(all[i]), leaves[i], "lease leaf");
        equal(ReceiptHashes.root(leaves), V.LEASES_ROOT, "leases root");
        bytes32 mmr = V.mmrRoots()[V.HEADERS - 1];
        equal(ReceiptHashes.epoch(V.EPOCH, V.LEASES_ROOT, V.HEADERS, mmr), V.EPOCH_ROOT, "epoch root");
    }

    /// @custom:covers EPO-4
    function test_EPO4_Canaries() external pure {
        (uint256[] memory lengths, bytes32[] memory roots) = V.responseRoots();
        for (uint256 i = 0; i < lengths.length; i++) {
            equal(ReceiptHashes.responseRoot(content(lengths[i])), roots[i], "response root");
        }
        for (uint256 i = 0; i < V.SAMPLES; i++) {
            (bytes32[] memory requestHashes, bytes32 hash) = V.samples(i);
            equal(ReceiptHashes.samples(requestHashes), hash, "samples hash");
        }
        for (uint256 i = 0; i < V.CANARIES; i++) {
            (bytes1 tag, bytes32 seed, uint256 length, bytes memory tail, bytes32 hash) = V.canary(i);
            equal(ReceiptHashes.canary(tag, seed, content(length), tail), hash, "canary");
        }
    }

    /// @dev Content of length n in the vectors.
    function content(uint256 length) private pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 i = 0; i < data.length; i++) data[i] = bytes1(uint8(7 * i + 13 * (i / 256) + 3));
    }

    function word(bytes memory data, uint256 from) private pure returns (bytes32 value) {
        for (uint256 i = 0; i < 32; i++) value |= bytes32(data[from + i]) >> (8 * i);
    }

    function equal(bytes32 actual, bytes32 expected, string memory what) private pure {
        assertEq(uint256(actual), uint256(expected), what);
    }
}
