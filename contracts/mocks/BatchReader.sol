// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Many reads in one call, for tests that compare the whole state after every step.
contract BatchReader {
    struct Call {
        address target;
        bytes data;
    }

    struct Answer {
        bool ok;
        bytes answer;
    }

    /// @notice The answers, in order; the first refusal is passed on.
    function read(Call[] calldata calls) external view returns (bytes[] memory answers) {
        answers = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory answer) = calls[i].target.staticcall(calls[i].data);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(answer, 32), mload(answer))
                }
            }
            answers[i] = answer;
        }
    }

    /// @notice The answers and refusals, in order.
    function attempt(Call[] calldata calls) external view returns (Answer[] memory answers) {
        answers = new Answer[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (answers[i].ok, answers[i].answer) = calls[i].target.staticcall(calls[i].data);
        }
    }
}
