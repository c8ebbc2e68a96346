// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EpochReader} from "./EpochReader.sol";
import {IBourseBase} from "../interfaces/IBourseBase.sol";
import {IHolds} from "../interfaces/IHolds.sol";
import {Global, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {Config, Modules, ProviderId} from "../types/Types.sol";

/// @title Words in storage, the parameters, who has which right
/// @dev Bourse and its extension are both built on this, with the same parameters in the code of each.
abstract contract Store is IBourseBase, EpochReader {
    address internal immutable REGISTRY;
    address internal immutable FAULTS;
    address internal immutable DISPUTES;
    address internal immutable VOUCHERS;
    address internal immutable REQUESTS;
    /// @dev A provider's rate never exceeds what it posted: sums of it stay within 48 bits over every span that a claim
    /// tells apart, and no lane overflows.
    uint256 internal immutable MOST_POSTED;

    constructor(Config memory config_, Modules memory modules_, uint256 genesis) EpochReader(config_, genesis) {
        (REGISTRY, FAULTS, DISPUTES) = (modules_.registry, modules_.faults, modules_.disputes);
        (VOUCHERS, REQUESTS) = (modules_.vouchers, modules_.requests);
        MOST_POSTED = Word.min(1 << 46, Word.M48 / (uint256(config_.grace) + config_.window + 2));
    }

    function _load(uint256 slot) internal view override returns (uint256 word) {
        assembly ("memory-safe") {
            word := sload(slot)
        }
    }

    function _save(uint256 slot, uint256 word) internal {
        assembly ("memory-safe") {
            sstore(slot, word)
        }
    }

    function _save(uint256 kind, uint256 key, uint256 word) internal {
        _save(Slots.find(kind, key), word);
    }

    // ---------------------------------------------------------------- rights

    function _paused() internal view returns (bool) {
        return Global.paused(_load(Slots.GLOBAL));
    }

    function _whenLive() internal view {
        require(!_paused(), MarketPaused());
    }

    function _only(address owner) internal view {
        require(msg.sender == owner, NotOwner(msg.sender, owner));
    }

    /// @dev Stakes stay where they are while somebody asks or disputes.
    function _noCase(uint256 p) internal view {
        _noCase(FAULTS, p);
        _noCase(DISPUTES, p);
    }

    function _noCase(address module, uint256 p) private view {
        if (module == address(0)) return;
        require(!IHolds(module).holds(uint24(p)), CaseOpen(ProviderId.wrap(uint24(p)), module));
    }

    /// @dev A lease's lock stays where it is while a case may take from it.
    function _noCaseOf(uint256 lease, uint256 p) internal view {
        _noCaseOf(FAULTS, lease, p);
        _noCaseOf(DISPUTES, lease, p);
    }

    function _noCaseOf(address module, uint256 lease, uint256 p) private view {
        if (module == address(0)) return;
        require(!IHolds(module).holdsLease(uint48(lease)), CaseOpen(ProviderId.wrap(uint24(p)), module));
    }
}
