// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Lies} from "./Lies.sol";
import {IBourseBase} from "../interfaces/IBourseBase.sol";
import {Chunks, Duty, Game, IDisputes, Image, Leaf, Sample, Terms, Turn} from "../interfaces/IDisputes.sol";
import {IFaults} from "../interfaces/IFaults.sol";
import {Version} from "../interfaces/IFunctionRegistry.sol";
import {Content} from "../libraries/Content.sol";
import {EpochRoot} from "../libraries/EpochRoot.sol";
import {Hot, Lease, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {Window} from "../prover/Window.sol";
import {FunctionId, LeaseId, ProviderId} from "../types/Types.sol";

/// @title Canaries: what a leaf says of the module, denied by anybody and shown by the provider
/// @notice docs/receipts.md, Canary. Nobody but the provider can open what it attested, and only a true canary can be
/// stood by: its seed, module and sample are worked out here, of its result a game decides.
abstract contract Leaves is Lies {
    /// @dev Most fuel of a sample. 2^20 + 32 * this is below 2^30: six cuts at most.
    uint256 private constant SAMPLE_FUEL = 32_000_000;
    uint256 private constant CHUNKS = 4;
    /// @dev Forms of a canary.
    uint8 private constant MODULE = 0x07;
    uint8 private constant ATTESTED = 0x08;
    uint8 private constant PROVABLE = 0x09;
    /// @dev Bytes after the chunks: of ATTESTED hashes of request and response, fuel 8, status 2; of PROVABLE the
    /// request's hash, the response's length 8 and root, fuel 8, status 2.
    uint256 private constant ATTESTED_TAIL = 74;
    uint256 private constant PROVABLE_TAIL = 82;
    /// @dev From this status on there is no response.
    uint256 private constant NO_RESPONSE = 2;

    // ---------------------------------------------------------------- the challenger's move

    /// @inheritdoc IDisputes
    function openLeaf(Leaf calldata leaf, Sample calldata sample) external payable returns (uint256 id) {
        uint24 epoch = leaf.root.epoch;
        _before(epoch, epoch + MATURITY);
        Duty memory duty;
        (duty.canary, duty.seed) = (leaf.summary.canary, _seedOf(leaf));
        FunctionId functionId;
        uint32 number;
        Version memory version;
        (functionId, number, version) = _versionOf(leaf.summary.lease, epoch);
        duty.moduleHash = version.moduleHash;
        duty.tag =
            version.samplesHash == 0
                ? MODULE
                : version.imageHash == 0
                    ? ATTESTED
                    : PROVABLE;
        if (duty.tag == PROVABLE) _draw(duty, version, sample, epoch);
        id = _begin(leaf.provider, leaf.summary.lease, _hashOf(duty), Turn.Show);
        emit LeafOpened(
            id,
            leaf.provider,
            msg.sender,
            msg.value,
            leaf.summary,
            epoch,
            functionId,
            number,
            duty,
            sample.image
        );
    }

    // ---------------------------------------------------------------- the provider's move

    /// @inheritdoc IDisputes
    function show(uint256 id, Duty memory duty, Chunks calldata chunks, bytes calldata tail) external {
        Game storage g = _providerMoves(id, Turn.Show);
        _checkTerms(g, _hashOf(duty));
        _checkChunks(duty, chunks);
        _expect("tail", tail.length, _tailOf(duty.tag));
        _expect("canary", uint256(_canaryOf(duty, chunks, tail)), uint256(duty.canary));
        Terms memory terms;
        if (duty.tag == PROVABLE) terms = _termsOf(duty, tail);
        emit CanaryShown(id, terms);
        if (duty.tag == PROVABLE) {
            g.terms = _hashOf(terms);
            _next(g, Turn.Defend, 0, 0, 0);
        } else {
            // nothing else in it can be decided
            _over(id, g, false);
        }
    }

    // ---------------------------------------------------------------- what is denied

    /// @dev Refuses a leaf that the provider did not attest in that epoch for a lease of its own that ran then.
    /// @return Of the epoch: drawn by the attestation before
    function _seedOf(Leaf calldata leaf) private view returns (bytes32) {
        uint256 p = ProviderId.unwrap(leaf.provider);
        uint256 epoch = leaf.root.epoch;
        _checkLive(leaf, p, epoch);
        uint256 h = _load(Slots.HOT, p);
        require(!Hot.fatal(h), IBourseBase.HasEnded(leaf.provider));
        (uint256 index, uint256 word) = _find(p, h, epoch);
        require(word != 0 && uint24(word) == epoch, IFaults.NotAttested(leaf.provider, uint24(epoch)));
        _checkCommitment(EpochRoot.commitment(leaf.root), word);
        bytes32 hash = EpochRoot.leaseLeaf(leaf.summary);
        EpochRoot.checkPlace(leaf.root.leasesRoot, hash, leaf.place.index, leaf.place.count, leaf.place.path);
        bytes32 previous;
        unchecked {
            // a provider's first attestation has an empty entry before it: its ring is longer than what can be denied
            word = _entry(p, index - 1);
        }
        if (word != 0) {
            _checkCommitment(EpochRoot.commitment(leaf.previous.root, leaf.previous.seed), word);
            previous = leaf.previous.seed;
        }
        return keccak256(abi.encodePacked(uint24(p), uint24(epoch), previous));
    }

    function _checkLive(Leaf calldata leaf, uint256 p, uint256 epoch) private view {
        LeaseId lease = leaf.summary.lease;
        uint256 l = _load(Slots.LEASE, LeaseId.unwrap(lease));
        bool isTheirs = Lease.provider(l) == p && !Lease.part(l);
        bool runs = Lease.start(l) <= epoch && epoch < Lease.end(l);
        require(isTheirs && runs, IFaults.NotLive(lease, leaf.provider, uint24(epoch)));
        require(leaf.summary.canary != 0, NoCanary(lease));
    }

    function _checkCommitment(bytes23 actual, uint256 word) private pure {
        bytes23 expected = bytes23(bytes32(word));
        require(actual == expected, IFaults.WrongRoot(actual, expected));
    }

    /// @dev What the alias of the lease's deal named when the epoch began.
    function _versionOf(
        LeaseId lease,
        uint256 epoch
    ) private view returns (FunctionId id, uint32 number, Version memory version) {
        uint256 serves = _load(Slots.SERVES, LeaseId.unwrap(lease) >> 8);
        id = FunctionId.wrap(uint64(serves));
        uint64 second = uint64(_startOf(epoch));
        number = REGISTRY.versionAt(id, bytes24(bytes32(serves)), second);
        require(number != 0, NoVersion(id, second));
        version = _published(id, number);
    }

    // ---------------------------------------------------------------- the sample

    /// @dev Of the sample that the seed draws: the first state, and what else a game needs to know.
    function _draw(Duty memory duty, Version memory version, Sample calldata sample, uint256 epoch) private view {
        Image calldata image = sample.image;
        _checkRuns(image, version.imageHash);
        uint256 count = sample.place.count;
        _within("samples", count, 1, type(uint64).max);
        uint256 drawn = _drawn(duty.seed, CHUNKS, count);
        _expect("draw", sample.place.index, drawn);
        bytes memory request = sample.request;
        _within("length", request.length, 0, Window.MOST_BYTES);
        bytes32 requestHash = Content.hash(request);
        bytes32 root = EpochRoot.rootOf(requestHash, drawn, count, sample.place.path);
        bytes32 samples = sha256(abi.encodePacked(hex"0a", uint64(count), root));
        // no place leads to the root 0, whatever a developer publishes
        _expect("samples", root == 0 ? 0 : uint256(samples), uint256(version.samplesHash));
        Terms memory terms = duty.terms;
        uint256 limit = Word.min(image.fuel, SAMPLE_FUEL);
        terms.start = _start(image, _capped(sample, limit), sample.window, epoch, request, requestHash);
        (terms.codeRoot, terms.maxPages) = (image.codeRoot, image.maxPages);
        (terms.counterSlot, terms.fuelLimit) = (image.counterSlot, limit);
        duty.requestHash = requestHash;
    }

    /// @dev Root of the image's stack with so much fuel in its counter; guard and depth stay as they are.
    function _capped(Sample calldata sample, uint256 limit) private pure returns (bytes32) {
        (uint256 counter, uint256 slot) = (sample.counter, sample.image.counterSlot);
        bytes32 actual = Window.stackRoot(counter, sample.counterPath, slot);
        _expect("counter", uint256(actual), uint256(sample.image.stackRoot));
        return Window.stackRoot((limit << 24) | (counter & type(uint24).max), sample.counterPath, slot);
    }

    function _drawn(bytes32 seed, uint256 draw, uint256 count) private pure returns (uint256) {
        return uint256(keccak256(abi.encodePacked(seed, uint8(draw)))) % count;
    }

    // ---------------------------------------------------------------- what was attested

    function _checkChunks(Duty memory duty, Chunks calldata chunks) private view {
        uint64 length = chunks.length;
        uint256 count = length == 0 ? 1 : (uint256(length) + Content.CHUNK - 1) / Content.CHUNK;
        for (uint256 i; i < CHUNKS; ++i) {
            uint256 index = _drawn(duty.seed, i, count);
            bytes calldata data = chunks.data[i];
            _expect("size", data.length, Content.sizeOf(length, 0, index));
            bytes32 actual = Content.hashOf(length, 0, index, data, chunks.paths[i]);
            // what leads nowhere is 0, and no version's module hash is
            _expect("chunk", uint256(actual), uint256(duty.moduleHash));
        }
    }

    /// @dev Of each chunk the size was compared, and of the tail: bytes lead to one hash in one way.
    function _canaryOf(Duty memory duty, Chunks calldata chunks, bytes calldata tail) private pure returns (bytes32) {
        bytes memory start = abi.encodePacked(duty.tag, duty.seed, duty.moduleHash);
        bytes[4] calldata data = chunks.data;
        return sha256(abi.encodePacked(start, data[0], data[1], data[2], data[3], tail));
    }

    function _tailOf(uint8 tag) private pure returns (uint256) {
        if (tag == MODULE) return 0;
        return tag == ATTESTED ? ATTESTED_TAIL : PROVABLE_TAIL;
    }

    /// @dev What the canary says came out of the sample. An execution has one result, and that one canary: without a
    /// response its length is 0, its root that of zeros.
    function _termsOf(Duty memory duty, bytes calldata tail) private pure returns (Terms memory terms) {
        _expect("request", uint256(bytes32(tail)), uint256(duty.requestHash));
        terms = duty.terms;
        (terms.responseLength, terms.responseRoot) = (uint64(bytes8(tail[32:])), bytes32(tail[40:]));
        (terms.fuel, terms.status) = (uint64(bytes8(tail[72:])), uint16(bytes2(tail[80:])));
        // the length is compared with the last state's, in `defend`
        if (terms.status >= NO_RESPONSE) _expect("response", uint256(terms.responseRoot), uint256(Window.half("")));
    }

    function _expect(bytes32 field, uint256 actual, uint256 expected) private pure {
        require(actual == expected, WrongCanary(field, actual, expected));
    }

    function _hashOf(Duty memory duty) private pure returns (bytes32) {
        return keccak256(abi.encode(duty));
    }
}
