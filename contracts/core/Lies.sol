// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Beginnings} from "./Beginnings.sol";
import {IDisputes, Image} from "../interfaces/IDisputes.sol";
import {Part} from "../interfaces/IFaults.sol";
import {Version} from "../interfaces/IFunctionRegistry.sol";
import {Content} from "../libraries/Content.sol";
import {SignedReceipt} from "../libraries/SignedReceipt.sol";
import {Window} from "../prover/Window.sol";
import {FunctionId} from "../types/Types.sol";

/// @title Receipts that no honest provider signs, whatever was run
abstract contract Lies is Beginnings {
    using SignedReceipt for bytes;

    /// @inheritdoc IDisputes
    function proveCode(bytes calldata receipt) external {
        _checkProvable(receipt, NOTICE);
        bytes32 field = _lieOf(receipt);
        require(field != 0, NoLie());
        _convict(receipt.provider(), field, receipt);
    }

    /// @inheritdoc IDisputes
    function proveImage(
        bytes calldata receipt,
        Image calldata image,
        bytes32 node,
        bytes32[15] calldata window
    ) external {
        _checkProvable(receipt, NOTICE);
        _checkImage(image, receipt.imageHash());
        (bytes32 field, ) = Window.flawOf(image);
        bytes32 memoryRoot = Window.memoryRoot(node, window);
        bool isWritten = memoryRoot == image.memoryRoot && node != Window.emptyNode();
        require(field != 0 || isWritten, NoLie());
        _convict(receipt.provider(), "image", receipt);
    }

    /// @inheritdoc IDisputes
    function proveSize(bytes calldata receipt, Part part, uint64 length, bytes32 root) external {
        _checkProvable(receipt, NOTICE);
        require(receipt.imageHash() != 0, NotProvable());
        require(part != Part.Transcript && length > Window.MOST_BYTES, NoLie());
        bytes32 expected = part == Part.Request ? receipt.requestHash() : receipt.responseHash();
        _same(part, Content.bind(length, root), expected);
        _convict(receipt.provider(), part == Part.Request ? bytes32("request") : bytes32("response"), receipt);
    }

    // ---------------------------------------------------------------- inside

    /// @dev Refuses a receipt that its provider did not sign, or of an epoch more than so many epochs ago.
    function _checkProvable(bytes calldata receipt, uint256 epochs) internal view {
        _checkReceipt(receipt);
        uint256 epoch = receipt.epoch();
        _before(epoch, epoch + epochs);
    }

    /// @dev What a receipt says of the code otherwise than the registry; 0 for nothing.
    function _lieOf(bytes calldata receipt) internal view returns (bytes32) {
        FunctionId id = FunctionId.wrap(uint64(receipt.functionId()));
        uint32 number = receipt.version();
        if (number == 0 || number > REGISTRY.versionCount(id)) return "version";
        Version memory version = _published(id, number);
        if (version.moduleHash != receipt.moduleHash()) return "module";
        return version.imageHash == receipt.imageHash() ? bytes32(0) : bytes32("image");
    }
}
