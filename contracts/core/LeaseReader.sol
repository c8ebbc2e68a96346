// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EpochReader} from "./EpochReader.sol";
import {Cold, Hot, Lease, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";

/// @title What a lease is owed, by reading alone
abstract contract LeaseReader is EpochReader {
    /// @dev Missed epochs of a lease: the recorded ones, and for an ended provider all from its end on, up to the
    /// running one. After a fatal fault what was recorded past the end does not count twice.
    function _missedOf(uint256 l, uint256 h, uint256 c) internal view returns (uint256 missed) {
        unchecked {
            (uint256 start, uint256 end) = (Lease.start(l), Lease.end(l));
            missed = _recordedOf(l, h);
            if (Hot.ended(h)) {
                uint256 from = Word.max(start, Hot.last(h) + 1);
                uint256 to = Word.min(end, c + 1);
                if (to > from) missed += to - from;
            }
        }
    }

    /// @dev Recorded missed epochs of a lease, those past a provider's end left out.
    function _recordedOf(uint256 l, uint256 h) internal view returns (uint256 missed) {
        unchecked {
            uint256 p = Lease.provider(l);
            uint256 n = Cold.ranges(_load(Slots.COLD, p));
            if (n == 0) return 0;
            uint256 end = Lease.end(l);
            uint256 start = Lease.start(l);
            if (Hot.ended(h)) {
                end = Word.min(end, Hot.last(h) + 1);
                if (end <= start) return 0;
            }
            missed = _missedBefore(p, n, end);
            if (missed != 0) missed -= _missedBefore(p, n, start);
        }
    }

    /// @dev The epoch in which a fatal fault was found.
    function _verdictOf(uint256 p) internal view returns (uint256) {
        return Cold.since(_load(Slots.COLD, p));
    }

    /// @dev Compensation due now for a lease with `m` missed epochs, and the lease with what it remembers of that.
    /// After a fatal fault there is one payment more: a lease that was live at the verdict gets what is left of its lock;
    /// another one the compensation for what was missed before the end, for its units may back somebody else by now.
    function _compensation(uint256 l, uint256 h, uint256 m) internal view returns (uint256, uint256) {
        unchecked {
            if (Lease.faulted(l)) return (l, 0);
            uint256 paid = _compensated(Lease.settled(l));
            if (Hot.fatal(h)) {
                l |= Lease.FAULTED;
                if (Lease.end(l) > _verdictOf(Lease.provider(l)) && !Lease.released(l)) {
                    uint256 lock = Lease.units(l) * _lockPerUnit(Lease.price(l), Lease.compensation(l));
                    return (l | Lease.SEIZED, lock - _drawn(l));
                }
                m = Word.max(_recordedOf(l, h), Lease.settled(l));
            }
            return (l, Lease.units(l) * Lease.compensation(l) * (_compensated(m) - paid));
        }
    }

    /// @dev What a lease took from its lock before any fault, as compensation and as price paid back.
    function _drawn(uint256 l) internal view returns (uint256) {
        unchecked {
            uint256 missed = Lease.compensation(l) * _compensated(Lease.settled(l));
            return Lease.units(l) * (missed + Lease.price(l) * Lease.penalty(l));
        }
    }

    /// @dev Epochs among the first `m` missed ones that are compensated.
    function _compensated(uint256 m) internal view returns (uint256) {
        return Word.min(m, COMPENSATED);
    }
}
