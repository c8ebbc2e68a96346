// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IFunctionRegistry, Version} from "./interfaces/IFunctionRegistry.sol";
import {FunctionId} from "./types/Types.sol";

/// @title Functions, their numbered immutable versions, and aliases
/// @dev Assumptions for safety: none beyond the chain; nobody but a function's owner can change what it points at, and
/// nobody at all what a version is. Assumptions for liveness: none; no function of it calls another contract.
contract FunctionRegistry is IFunctionRegistry {
    using Checkpoints for Checkpoints.Trace208;

    struct Function {
        address owner;
        uint32 versions;
        string name;
    }

    uint64 private _count;
    mapping(FunctionId id => Function) private _functions;
    mapping(FunctionId id => mapping(uint32 number => Version)) private _versions;
    /// @dev By the second of the change: number before 32 | number 32. Of one second the last change counts.
    mapping(FunctionId id => mapping(bytes24 aliasName => Checkpoints.Trace208)) private _aliases;
    mapping(address owner => mapping(bytes32 nameHash => FunctionId)) private _ids;
    mapping(FunctionId id => address) private _offers;

    // ---------------------------------------------------------------- transactions

    /// @inheritdoc IFunctionRegistry
    function register(string calldata name) external returns (FunctionId id) {
        bytes calldata text = bytes(name);
        require(text.length >= 1 && text.length <= 64, NameLength(text.length, 1, 64));
        for (uint256 i; i < text.length; ++i) require(_isNameCharacter(text[i]), NameCharacter(i, text[i]));
        bytes32 nameHash = keccak256(text);
        id = _ids[msg.sender][nameHash];
        require(FunctionId.unwrap(id) == 0, NameTaken(id));
        id = FunctionId.wrap(++_count);
        _ids[msg.sender][nameHash] = id;
        _functions[id].owner = msg.sender;
        _functions[id].name = name;
        emit FunctionRegistered(id, msg.sender, name);
    }

    /// @inheritdoc IFunctionRegistry
    function publish(FunctionId id, Version calldata version_) external returns (uint32 number) {
        Function storage f = _mine(id);
        require(version_.moduleHash != 0 && version_.moduleDigest != 0, EmptyModule());
        require(version_.moduleCodec == 0x55 || version_.moduleCodec == 0x70, UnknownCodec(version_.moduleCodec));
        require(version_.kind <= 1, UnknownKind(version_.kind, 1));
        number = ++f.versions;
        Version memory v = version_;
        v.publishedAt = uint64(block.timestamp);
        _versions[id][number] = v;
        emit VersionPublished(id, number, v);
    }

    /// @inheritdoc IFunctionRegistry
    function setAlias(FunctionId id, bytes24 aliasName, uint32 number) external {
        Function storage f = _mine(id);
        require(number <= f.versions, UnknownVersion(number, f.versions));
        Checkpoints.Trace208 storage history = _aliases[id][aliasName];
        (bool exists, , uint208 last) = history.latestCheckpoint();
        if (!exists) _checkAlias(aliasName);
        uint32 previous = uint32(last);
        history.push(uint48(block.timestamp), (uint208(previous) << 32) | number);
        emit AliasSet(id, aliasName, number, previous);
    }

    /// @inheritdoc IFunctionRegistry
    function transferFunction(FunctionId id, address to) external {
        _mine(id);
        _offers[id] = to;
        emit FunctionOffered(id, msg.sender, to);
    }

    /// @inheritdoc IFunctionRegistry
    function acceptFunction(FunctionId id) external {
        require(msg.sender == _offers[id], NotOffered(id, msg.sender, _offers[id]));
        Function storage f = _functions[id];
        bytes32 nameHash = keccak256(bytes(f.name));
        address from = f.owner;
        _ids[from][nameHash] = FunctionId.wrap(0);
        delete _offers[id];
        FunctionId taken = _ids[msg.sender][nameHash];
        require(FunctionId.unwrap(taken) == 0, NameTaken(taken));
        _ids[msg.sender][nameHash] = id;
        f.owner = msg.sender;
        emit FunctionTransferred(id, from, msg.sender);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IFunctionRegistry
    function ownerOf(FunctionId id) external view returns (address) {
        return _functions[id].owner;
    }

    /// @inheritdoc IFunctionRegistry
    function nameOf(FunctionId id) external view returns (string memory) {
        return _functions[id].name;
    }

    /// @inheritdoc IFunctionRegistry
    function idOf(address owner, string calldata name) external view returns (FunctionId) {
        return _ids[owner][keccak256(bytes(name))];
    }

    /// @inheritdoc IFunctionRegistry
    function versionCount(FunctionId id) external view returns (uint32) {
        return _functions[id].versions;
    }

    /// @inheritdoc IFunctionRegistry
    function version(FunctionId id, uint32 number) external view returns (Version memory) {
        uint32 count = _functions[id].versions;
        require(number != 0 && number <= count, UnknownVersion(number, count));
        return _versions[id][number];
    }

    /// @inheritdoc IFunctionRegistry
    function aliasOf(
        FunctionId id,
        bytes24 aliasName
    ) external view returns (uint32 number, uint32 previous, uint64 changedAt) {
        (, uint48 second, uint208 last) = _aliases[id][aliasName].latestCheckpoint();
        return (uint32(last), uint32(last >> 32), second);
    }

    /// @inheritdoc IFunctionRegistry
    function versionAt(FunctionId id, bytes24 aliasName, uint64 second) external view returns (uint32 number) {
        if (second == 0) return 0;
        uint64 last = second - 1;
        uint48 key = last > type(uint48).max ? type(uint48).max : uint48(last);
        return uint32(_aliases[id][aliasName].upperLookupRecent(key));
    }

    // ---------------------------------------------------------------- inside

    function _mine(FunctionId id) private view returns (Function storage f) {
        f = _functions[id];
        require(msg.sender == f.owner, NotOwner(id, msg.sender, f.owner));
    }

    function _isNameCharacter(bytes1 c) private pure returns (bool) {
        return (c >= "a" && c <= "z") || (c >= "0" && c <= "9") || c == "-";
    }

    /// @dev Characters, then nothing but zeros; so one name has one encoding.
    function _checkAlias(bytes24 aliasName) private pure {
        uint256 n;
        while (n < 24 && aliasName[n] != 0) ++n;
        require(n != 0, NameLength(n, 1, 24));
        for (uint256 i; i < 24; ++i) {
            require(i < n ? _isNameCharacter(aliasName[i]) : aliasName[i] == 0, NameCharacter(i, aliasName[i]));
        }
    }
}
