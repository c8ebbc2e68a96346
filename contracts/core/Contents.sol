// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cases} from "./Cases.sol";
import {Case, IFaults, Part, Piece, State} from "../interfaces/IFaults.sol";
import {IBourseBase} from "../interfaces/IBourseBase.sol";
import {Content} from "../libraries/Content.sol";
import {SignedReceipt} from "../libraries/SignedReceipt.sol";
import {ProviderId} from "../types/Types.sol";

/// @title Requests, responses and transcripts that are refused in private, shown in public
/// @dev A case is of a content's hash, whatever receipts bear it: its bytes are in the log of one event for everybody.
abstract contract Contents is Cases {
    using SignedReceipt for bytes;

    /// @dev An answer's gas without its bytes, and for each chunk, calldata at the floor price of EIP-7623.
    uint256 private constant PIECE_GAS = 90_000;
    uint256 private constant CHUNK_GAS = 42_000;
    /// @dev 64 KiB: what is longer is not provable.
    uint256 private constant TOP_LEVEL = 6;
    uint256 private constant MOST_LENGTH = Content.CHUNK << TOP_LEVEL;
    bytes32 private constant CONTENT = "content";

    /// @inheritdoc IFaults
    function askContent(
        bytes calldata receipt,
        Part part,
        uint8 level,
        uint8 index
    ) external payable returns (bytes32 id) {
        _within("level", level, 0, TOP_LEVEL);
        _within("index", index, 0, (1 << (TOP_LEVEL - level)) - 1);
        _checkReceipt(receipt);
        _mayAsk(receipt.epoch());
        ProviderId provider = receipt.provider();
        require(!_isFatal(ProviderId.unwrap(provider)), IBourseBase.HasEnded(provider));
        bytes32 hash = _hashIn(receipt, part);
        id = _contentId(provider, hash, level, index);
        Case memory k = Case(bytes23(hash), provider, _deadline(), _share(provider), State.ContentAsked, msg.sender, 0);
        _askFor(id, k, _gasOf(level));
        emit ContentAsked(
            id,
            provider,
            msg.sender,
            hash,
            part,
            receipt.sequence(),
            level,
            index,
            uint24(receipt.epoch()),
            _deadline()
        );
    }

    /// @inheritdoc IFaults
    function answerContent(ProviderId provider, bytes32 hash, Piece calldata piece) external {
        bytes32 id = _contentId(provider, hash, piece.level, piece.index);
        Case memory k = _due(id, State.ContentAsked);
        bytes32 actual = _hashOf(piece);
        require(actual == hash && actual != 0, WrongPath(actual, hash));
        unchecked {
            _answered(id, k, PIECE_GAS + CHUNK_GAS * ((piece.data.length + Content.CHUNK - 1) / Content.CHUNK));
        }
        emit ContentAnswered(id, provider, hash, piece.length, piece.level, piece.index, piece.data);
    }

    /// @inheritdoc IFaults
    function contentDepositFor(ProviderId provider, uint8 level, uint256 baseFee) external view returns (uint256) {
        _within("level", level, 0, TOP_LEVEL);
        return 2 * _gasOf(level) * baseFee * _share(provider);
    }

    /// @dev The n-th that is open: an asker's capital grows with the square of what a provider has to answer at once.
    function _share(ProviderId provider) private view returns (uint16) {
        uint256 open = _openOfContent(provider);
        _within("open", open, 0, type(uint16).max - 1);
        unchecked {
            return uint16(open + 1);
        }
    }

    function _gasOf(uint256 level) private pure returns (uint256) {
        return PIECE_GAS + (CHUNK_GAS << level);
    }

    /// @dev Of a request or a response there is always a hash: one of zeros is a lie that nobody can answer for.
    function _hashIn(bytes calldata receipt, Part part) private pure returns (bytes32 hash) {
        if (part == Part.Request) return receipt.requestHash();
        if (part == Part.Response) return receipt.responseHash();
        hash = receipt.transcriptHash();
        require(hash != 0, NoTranscript());
    }

    /// @dev The hash that a piece leads to. Where nothing need be shown, its length and the root of its chunks do.
    function _hashOf(Piece calldata piece) private view returns (bytes32) {
        uint256 size = Content.sizeOf(piece.length, piece.level, piece.index);
        bool isShown = piece.length <= MOST_LENGTH && (size != 0 || (piece.length | piece.index) == 0);
        if (!isShown) size = 0;
        require(piece.data.length == size, WrongSize(piece.data.length, size));
        if (isShown) return Content.hashOf(piece.length, piece.level, piece.index, piece.data, piece.path);
        require(piece.path.length == 1, WrongSize(piece.path.length, 1));
        return Content.bind(piece.length, piece.path[0]);
    }

    function _contentId(ProviderId provider, bytes32 hash, uint8 level, uint8 index) private pure returns (bytes32) {
        return keccak256(abi.encode(CONTENT, provider, hash, level, index));
    }
}
