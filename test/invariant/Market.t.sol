// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourse} from "../../contracts/interfaces/IBourse.sol";
import {IRequests} from "../../contracts/interfaces/IRequests.sol";
import {IVouchers} from "../../contracts/interfaces/IVouchers.sol";
import {USDC} from "../../contracts/mocks/USDC.sol";
import {Config, Modules} from "../../contracts/types/Types.sol";
import {TestBase} from "../TestBase.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {Actions} from "./handlers/Actions.sol";
import {IConsumer, IStandIn, Parts} from "./handlers/World.sol";

/// @notice What is true of the market after every transaction. test/README.md says each in plain English, and
/// handlers/Books.sol in sums.
contract MarketInvariantTest is TestBase {
    error TooFew(uint256 action, string tally); // by number, in handlers/Actions.sol; as MarketHandler.line says it

    /// @dev The books are read through after every so many calls, and after the last of a run.
    uint256 private constant EVERY = 1;

    MarketHandler private handler;

    function setUp() external {
        Parts memory parts;
        // the handler, which comes last, makes the money
        parts.usdc = new USDC(_next(8));
        parts.faults = IStandIn(_deploy("contracts/mocks/Consumers.sol:MockHolds", ""));
        Modules memory modules;
        modules.faults = address(parts.faults);
        // these two ask the Bourse for its parameters, and it has to know them before
        (modules.vouchers, modules.requests) = (_next(4), _next(5));
        Config memory config = Config({
            token: address(parts.usdc),
            owner: address(this),
            epochLength: 100,
            grace: 2,
            window: 3,
            game: 1,
            absence: 3,
            compensated: 2,
            baseStake: 1000
        });
        // as they are deployed: this file is compiled with another profile (hardhat.config.ts), they are not
        parts.bourse = IBourse(_deploy("contracts/Bourse.sol:Bourse", abi.encode(config, modules)));
        parts.vouchers = IVouchers(_deploy("contracts/Vouchers.sol:Vouchers", abi.encode(parts.bourse)));
        parts.requests = IRequests(_deploy("contracts/Requests.sol:Requests", abi.encode(parts.bourse)));
        for (uint256 i; i < 2; ++i) parts.consumers[i] = IConsumer(_consumer(parts.requests));
        assertEq(address(parts.vouchers), modules.vouchers);
        assertEq(address(parts.requests), modules.requests);
        handler = new MarketHandler(parts);
        assertEq(address(handler), _next(8));
    }

    function _consumer(IRequests requests) private returns (address) {
        return _deploy("contracts/mocks/Consumers.sol:PlainConsumer", abi.encode(requests));
    }

    function _deploy(string memory name, bytes memory arguments) private returns (address made) {
        bytes memory code = bytes.concat(vm.getCode(name), arguments);
        assembly ("memory-safe") {
            made := create(0, add(code, 0x20), mload(code))
        }
        assertTrue(made != address(0), name);
    }

    /// @dev The contract that this one makes next but so many: `nonce` counts from 1.
    function _next(uint8 nonce) private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), nonce)))));
    }

    /// @dev The test runner asks whom to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev One function for all that is true: the runner plays its games anew for each.
    /// hardhat-config: invariant.runs = 20
    /// hardhat-config: invariant.depth = 80
    /// hardhat-config: invariant.failOnRevert = true
    function invariant_ESC3_EPO_OFF_DEAL_theBooksAgreeWithNaiveSums() external view {
        if (handler.calls() % EVERY == 0) handler.check();
    }

    /// @dev A soak adds these lines up (scripts/test/deep.ts): what was called is counted where it happens.
    function afterInvariant() external {
        handler.check();
        string memory file = vm.envOr("DEEP_TALLIES", "");
        if (bytes(file).length != 0) vm.writeLine(file, handler.line());
    }

    /// @dev A soak of refusals would say nothing.
    function test_TheHandlerMostlySucceedsAndReachesEveryAction() external {
        bytes4[] memory acts = handler.acts();
        for (uint256 i; i < 2000; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            // solhint-disable-next-line avoid-low-level-calls
            (bool ok, ) = address(handler).call(abi.encodeWithSelector(acts[seed % acts.length], seed));
            assertTrue(ok, "the handler failed");
            if (i % 100 == 99) handler.check();
        }
        (uint256[] memory tries, uint256[] memory successes) = handler.tally();
        uint256 tried;
        uint256 done;
        for (uint256 i; i < tries.length; ++i) {
            if (successes[i] == 0) revert TooFew(i, handler.line());
            (tried, done) = (tried + tries[i], done + successes[i]);
        }
        if (done * 10 < tried * 8) revert TooFew(Actions.COUNT, handler.line());
    }
}
