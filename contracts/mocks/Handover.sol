// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourse} from "../interfaces/IBourse.sol";
import {IJury} from "../interfaces/IJury.sol";
import {LeaseId} from "../types/Types.sol";

/// @notice What Disputes does for the attested tier, and nothing else: hands over, passes on.
contract Handover {
    IBourse private immutable BOURSE;
    IJury private immutable JURY;

    constructor(IBourse bourse, IJury jury_) {
        (BOURSE, JURY) = (bourse, jury_);
    }

    function openAttested(bytes calldata receipt, bytes calldata request) external payable returns (uint256) {
        return JURY.open{value: msg.value}(msg.sender, receipt, request);
    }

    function breach(LeaseId lease, uint24 since) external {
        require(msg.sender == address(JURY), "Handover: not the jury");
        BOURSE.breach(lease, since);
    }

    function holds(uint24 provider) external view returns (bool) {
        return JURY.holds(provider);
    }

    function holdsLease(uint48 lease) external view returns (bool) {
        return JURY.holdsLease(lease);
    }
}
