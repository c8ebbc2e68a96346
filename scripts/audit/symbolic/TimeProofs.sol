// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LeaseReader} from "../../../contracts/core/LeaseReader.sol";
import {Ledger} from "../../../contracts/core/Ledger.sol";
import {Store} from "../../../contracts/core/Store.sol";
import {Cold, Hot, Lease, Lock, Word} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {ProofBase} from "./ProofBase.sol";

/// @notice Rates, missed epochs and earnings are what a naive count says, within the bounds that each proof names.
contract TimeProofs is Ledger, LeaseReader, ProofBase {
    // not a constant: the compiler would hash it into slots, which Halmos does not know for places in a mapping
    uint256 private immutable P = 5;

    constructor() Store(proofConfig(), proofModules(), START) {}

    /// @notice A lane is added to modulo 2^48, and its neighbours stay, for every word and every change.
    function check_laneAddition(uint256 w, uint256 lane, uint256 delta) external pure {
        vm.assume(lane < 5);
        uint256 shift = 48 * lane;
        uint256 sum = Word.add48(w, shift, delta);
        assert(sum & ~(M48 << shift) == w & ~(M48 << shift));
        unchecked {
            assert((sum >> shift) & M48 == ((w >> shift) + delta) & M48);
        }
    }

    /// @notice What a lock is written as is what is read, for every difference and epoch.
    function check_lockIsReadAsWritten(int64 difference, uint24 closing, uint24 latest) external pure {
        uint256 k = Lock.pack(uint256(int256(difference)), closing, latest);
        assert(Lock.difference(k) == uint256(int256(difference)));
        assert(Lock.closing(k) == closing && Lock.latest(k) == latest);
    }

    /// @notice EPO-1: an epoch on, the rate is the old one and its change, and later changes stay, for every rate and change.
    function check_advance(uint256 h, uint256 word) external {
        for (uint256 m; m < 5; ++m) {
            uint256 last = 100 + m;
            h = ((h >> 24) << 24) | last;
            _save(Slots.LANES, (P << 24) | ((last + 2) / 5), word);
            uint256 next = _advance(P, h);
            assert(Hot.last(next) == last + 1);
            assert(next >> 168 == h >> 168);
            assert((next >> Hot.D1) & M48 == (h >> Hot.D2) & M48);
            assert((next >> Hot.D2) & M48 == 0);
            unchecked {
                uint256 lane = (word >> (48 * ((last + 2) % 5))) & M48;
                assert(Hot.rate(next) == (Hot.rate(h) + ((h >> Hot.D1) & M48) + lane) & M48);
            }
        }
    }

    /// @notice EPO-1: a change is scheduled for its epoch and no other, 2 to 8 epochs ahead; by the proof before, so it stays.
    function check_schedule(uint256 h, uint256 first, uint256 second, uint256 third, uint256 delta) external {
        for (uint256 m; m < 5; ++m) {
            for (uint256 k = 2; k < 9; ++k) {
                _save(Slots.LANES, (P << 24) | 20, first);
                _save(Slots.LANES, (P << 24) | 21, second);
                _save(Slots.LANES, (P << 24) | 22, third);
                schedule(((h >> 24) << 24) | (100 + m), k, delta);
            }
        }
    }

    function schedule(uint256 h, uint256 k, uint256 delta) private {
        uint256 last = Hot.last(h);
        uint256[9] memory before;
        for (uint256 j = 2; j < 9; ++j) before[j] = change(h, last + j);
        uint256 after_ = _schedule(P, h, last + k, delta);
        assert(uint72(after_) == uint72(h) && after_ >> 168 == h >> 168);
        unchecked {
            for (uint256 j = 2; j < 9; ++j)
                assert(change(after_, last + j) == (before[j] + (j == k ? delta : 0)) & M48);
        }
    }

    /// @dev What the rate changes by with an epoch, wherever that is written.
    function change(uint256 h, uint256 epoch) private view returns (uint256 sum) {
        unchecked {
            uint256 k = epoch - Hot.last(h);
            sum = _load(Slots.LANES, (P << 24) | (epoch / 5)) >> (48 * (epoch % 5));
            if (k == 2) sum += h >> Hot.D1;
            if (k == 3) sum += h >> Hot.D2;
            return sum & M48;
        }
    }

    /// @notice EPO-2: the search over recorded ranges counts what a loop counts: up to 4 ranges, gaps below 4, lengths to 4.
    function check_missedBefore(uint8 n, uint256 gaps, uint256 lengths, uint8 e) external {
        for (uint256 i; i < 5; ++i) if (n == i) return missedBefore(i, gaps, lengths, e & 63);
    }

    function missedBefore(uint256 n, uint256 gaps, uint256 lengths, uint256 e) private {
        unchecked {
            uint256[8] memory r = writeRanges(n, gaps, lengths);
            uint256 expected;
            for (uint256 i; i < n; ++i) expected += common(0, e, r[2 * i], r[2 * i + 1]);
            assert(_missedBefore(P, n, e) == expected);
        }
    }

    /// @notice EPO-2, EPO-9: a lease misses the ranges within it, and all from its provider's end on: 2 ranges, gaps below 4, lengths to 4, leases below 8.
    function check_missedOf(
        uint256 gaps,
        uint256 lengths,
        uint256 lease,
        uint256 last,
        uint256 running,
        bool ended
    ) external {
        if (ended) missedOf(gaps, lengths, lease, last & 15, running & 3, true);
        else missedOf(gaps, lengths, lease, last & 15, running & 3, false);
    }

    function missedOf(uint256 gaps, uint256 lengths, uint256 lease, uint256 last, uint256 running, bool ended) private {
        unchecked {
            uint256[8] memory r = writeRanges(2, gaps, lengths);
            _save(Slots.COLD, P, 2 << Cold.RANGES);
            uint256 c = last + 1 + running;
            uint256 start = lease & 15;
            uint256 end = (start + ((lease >> 4) & 7)) & 31;
            // a provider's end may lie before what was recorded: a fault found later
            uint256 until = ended ? min(end, last + 1) : end;
            uint256 expected = common(start, until, r[0], r[1]) + common(start, until, r[2], r[3]);
            if (ended) expected += common(start, end, last + 1, c + 1);
            uint256 l = P | (start << 104) | (end << Lease.END);
            assert(_missedOf(l, last | (ended ? Hot.ENDED : 0), c) == expected);
        }
    }

    /// @dev Ranges [r0, r1), [r2, r3) ... as the ledger records them: the sum of those before, end, start. Gaps and lengths
    /// of 2 bits each.
    function writeRanges(uint256 n, uint256 gaps, uint256 lengths) private returns (uint256[8] memory r) {
        unchecked {
            uint256 e = 1;
            uint256 sum;
            for (uint256 i; i < n; ++i) {
                uint256 length = ((lengths >> (2 * i)) & 3) + 1;
                uint256 start = (e + ((gaps >> (2 * i)) & 3)) & 63;
                uint256 end = (start + length) & 63;
                _save(Slots.RANGE, (P << 24) | i, (sum << 48) | (end << 24) | start);
                (r[2 * i], r[2 * i + 1]) = (start, end);
                sum = (sum + length) & 63;
                e = end + 1;
            }
        }
    }

    /// @notice EPO-3: what has matured was earned before the window and the grace: up to 4 attestations at gaps below 4, rates below 64.
    function check_matured(uint8 n, uint8 running, uint256 gaps, uint256 rates, uint8 behind) external {
        // by the number of attestations and the epochs since what is decided; a third of the sums pass 2^48
        for (uint256 i; i < 5; ++i) {
            for (uint256 j; j < 5; ++j) {
                uint256 earned = (i + j) % 3 == 0 ? 2 ** 48 - 100 : 1000;
                if (n == i && running == j) return matured(i, gaps, rates, earned, behind & 3, j);
            }
        }
    }

    function matured(uint256 n, uint256 gaps, uint256 rates, uint256 earned, uint256 behind, uint256 running) private {
        unchecked {
            uint256[4] memory epochs;
            uint256 e = 1;
            for (uint256 i; i < n; ++i) {
                epochs[i] = (e + ((gaps >> (2 * i)) & 3)) & 31;
                _save(Slots.RING, (P << 24) | i, (uint256(uint48(earned)) << 24) | epochs[i]);
                earned = (earned + ((rates >> (6 * i)) & 63)) & (2 ** 56 - 1);
                e = epochs[i] + 1;
            }
            uint256 last = (e - 1 + behind) & 31;
            uint256 c = last + 1 + running;
            uint256 mature = earned;
            for (uint256 i; i < n; ++i) mature -= whenBelow(c, epochs[i] + 4, (rates >> (6 * i)) & 63);
            assert(_matured(P, last | (earned << 168) | (n << 224), c) == mature);
        }
    }
}
