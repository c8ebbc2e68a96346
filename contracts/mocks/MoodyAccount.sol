// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice An account that is a contract: its owner calls through it, and it answers for signatures as it is told to.
/// @dev Not `is IERC1271`, whose function is a view: a compiler would keep it from what an attacker tries.
contract MoodyAccount {
    enum Manner {
        Honest, // what its owner signed is good
        AcceptsAll,
        RefusesAll,
        Reverts,
        Endless, // burns all gas
        Bomb, // returns 100 kB
        Short, // returns fewer than 32 bytes
        Reenters // calls `target` with `data` and accepts
    }

    address private immutable OWNER;
    Manner public manner;
    address private _target;
    bytes private _data;

    constructor(address owner) {
        OWNER = owner;
    }

    function behave(Manner manner_, address target, bytes calldata data) external {
        (manner, _target, _data) = (manner_, target, data);
    }

    function execute(address target, bytes calldata data) external {
        require(msg.sender == OWNER, "not the owner");
        // solhint-disable-next-line avoid-low-level-calls
        (bool ok, bytes memory answer) = target.call(data);
        if (!ok) {
            assembly {
                revert(add(answer, 0x20), mload(answer))
            }
        }
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external returns (bytes4) {
        if (manner == Manner.Reverts) revert("no");
        if (manner == Manner.Short) {
            assembly {
                mstore(0, 0x1626ba7e00000000000000000000000000000000000000000000000000000000)
                return(0, 4)
            }
        }
        if (manner == Manner.Bomb) {
            assembly {
                return(0, 100000)
            }
        }
        if (manner == Manner.Endless) {
            assembly {
                invalid()
            }
        }
        if (manner == Manner.Reenters) return _reenter();
        bool good = manner == Manner.AcceptsAll;
        if (manner == Manner.Honest) good = ECDSA.recover(hash, signature) == OWNER;
        return good ? IERC1271.isValidSignature.selector : bytes4(0);
    }

    function _reenter() private returns (bytes4) {
        // solhint-disable-next-line avoid-low-level-calls
        (bool ok, ) = _target.call(_data);
        return ok ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
