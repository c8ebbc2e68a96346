// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bourse} from "../Bourse.sol";
import {IVerdicts} from "../interfaces/IVerdicts.sol";
import {Slots} from "../libraries/Slots.sol";
import {Config, LeaseId, ProviderId} from "../types/Types.sol";

/// @title A Bourse that obeys one judge: for tests of the judge
contract JudgedBourse is Bourse, IVerdicts {
    event Punished(ProviderId indexed provider, address indexed reporter, uint256 burnt, uint256 reward);
    event Breached(LeaseId indexed lease, uint24 since);
    error NotModule(address caller);
    address private immutable FAULTS;

    constructor(Config memory config_, address faults) Bourse(config_) {
        FAULTS = faults;
    }

    function punish(ProviderId provider, address reporter) external {
        require(msg.sender == FAULTS, NotModule(msg.sender));
        uint256 h = _load(Slots.HOT, ProviderId.unwrap(provider));
        require(h >> 255 == 0, HasEnded(provider));
        _save(Slots.HOT, ProviderId.unwrap(provider), h | (3 << 254));
        emit Punished(provider, reporter, 0, 0);
    }

    function breach(LeaseId lease, uint24 since) external {
        require(msg.sender == FAULTS, NotModule(msg.sender));
        emit Breached(lease, since);
    }
}
