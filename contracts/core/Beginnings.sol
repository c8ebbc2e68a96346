// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Games} from "./Games.sol";
import {Game, Image, Terms} from "../interfaces/IDisputes.sol";
import {Part} from "../interfaces/IFaults.sol";
import {IFunctionRegistry, Version} from "../interfaces/IFunctionRegistry.sol";
import {Content} from "../libraries/Content.sol";
import {Slots} from "../libraries/Slots.sol";
import {Window} from "../prover/Window.sol";
import {FunctionId} from "../types/Types.sol";

/// @title The first state of an execution, from what is known of image and request
abstract contract Beginnings is Games {
    uint256 private constant NANOSECONDS = 1e9;

    IFunctionRegistry internal immutable REGISTRY;

    constructor() {
        REGISTRY = IFunctionRegistry(address(uint160(_load(Slots.MODULES))));
    }

    /// @dev Hash of the first state: the image's with another stack, perhaps, and the request in its window. The request's
    /// memory is rubbish after it.
    function _start(
        Image calldata image,
        bytes32 stackRoot,
        bytes32[15] calldata window,
        uint256 epoch,
        bytes memory request,
        bytes32 requestHash
    ) internal view returns (bytes32) {
        bytes32 empty = Window.memoryRoot(Window.emptyNode(), window);
        require(empty == image.memoryRoot, WrongWindow(empty, image.memoryRoot));
        bytes32 node = Window.requestNode(request, requestHash, _startOf(epoch) * NANOSECONDS);
        return keccak256(abi.encode(image.regs, stackRoot, Window.memoryRoot(node, window)));
    }

    /// @dev Refuses an image of another hash, and one that no machine runs.
    function _checkRuns(Image calldata image, bytes32 expected) internal pure {
        _checkImage(image, expected);
        (bytes32 field, uint256 value) = Window.flawOf(image);
        require(field == 0, BadImage(field, value));
    }

    function _checkImage(Image calldata image, bytes32 expected) internal pure {
        bytes32 actual = keccak256(abi.encode(uint256(1), image));
        require(expected != 0, NotProvable());
        require(actual == expected, WrongImage(actual, expected));
    }

    function _content(Part part, bytes calldata data, bytes32 expected) internal view returns (bytes memory content) {
        _within("length", data.length, 0, Window.MOST_BYTES);
        content = data;
        _same(part, Content.hash(content), expected);
    }

    function _same(Part part, bytes32 actual, bytes32 expected) internal pure {
        require(actual == expected, WrongContent(part, actual, expected));
    }

    function _checkTerms(Game storage g, bytes32 actual) internal view {
        bytes32 expected = g.terms;
        require(actual == expected, WrongTerms(actual, expected));
    }

    function _hashOf(Terms memory terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(terms));
    }

    function _published(FunctionId id, uint32 number) internal view returns (Version memory) {
        return REGISTRY.version(id, number);
    }

    /// @dev The second in which an epoch begins.
    function _startOf(uint256 epoch) internal view returns (uint256) {
        return GENESIS + (epoch - 1) * EPOCH_LENGTH;
    }
}
