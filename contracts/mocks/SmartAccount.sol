// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice An account that is a contract (ERC-1271): two owners sign together, 130 bytes, in their order.
contract SmartAccount is IERC1271 {
    address private immutable FIRST;
    address private immutable SECOND;

    constructor(address first, address second) {
        FIRST = first;
        SECOND = second;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (signature.length != 130) return 0xffffffff;
        (address first, , ) = ECDSA.tryRecover(hash, signature[:65]);
        (address second, , ) = ECDSA.tryRecover(hash, signature[65:]);
        return first == FIRST && second == SECOND ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// @notice Calls on behalf of the account; the first owner may.
    function execute(address target, bytes calldata data) external payable returns (bytes memory) {
        require(msg.sender == FIRST, "SmartAccount: not an owner");
        return Address.functionCallWithValue(target, data, msg.value);
    }

    receive() external payable {}
}
