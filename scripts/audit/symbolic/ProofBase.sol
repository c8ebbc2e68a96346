// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Config, Modules} from "../../../contracts/types/Types.sol";

interface Vm {
    function assume(bool condition) external pure;
    function warp(uint256 timestamp) external;
    function prank(address sender) external;
}

/// @notice What all proofs share: G 1, W 2, games 1, K 3, B 2; the ring has 8 places.
/// @dev The proofs are part of the contracts that they are about: a call from outside costs Halmos more than all the rest.
abstract contract ProofBase {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint256 internal constant M48 = 2 ** 48 - 1;
    uint256 internal constant EPOCH = 100;
    uint256 internal constant START = 1_000_000;
    uint256 internal constant MISSES = 2;
    uint256 internal constant STAKE = 7;

    function proofConfig() internal view returns (Config memory) {
        return
            Config({
                token: address(this),
                owner: address(this),
                epochLength: uint32(EPOCH),
                grace: 1,
                window: 2,
                game: 1,
                absence: 3,
                compensated: uint8(MISSES),
                baseStake: uint48(STAKE)
            });
    }

    /// @dev No registry; faults are found by the proofs themselves.
    function proofModules() internal view returns (Modules memory m) {
        m.faults = address(this);
    }

    function at(uint256 epoch) internal {
        vm.warp(START + (epoch - 1) * EPOCH);
    }

    // without branches: each would be two paths

    function min(uint256 a, uint256 b) internal pure returns (uint256 c) {
        assembly ("memory-safe") {
            c := xor(b, and(xor(a, b), sub(0, lt(a, b))))
        }
    }

    function max(uint256 a, uint256 b) internal pure returns (uint256 c) {
        assembly ("memory-safe") {
            c := xor(a, and(xor(a, b), sub(0, lt(a, b))))
        }
    }

    /// @dev `value` where `a < b`, else 0.
    function whenBelow(uint256 a, uint256 b, uint256 value) internal pure returns (uint256 c) {
        assembly ("memory-safe") {
            c := and(value, sub(0, lt(a, b)))
        }
    }

    /// @dev Epochs that two spans have in common.
    function common(uint256 a, uint256 b, uint256 c, uint256 d) internal pure returns (uint256) {
        unchecked {
            (uint256 from, uint256 to) = (max(a, c), min(b, d));
            return max(from, to) - from;
        }
    }
}
