// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IRequestConsumer} from "../interfaces/IRequestConsumer.sol";
import {Ask, IRequests} from "../interfaces/IRequests.sol";

/// @notice Asks, and keeps the hash of what it is told: the least that a consumer does.
contract PlainConsumer is IRequestConsumer {
    IRequests internal immutable REQUESTS;
    mapping(uint64 id => bytes32) public answers;

    constructor(IRequests requests) {
        REQUESTS = requests;
    }

    function ask(Ask calldata what, bytes calldata body) external returns (uint64) {
        return REQUESTS.request(what, body);
    }

    function onBourseAnswer(uint64 id, uint16 status, bytes calldata answer) external virtual {
        require(msg.sender == address(REQUESTS), "not Requests");
        answers[id] = status == 0 ? keccak256(answer) : bytes32(uint256(status));
    }
}

/// @notice Does in its callback what it was told before, to Requests or to itself.
contract HostileConsumer is PlainConsumer {
    enum Manner {
        Revert,
        Burn,
        Bomb,
        Reenter
    }

    Manner public manner;
    bytes[] public calls;
    /// @dev Bits of the calls that passed, from the lowest.
    uint256 public passed;
    uint256 public called;

    constructor(IRequests requests) PlainConsumer(requests) {}

    function behave(Manner manner_, bytes[] calldata calls_) external {
        (manner, calls) = (manner_, calls_);
    }

    function onBourseAnswer(uint64, uint16, bytes calldata) external override {
        if (manner == Manner.Revert) revert("no");
        if (manner == Manner.Burn) while (true) ++called;
        if (manner == Manner.Bomb) {
            assembly {
                // much nothing, that a caller who copies it pays for
                revert(0, 131072)
            }
        }
        ++called;
        if (called > 1) return;
        for (uint256 i; i < calls.length; ++i) {
            // solhint-disable-next-line avoid-low-level-calls
            (bool ok, ) = address(REQUESTS).call(calls[i]);
            if (ok) passed |= 1 << i;
        }
    }
}

/// @notice Says of any provider what it was told to: a module with a case.
contract MockHolds {
    mapping(uint24 provider => bool) public holds;
    mapping(uint48 lease => bool) public holdsLease;

    function set(uint24 provider, bool held) external {
        holds[provider] = held;
    }

    function setLease(uint48 lease, bool held) external {
        holdsLease[lease] = held;
    }

    /// @notice Passes a verdict on to the Bourse.
    function execute(address to, bytes calldata data) external {
        Address.functionCall(to, data);
    }
}
