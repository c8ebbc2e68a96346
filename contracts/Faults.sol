// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {Cases} from "./core/Cases.sol";
import {Contents} from "./core/Contents.sol";
import {Demands} from "./core/Demands.sol";
import {MarketReader} from "./core/MarketReader.sol";
import {IBourse} from "./interfaces/IBourse.sol";
import {IBourseBase} from "./interfaces/IBourseBase.sol";
import {Case, IFaults, State} from "./interfaces/IFaults.sol";
import {Batches} from "./libraries/Batches.sol";
import {EpochRoot} from "./libraries/EpochRoot.sol";
import {Hot, Lease} from "./libraries/Records.sol";
import {Slots} from "./libraries/Slots.sol";
import {Batch, LeaseSummary, Place, RootOpening} from "./types/Receipts.sol";
import {LeaseId, ProviderId} from "./types/Types.sol";

/// @title Asks of leaves, headers and contents, demands, and proofs of two truths
///
/// @dev Assumptions for safety (no honest provider ends, no one loses what is theirs):
/// - The Bourse is the market this was made for: its words are what libraries/Records.sol says.
/// - secp256k1, sha-256 and keccak-256 hold; 184 bits of a commitment bind a provider to a root.
/// - A provider's transaction is included within D epochs, and it keeps what docs/receipts.md says until the window and
///   the games are over.
///
/// Assumptions for liveness (everybody can leave, alone):
/// - Anybody may answer and anybody may expire: no case stays open unless everybody wants it to.
/// - Native coin waits here for whoever it is owed to; a receiver that refuses it blocks nobody but itself.
contract Faults is Demands, Contents {
    /// @dev An answer's gas: transaction, calldata and proof, with room for 40 levels of a mountain range.
    uint256 private constant ANSWER_GAS = 150_000;
    bytes32 private constant LEAF = "leaf";
    bytes32 private constant HEADER = "header";

    constructor(IBourse bourse, uint256 answerEpochs_) MarketReader(bourse) Cases(answerEpochs_) {}

    // ---------------------------------------------------------------- a lease's leaf

    /// @inheritdoc IFaults
    function askLeaf(ProviderId provider, uint24 epoch, LeaseId lease) external payable returns (bytes32 id) {
        uint256 l = _load(Slots.LEASE, LeaseId.unwrap(lease));
        // a part of a lease has the past of the whole, but was in no root then
        require(
            !Lease.part(l) &&
                Lease.provider(l) == ProviderId.unwrap(provider) &&
                Lease.start(l) <= epoch &&
                epoch < Lease.end(l),
            NotLive(lease, provider, epoch)
        );
        _mayAsk(epoch);
        uint256 w = _attested(provider, epoch);
        require(uint24(w) == epoch, NotAttested(provider, epoch));
        id = _leafId(provider, epoch, lease);
        _ask(id, bytes23(bytes32(w)), provider, State.Asked, ANSWER_GAS);
        emit LeafAsked(id, provider, msg.sender, epoch, lease, _deadline());
    }

    /// @inheritdoc IFaults
    function answerLeaf(
        ProviderId provider,
        LeaseSummary calldata summary,
        RootOpening calldata root,
        Place calldata place
    ) external {
        bytes32 id = _leafId(provider, root.epoch, summary.lease);
        Case memory k = _due(id, State.Asked);
        _checkRoot(root, k.subject);
        bytes32 leaf = EpochRoot.leaseLeaf(summary);
        EpochRoot.checkPlace(root.leasesRoot, leaf, place.index, place.count, place.path);
        _answered(id, k, ANSWER_GAS);
        emit LeafAnswered(id, provider, summary);
    }

    // ---------------------------------------------------------------- a header's place

    /// @inheritdoc IFaults
    function askHeader(Batch calldata batch, bytes calldata signature) external payable returns (bytes32 id) {
        _mayAsk(batch.epoch);
        bytes32 structHash = _checkSigned(batch, signature);
        uint256 w = _attested(batch.provider, batch.epoch);
        id = _headerId(structHash);
        _ask(id, bytes23(bytes32(w)), batch.provider, State.Asked, ANSWER_GAS);
        emit HeaderAsked(id, batch.provider, msg.sender, batch, uint24(w), _deadline());
    }

    /// @inheritdoc IFaults
    function answerHeader(
        Batch calldata batch,
        bytes calldata signature,
        RootOpening calldata root,
        bytes32[] calldata path
    ) external {
        bytes32 structHash = Batches.structHash(batch);
        bytes32 id = _headerId(structHash);
        Case memory k = _due(id, State.Asked);
        _checkRoot(root, k.subject);
        _checkPlace(EpochRoot.headerLeaf(structHash, signature), batch.number, root, path);
        _answered(id, k, ANSWER_GAS);
        emit HeaderAnswered(id, batch.provider);
    }

    // ---------------------------------------------------------------- fatal at once

    /// @inheritdoc IFaults
    function proveEquivocation(
        Batch calldata a,
        bytes calldata signatureA,
        Batch calldata b,
        bytes calldata signatureB
    ) external {
        _mayProve(a.epoch);
        _mayProve(b.epoch);
        bytes32 hashA = _checkSigned(a, signatureA);
        bytes32 hashB = _checkSigned(b, signatureB);
        bool isOne = ProviderId.unwrap(a.provider) == ProviderId.unwrap(b.provider);
        require(isOne && hashA != hashB && Batches.collide(a, b), NoCollision());
        emit Equivocated(a.provider, hashA, hashB);
        _punish(a.provider, msg.sender);
    }

    /// @inheritdoc IFaults
    function proveVoid(
        Batch calldata batch,
        bytes calldata signature,
        RootOpening calldata root,
        bytes32[] calldata path
    ) external {
        _mayProve(batch.epoch);
        _checkSigned(batch, signature);
        uint256 w = _attested(batch.provider, root.epoch);
        require(uint24(w) == root.epoch, NotAttested(batch.provider, root.epoch));
        _checkRoot(root, bytes23(bytes32(w)));
        _checkPlace(EpochRoot.voidLeaf(batch.number), batch.number, root, path);
        emit VoidSigned(batch.provider, batch.number);
        _punish(batch.provider, msg.sender);
    }

    /// @inheritdoc IFaults
    function depositFor(uint256 baseFee) external pure returns (uint256) {
        return 2 * ANSWER_GAS * baseFee;
    }

    /// @inheritdoc IFaults
    function demandDepositFor(uint256 baseFee) external pure returns (uint256) {
        return 2 * DEMAND_GAS * baseFee;
    }

    // ---------------------------------------------------------------- inside

    /// @dev The first attestation of `epoch` or later, by a provider that has not been found guilty.
    function _attested(ProviderId provider, uint256 epoch) private view returns (uint256 w) {
        uint256 p = ProviderId.unwrap(provider);
        uint256 h = _load(Slots.HOT, p);
        require(!Hot.fatal(h), IBourseBase.HasEnded(provider));
        w = _attestation(p, h, epoch);
        require(w != 0, NotAttested(provider, uint24(epoch)));
    }

    function _checkSigned(Batch calldata batch, bytes calldata signature) private view returns (bytes32 structHash) {
        structHash = Batches.structHash(batch);
        bytes32 digest = MessageHashUtils.toTypedDataHash(SEPARATOR, structHash);
        _checkSigner(digest, signature, ProviderId.unwrap(batch.provider), batch.epoch);
    }

    function _checkRoot(RootOpening calldata root, bytes23 expected) private pure {
        bytes23 actual = EpochRoot.commitment(root);
        require(actual == expected, WrongRoot(actual, expected));
    }

    /// @dev Batch number n is leaf n - 1 of the range; there is no number 0.
    function _checkPlace(
        bytes32 leaf,
        uint256 number,
        RootOpening calldata root,
        bytes32[] calldata path
    ) private view {
        unchecked {
            EpochRoot.checkPlace(root.mmrRoot, leaf, number - 1, root.headers, path);
        }
    }

    function _leafId(ProviderId provider, uint24 epoch, LeaseId lease) private pure returns (bytes32) {
        return keccak256(abi.encode(LEAF, provider, epoch, lease));
    }

    function _headerId(bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encode(HEADER, structHash));
    }
}
