// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FunctionRegistry} from "../../contracts/FunctionRegistry.sol";
import {IFunctionRegistry, Version} from "../../contracts/interfaces/IFunctionRegistry.sol";
import {FunctionId} from "../../contracts/types/Types.sol";
import {TestBase} from "../TestBase.sol";

contract FunctionRegistryTest is TestBase {
    FunctionRegistry private registry = new FunctionRegistry();
    address private stranger = address(0x5a);
    FunctionId private id;

    function setUp() external {
        id = registry.register("markdown-2");
    }

    function test_Register_findsByOwnerAndName() external view {
        assertEq(FunctionId.unwrap(registry.idOf(address(this), "markdown-2")), FunctionId.unwrap(id), "id");
        assertEq(FunctionId.unwrap(registry.idOf(stranger, "markdown-2")), 0, "of another");
        assertTrue(keccak256(bytes(registry.nameOf(id))) == keccak256("markdown-2"), "name");
        assertEq(registry.ownerOf(id), address(this));
    }

    function test_Register_theSameNameForAnother() external {
        vm.prank(stranger);
        assertTrue(FunctionId.unwrap(registry.register("markdown-2")) != FunctionId.unwrap(id), "id");
    }

    function test_RevertWhen_TheNameIsTaken() external {
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.NameTaken.selector, id));
        registry.register("markdown-2");
    }

    function test_RevertWhen_TheNameIsWrong() external {
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.NameLength.selector, 0, 1, 64));
        registry.register("");
        string memory long = string(new bytes(65));
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.NameLength.selector, 65, 1, 64));
        registry.register(long);
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.NameCharacter.selector, 1, bytes1("B")));
        registry.register("aBc");
    }

    function test_Publish_numbersVersionsFromOne() external {
        assertEq(registry.publish(id, sample(1)), 1, "first");
        assertEq(registry.publish(id, sample(2)), 2, "second");
        Version memory v = registry.version(id, 1);
        assertEq(uint256(v.moduleHash), 1, "unchanged");
        assertEq(v.publishedAt, block.timestamp, "time");
        assertEq(registry.versionCount(id), 2, "count");
    }

    function test_RevertWhen_TheVersionIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.UnknownVersion.selector, 1, 0));
        registry.version(id, 1);
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.UnknownVersion.selector, 1, 0));
        registry.setAlias(id, "live", 1);
    }

    function test_RevertWhen_TheVersionIsWrong() external {
        Version memory v = sample(1);
        v.moduleHash = 0;
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.EmptyModule.selector));
        registry.publish(id, v);
        v = sample(1);
        v.moduleCodec = 0x71;
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.UnknownCodec.selector, 0x71));
        registry.publish(id, v);
        v = sample(1);
        v.kind = 2;
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.UnknownKind.selector, 2, 1));
        registry.publish(id, v);
    }

    function test_SetAlias_promotesAndRollsBack() external {
        registry.publish(id, sample(1));
        registry.publish(id, sample(2));
        registry.setAlias(id, "live", 1);
        vm.warp(block.timestamp + 60);
        registry.setAlias(id, "live", 2);
        (uint32 number, uint32 previous, uint64 changedAt) = registry.aliasOf(id, "live");
        assertEq(number, 2, "number");
        assertEq(previous, 1, "previous");
        assertEq(changedAt, block.timestamp, "time");
        registry.setAlias(id, "live", 1);
        (number, previous, ) = registry.aliasOf(id, "live");
        assertEq(number, 1, "back");
        assertEq(previous, 2, "from");
    }

    function test_VersionAt_theLastChangeBeforeASecond() external {
        registry.publish(id, sample(1));
        registry.publish(id, sample(2));
        uint64 first = uint64(block.timestamp);
        assertEq(registry.versionAt(id, "live", type(uint64).max), 0, "never set");
        registry.setAlias(id, "live", 1);
        vm.warp(first + 60);
        registry.setAlias(id, "live", 2);
        registry.setAlias(id, "live", 1);
        registry.setAlias(id, "live", 2);
        vm.warp(first + 90);
        registry.setAlias(id, "live", 0);
        assertEq(registry.versionAt(id, "live", 0), 0, "at no second");
        assertEq(registry.versionAt(id, "live", first), 0, "in the second of the first change");
        assertEq(registry.versionAt(id, "live", first + 1), 1, "after it");
        assertEq(registry.versionAt(id, "live", first + 60), 1, "in the second of three changes");
        assertEq(registry.versionAt(id, "live", first + 61), 2, "the last of them counts");
        assertEq(registry.versionAt(id, "live", first + 90), 2, "until it is removed");
        assertEq(registry.versionAt(id, "live", type(uint64).max), 0, "removed");
        assertEq(registry.versionAt(id, "other", first + 61), 0, "another alias");
        (uint32 number, uint32 previous, uint64 changedAt) = registry.aliasOf(id, "live");
        assertEq(number, 0, "number");
        assertEq(previous, 2, "previous");
        assertEq(changedAt, first + 90, "time");
    }

    /// @dev The history beside a list of what the alias named in each second.
    function testFuzz_VersionAt_isWhatAliasOfWas(uint8[24] calldata gaps, uint64 asked) external {
        for (uint256 n; n < 5; ++n) registry.publish(id, sample(n + 1));
        // counted here: the compiler takes it that the block's time does not change in a call
        uint256 time = 1_000_000;
        uint32 expected;
        asked = uint64(time + (asked % 120));
        for (uint256 i; i < gaps.length; ++i) {
            time += gaps[i] & 7;
            vm.warp(time);
            registry.setAlias(id, "live", gaps[i] >> 5 > 5 ? 0 : gaps[i] >> 5);
            if (time < asked) (expected, , ) = registry.aliasOf(id, "live");
        }
        assertEq(registry.versionAt(id, "live", asked), expected, "version");
    }

    function test_RevertWhen_TheAliasIsWrong() external {
        registry.publish(id, sample(1));
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.NameLength.selector, 0, 1, 24));
        registry.setAlias(id, "", 1);
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.NameCharacter.selector, 0, bytes1("L")));
        registry.setAlias(id, "Live", 1);
        vm.expectRevert(abi.encodeWithSelector(IFunctionRegistry.NameCharacter.selector, 3, bytes1("x")));
        registry.setAlias(id, "ab\x00x", 1);
    }

    function test_RevertWhen_TheCallerIsNotTheOwner() external {
        bytes memory refusal = abi.encodeWithSelector(IFunctionRegistry.NotOwner.selector, id, stranger, address(this));
        vm.startPrank(stranger);
        vm.expectRevert(refusal);
        registry.publish(id, sample(1));
        vm.expectRevert(refusal);
        registry.setAlias(id, "live", 0);
        vm.expectRevert(refusal);
        registry.transferFunction(id, stranger);
        vm.stopPrank();
    }

    function test_RevertWhen_WhoAcceptsWasNotOffered() external {
        registry.transferFunction(id, stranger);
        bytes4 refusal = IFunctionRegistry.NotOffered.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, id, address(this), stranger));
        registry.acceptFunction(id);
        registry.transferFunction(id, address(0));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(refusal, id, stranger, address(0)));
        registry.acceptFunction(id);
    }

    function test_Transfer_movesNameAndRights() external {
        registry.transferFunction(id, stranger);
        assertEq(registry.ownerOf(id), address(this));
        vm.prank(stranger);
        registry.acceptFunction(id);
        assertEq(registry.ownerOf(id), stranger);
        assertEq(FunctionId.unwrap(registry.idOf(stranger, "markdown-2")), FunctionId.unwrap(id), "new");
        assertEq(FunctionId.unwrap(registry.idOf(address(this), "markdown-2")), 0, "old");
        registry.register("markdown-2");
    }

    function sample(uint256 n) private pure returns (Version memory) {
        return
            Version({
                moduleHash: bytes32(n),
                moduleDigest: bytes32(n),
                configDigest: 0,
                imageHash: 0,
                samplesHash: 0,
                moduleCodec: 0x55,
                kind: 1,
                abiVersion: 1,
                publishedAt: 0
            });
    }
}
