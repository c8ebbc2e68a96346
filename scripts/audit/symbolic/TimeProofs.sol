// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cold, Hot, Lease, Lock, Word} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {Modules} from "../../../contracts/types/Types.sol";
import {OpenedTime} from "./OpenedTime.sol";
import {ProofBase} from "./ProofBase.sol";

/// @notice Rates, missed epochs and earnings are what a naive count says, within the bounds that each proof names.
contract TimeProofs is ProofBase {
    uint256 private constant P = 5;

    OpenedTime private bourse;

    function setUp() external {
        vm.warp(START);
        Modules memory none;
        bourse = new OpenedTime(config(), none);
    }

    /// @notice A lane is added to modulo 2^48, and its neighbours stay.
    function check_laneAddition(uint256 w, uint256 lane, uint256 delta) external pure {
        vm.assume(lane < 5);
        uint256 shift = 48 * lane;
        uint256 sum = Word.add48(w, shift, delta);
        assert(sum & ~(M48 << shift) == w & ~(M48 << shift));
        unchecked {
            assert((sum >> shift) & M48 == ((w >> shift) + delta) & M48);
        }
    }

    /// @notice What a lock is written as is what is read.
    function check_lockIsReadAsWritten(int64 difference, uint24 closing, uint24 latest) external pure {
        uint256 k = Lock.pack(uint256(int256(difference)), closing, latest);
        assert(Lock.difference(k) == uint256(int256(difference)));
        assert(Lock.closing(k) == closing && Lock.latest(k) == latest);
    }

    /// @notice rate(e + 1) = rate(e) + change(e + 1); the changes move up; earnings and counts stay.
    function check_advance(uint256 h, uint256 word) external {
        for (uint256 m; m < 5; ++m) {
            uint256 last = 100 + m;
            h = ((h >> 24) << 24) | last;
            bourse.put(Slots.LANES, (P << 24) | ((last + 2) / 5), word);
            uint256 next = bourse.advance(P, h);
            assert(Hot.last(next) == last + 1);
            assert(next >> 168 == h >> 168);
            assert((next >> Hot.D1) & M48 == (h >> Hot.D2) & M48);
            assert((next >> Hot.D2) & M48 == 0);
            uint256 lane = (word >> (48 * ((last + 2) % 5))) & M48;
            assert(Hot.rate(next) == (Hot.rate(h) + ((h >> Hot.D1) & M48) + lane) & M48);
        }
    }

    /// @notice EPO-1: a change scheduled for an epoch raises the rate from that epoch on, by itself, and no epoch before.
    function check_scheduledChange(uint256 h, uint256 first, uint256 second, uint256 third, uint256 delta) external {
        for (uint256 m; m < 5; ++m) {
            for (uint256 k = 2; k < 8; ++k)
                changeAlone(
                    8 * m + k,
                    ((h >> 168) << 168) | (uint144(h >> 24) << 24) | (100 + m),
                    k,
                    [first, second, third],
                    delta
                );
        }
    }

    function changeAlone(uint256 p, uint256 h, uint256 k, uint256[3] memory lanes, uint256 delta) private {
        uint256 last = Hot.last(h);
        for (uint256 i; i < 3; ++i) bourse.put(Slots.LANES, (p << 24) | (20 + i), lanes[i]);
        uint256[8] memory before;
        uint256 plain = h;
        for (uint256 j; j < 8; ++j) {
            before[j] = Hot.rate(plain);
            plain = bourse.advance(p, plain);
        }
        uint256 changed = bourse.schedule(p, h, last + k, delta);
        for (uint256 j; j < 8; ++j) {
            unchecked {
                assert(Hot.rate(changed) == (before[j] + (j + 1 < k ? 0 : delta)) & M48);
            }
            changed = bourse.advance(p, changed);
        }
    }

    /// @notice EPO-2: the search over recorded ranges counts what a loop over them counts, for up to four ranges.
    function check_missedBefore(uint8 n, uint8[4] calldata gaps, uint8[4] calldata lengths, uint24 e) external {
        // one path per number of ranges
        for (uint256 i; i < 5; ++i) if (n == i) missedBefore(i, gaps, lengths, e);
    }

    function missedBefore(uint256 n, uint8[4] calldata gaps, uint8[4] calldata lengths, uint256 e) private {
        uint256[8] memory r = writeRanges(P, n, gaps, lengths);
        uint256 expected;
        for (uint256 i; i < n; ++i) expected += common(0, e, r[2 * i], r[2 * i + 1]);
        assert(bourse.missedBefore(P, n, e) == expected);
    }

    /// @notice EPO-2, EPO-9: a lease's missed epochs are those of the ranges within it, and all from its provider's end on.
    function check_missedOf(
        uint8[4] calldata gaps,
        uint8[4] calldata lengths,
        uint8 start,
        uint8 length,
        uint8 last,
        uint8 running,
        bool ended
    ) external {
        uint256[8] memory r = writeRanges(P, 2, gaps, lengths);
        bourse.put(Slots.COLD, P, 2 << Cold.RANGES);
        uint256 c = uint256(last) + 1 + running;
        uint256 end = uint256(start) + length;
        uint256 l = P | (uint256(start) << 104) | (end << Lease.END);
        // a provider's end may lie before what was recorded: a fault found later
        uint256 until = ended ? min(end, uint256(last) + 1) : end;
        uint256 expected = common(start, until, r[0], r[1]) + common(start, until, r[2], r[3]);
        if (ended) expected += common(start, end, uint256(last) + 1, c + 1);
        assert(bourse.missedOf(l, last | (ended ? Hot.ENDED : 0), c) == expected);
    }

    /// @dev Ranges [r0, r1), [r2, r3) ... as the ledger records them: the sum of those before, end, start.
    function writeRanges(
        uint256 p,
        uint256 n,
        uint8[4] calldata gaps,
        uint8[4] calldata lengths
    ) private returns (uint256[8] memory r) {
        uint256 e = 1;
        uint256 sum;
        for (uint256 i; i < n; ++i) {
            (r[2 * i], r[2 * i + 1]) = (e + gaps[i], e + gaps[i] + lengths[i] + 1);
            bourse.put(Slots.RANGE, (p << 24) | i, (sum << 48) | (r[2 * i + 1] << 24) | r[2 * i]);
            sum += r[2 * i + 1] - r[2 * i];
            e = r[2 * i + 1] + 1;
        }
    }

    /// @notice EPO-3: what has matured is what was earned in epochs older than the window and the grace, and no other.
    function check_matured(
        uint8 n,
        uint8[4] calldata gaps,
        uint40[4] calldata rates,
        uint56 earlier,
        uint8 behind,
        uint8 running
    ) external {
        // up to four attestations, up to five epochs after what is decided; a path each: the first guess is then a number
        for (uint256 i; i < 5; ++i) {
            for (uint256 j; j < 6; ++j) {
                if (n == i && running == j) matured(i, gaps, rates, uint256(earlier) >> 1, behind, j);
            }
        }
    }

    function matured(
        uint256 n,
        uint8[4] calldata gaps,
        uint40[4] calldata rates,
        uint256 earned,
        uint256 behind,
        uint256 running
    ) private {
        uint256[4] memory epochs;
        uint256 e = 1;
        for (uint256 i; i < n; ++i) {
            epochs[i] = e + gaps[i];
            bourse.put(Slots.RING, (P << 24) | i, (uint256(uint48(earned)) << 24) | epochs[i]);
            earned += rates[i];
            e = epochs[i] + 1;
        }
        uint256 last = e - 1 + behind;
        uint256 c = last + 1 + running;
        uint256 mature = earned;
        for (uint256 i; i < n; ++i) mature -= c <= epochs[i] + GRACE + WINDOW ? rates[i] : 0;
        assert(bourse.matured(P, last | (earned << 168) | (n << 224), c) == mature);
    }
}
