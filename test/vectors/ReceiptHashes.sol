// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

struct Receipt {
    uint24 provider;
    uint40 deal;
    uint48 lease;
    uint24 epoch;
    uint64 sequence;
    uint64 functionId;
    uint32 version;
    bytes32 moduleHash;
    bytes32 imageHash;
    uint32 runtimeVersion;
    bytes32 requestHash;
    bytes32 responseHash;
    uint64 fuel;
    uint16 status;
    bytes32 transcriptHash;
}

struct Batch {
    uint24 provider;
    uint24 epoch;
    uint64 number;
    uint64 firstSequence;
    uint32 count;
    bytes32 receiptsRoot;
}

struct Lease {
    uint48 lease;
    uint64 count;
    uint64 fuel;
    uint64 bytes_;
    uint64 failures;
    bytes32 canary;
}

/// @title docs/receipts.md in Solidity, over the sha-256 precompile
/// @notice Written for the vectors that tie the two languages; no contract needs all of it yet.
library ReceiptHashes {
    bytes32 private constant DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant BATCH = keccak256(
        "Batch(uint24 provider,uint24 epoch,uint64 number,uint64 firstSequence,uint32 count,bytes32 receiptsRoot)"
    );

    function separator(uint256 chainId, address bourse) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN, keccak256("Lambda Bourse"), keccak256("1"), chainId, bourse));
    }

    function node(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"01", left, right));
    }

    function content(bytes memory data) internal pure returns (bytes32) {
        uint256 chunks = data.length == 0 ? 1 : (data.length + 1023) / 1024;
        bytes32[] memory leaves = new bytes32[](chunks);
        for (uint256 i = 0; i < chunks; i++) leaves[i] = sha256(abi.encodePacked(hex"00", _slice(data, i * 1024)));
        return sha256(abi.encodePacked(hex"02", uint64(data.length), root(leaves)));
    }

    function request(
        bytes memory method,
        bytes memory target,
        bytes memory contentType,
        bytes memory body
    ) internal pure returns (bytes memory) {
        return
            abi.encodePacked(
                hex"01",
                abi.encodePacked(uint8(method.length), method, uint16(target.length), target),
                abi.encodePacked(uint16(contentType.length), contentType, uint32(body.length), body)
            );
    }

    function encode(Receipt memory r, bytes32 domain) internal pure returns (bytes memory) {
        return
            abi.encodePacked(
                abi.encodePacked(domain, r.provider, r.deal, r.lease, r.epoch, r.sequence, r.functionId, r.version),
                abi.encodePacked(r.moduleHash, r.imageHash, r.runtimeVersion, r.requestHash, r.responseHash),
                abi.encodePacked(r.fuel, r.status, r.transcriptHash)
            );
    }

    function receipt(Receipt memory r, bytes32 domain) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"00", encode(r, domain)));
    }

    function batch(Batch memory b) internal pure returns (bytes32) {
        return keccak256(abi.encode(BATCH, b.provider, b.epoch, b.number, b.firstSequence, b.count, b.receiptsRoot));
    }

    function header(Batch memory b, bytes memory signature) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"06", batch(b), signature));
    }

    function voidLeaf(uint64 number) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"03", number));
    }

    function lease(Lease memory l) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"05", l.lease, l.count, l.fuel, l.bytes_, l.failures, l.canary));
    }

    function epoch(uint24 e, bytes32 leases, uint64 headers, bytes32 mmr) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"04", e, leases, headers, mmr));
    }

    /// @dev Of a version's samples, by the content hashes of their requests.
    function samples(bytes32[] memory requestHashes) internal pure returns (bytes32) {
        uint64 count = uint64(requestHashes.length);
        return sha256(abi.encodePacked(hex"0a", count, root(requestHashes)));
    }

    function canary(bytes1 tag, bytes32 seed, bytes memory module, bytes memory tail) internal pure returns (bytes32) {
        bytes memory chunks;
        for (uint8 i = 0; i < 4; i++) {
            uint256 drawn = uint256(keccak256(abi.encodePacked(seed, i))) % ((module.length + 1023) / 1024);
            chunks = abi.encodePacked(chunks, _slice(module, drawn * 1024));
        }
        return sha256(abi.encodePacked(tag, seed, content(module), chunks, tail));
    }

    /// @dev Of the response in the machine's window: keccak-256 over 64 KiB, zeros after the response.
    function responseRoot(bytes memory response) internal pure returns (bytes32) {
        bytes32[] memory level = new bytes32[](2048);
        for (uint256 i = 0; i < response.length; i++) {
            level[i / 32] |= bytes32(response[i]) >> (8 * (i % 32));
        }
        for (uint256 width = 1024; width > 0; width /= 2) {
            for (uint256 i = 0; i < width; i++) level[i] = keccak256(abi.encode(level[2 * i], level[2 * i + 1]));
        }
        return level[0];
    }

    /// @dev An odd node at the end of a level moves up unchanged.
    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        uint256 width = leaves.length;
        while (width > 1) {
            for (uint256 i = 0; i < width; i += 2) {
                leaves[i / 2] = i + 1 < width ? node(leaves[i], leaves[i + 1]) : leaves[i];
            }
            width = (width + 1) / 2;
        }
        return leaves[0];
    }

    function rootFromPath(
        bytes32 leaf,
        uint256 index,
        uint256 count,
        bytes32[] memory path
    ) internal pure returns (bytes32 hash) {
        hash = leaf;
        uint256 used;
        for (uint256 width = count; width > 1; width = (width + 1) / 2) {
            if (index % 2 == 1) hash = node(path[used++], hash);
            else if (index + 1 < width) hash = node(hash, path[used++]);
            index /= 2;
        }
        require(used == path.length, "path is too long");
    }

    /// @dev By the definition: perfect trees from the left, largest first, bagged from right to left.
    function mountainRange(bytes32[] memory leaves) internal pure returns (bytes32 bag) {
        uint256 end = leaves.length;
        for (uint256 size = 1; end > 0; size *= 2) {
            if (leaves.length & size == 0) continue;
            bytes32[] memory mountain = new bytes32[](size);
            for (uint256 i = 0; i < size; i++) mountain[i] = leaves[end - size + i];
            bytes32 peak = root(mountain);
            bag = end == leaves.length ? peak : node(peak, bag);
            end -= size;
        }
    }

    function _slice(bytes memory data, uint256 from) private pure returns (bytes memory part) {
        uint256 length = data.length - from < 1024 ? data.length - from : 1024;
        part = new bytes(length);
        for (uint256 i = 0; i < length; i++) part[i] = data[from + i];
    }
}
