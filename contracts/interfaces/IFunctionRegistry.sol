// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {FunctionId} from "../types/Types.sol";

/// @notice What an immutable version is. Content hashes are those of docs/receipts.md: one chunk of a module can be shown.
struct Version {
    bytes32 moduleHash; // content hash of the original Wasm
    bytes32 moduleDigest; // sha-256 digest of the module's CIDv1; codec in moduleCodec
    bytes32 configDigest; // digest of the config's CIDv1 (raw), 0 for none
    bytes32 imageHash; // of a provable version's image (docs/proof-of-processing.md); 0: attested
    bytes32 samplesHash; // of the requests that a canary is drawn from (docs/receipts.md, Canary); 0 for none
    uint8 moduleCodec; // 0x55 raw, 0x70 dag-pb
    uint8 kind; // 0 command, 1 handler
    uint16 abiVersion;
    uint64 publishedAt; // seconds; set by the registry
}

/// @title Functions, their numbered immutable versions, and aliases that point at versions
interface IFunctionRegistry {
    /// @notice A new function of the caller. A name is 1 to 64 of a-z, 0-9 and "-"; an owner has each name once.
    /// @dev Emits {FunctionRegistered}.
    function register(string calldata name) external returns (FunctionId);

    /// @notice Adds a version, for ever as it is; versions count from 1.
    /// @dev Emits {VersionPublished}.
    /// @param version `publishedAt` is not heeded
    function publish(FunctionId id, Version calldata version) external returns (uint32 number);

    /// @notice Points an alias at a version: promote and roll back are this one call. 0 removes it.
    /// @dev Emits {AliasSet}.
    /// @param aliasName 1 to 24 of a-z, 0-9 and "-", left-aligned
    function setAlias(FunctionId id, bytes24 aliasName, uint32 number) external;

    /// @notice Offers a function, its versions and its aliases to another account, which has to accept it: whose name it
    /// will bear. 0 takes the offer back.
    /// @dev Emits {FunctionOffered}.
    function transferFunction(FunctionId id, address to) external;

    /// @notice Takes a function that was offered to the caller, who has none of that name.
    /// @dev Emits {FunctionTransferred}.
    function acceptFunction(FunctionId id) external;

    /// @notice 0 when there is no such function.
    function ownerOf(FunctionId id) external view returns (address);

    function nameOf(FunctionId id) external view returns (string memory);

    /// @notice 0 when there is none.
    function idOf(address owner, string calldata name) external view returns (FunctionId);

    function versionCount(FunctionId id) external view returns (uint32);

    function version(FunctionId id, uint32 number) external view returns (Version memory);

    /// @notice The alias's version now, the one before, and when it changed (seconds).
    function aliasOf(
        FunctionId id,
        bytes24 aliasName
    ) external view returns (uint32 number, uint32 previous, uint64 changedAt);

    /// @notice The version that the alias named when `second` began: by its last change before that; 0 for none.
    function versionAt(FunctionId id, bytes24 aliasName, uint64 second) external view returns (uint32 number);

    event FunctionRegistered(FunctionId indexed id, address indexed owner, string name);
    event VersionPublished(FunctionId indexed id, uint32 indexed number, Version version);
    event AliasSet(FunctionId indexed id, bytes24 indexed aliasName, uint32 number, uint32 previous);
    event FunctionOffered(FunctionId indexed id, address indexed from, address indexed to);
    event FunctionTransferred(FunctionId indexed id, address indexed from, address indexed to);

    error NotOwner(FunctionId id, address caller, address owner);
    error NotOffered(FunctionId id, address caller, address to);
    error NameLength(uint256 length, uint256 least, uint256 most);
    /// @dev Names are made of a-z, 0-9 and "-".
    error NameCharacter(uint256 index, bytes1 character);
    error NameTaken(FunctionId by);
    error EmptyModule();
    error UnknownCodec(uint8 codec);
    error UnknownKind(uint8 kind, uint8 most);
    error UnknownVersion(uint32 number, uint32 count);
}
