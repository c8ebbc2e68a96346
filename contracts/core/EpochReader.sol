// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseBase} from "../interfaces/IBourseBase.sol";
import {Hot, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {Config} from "../types/Types.sol";

/// @title The parameters and the arithmetic of epochs, wherever the words come from
/// @dev Bourse reads its own storage, BourseLens reads the Bourse's: both run this same code.
abstract contract EpochReader {
    address internal immutable TOKEN;
    uint256 internal immutable GENESIS;
    uint256 internal immutable EPOCH_LENGTH;
    uint256 internal immutable GRACE;
    uint256 internal immutable WINDOW;
    uint256 internal immutable GAME;
    uint256 internal immutable NOTICE;
    /// @dev Epochs from an epoch's end until its pay can be claimed.
    uint256 internal immutable MATURITY;
    uint256 internal immutable ABSENCE;
    uint256 internal immutable COMPENSATED;
    uint256 internal immutable BASE_STAKE;
    /// @dev A power of two above WINDOW + GRACE + GAME + 2: no entry is overwritten while a claim or a game needs it.
    uint256 internal immutable RING;

    constructor(Config memory config_, uint256 genesis) {
        (TOKEN, GENESIS, EPOCH_LENGTH) = (config_.token, genesis, config_.epochLength);
        (GRACE, WINDOW, GAME) = (config_.grace, config_.window, config_.game);
        (ABSENCE, COMPENSATED, BASE_STAKE) = (config_.absence, config_.compensated, config_.baseStake);
        MATURITY = WINDOW + GRACE;
        NOTICE = MATURITY + GAME;
        uint256 ring = 4;
        while (ring <= NOTICE + 2) ring <<= 1;
        RING = ring;
    }

    function _within(bytes32 field, uint256 value, uint256 least, uint256 most) internal pure {
        require(value >= least && value <= most, IBourseBase.OutOfRange(field, value, least, most));
    }

    function _load(uint256 slot) internal view virtual returns (uint256);

    function _load(uint256 kind, uint256 key) internal view returns (uint256) {
        return _load(Slots.find(kind, key));
    }

    function _now() internal view returns (uint256) {
        unchecked {
            return (block.timestamp - GENESIS) / EPOCH_LENGTH + 1;
        }
    }

    // ---------------------------------------------------------------- a provider's time

    /// @dev One epoch further: the rate of the next one is today's, its changes, and what its lane holds.
    function _advance(uint256 p, uint256 h) internal view returns (uint256) {
        unchecked {
            uint256 e = Hot.last(h) + 2;
            uint256 lane = _load(Slots.LANES, (p << 24) | (e / 5)) >> (48 * (e % 5));
            uint256 rate = ((h >> 24) + (h >> Hot.D1) + lane) & Word.M48;
            return ((h >> 168) << 168) | (((h >> Hot.D2) & Word.M48) << Hot.D1) | (rate << 24) | (e - 1);
        }
    }

    /// @dev Idle epochs that have ended are neither attested nor missed. At most three single steps, then a jump.
    function _skipIdle(uint256 p, uint256 h, uint256 c) internal view returns (uint256) {
        unchecked {
            while (Hot.rate(h) == 0 && Hot.last(h) + 1 < c && !Hot.ended(h)) {
                h = Hot.idle(h) ? ((h >> 24) << 24) | (c - 1) : _advance(p, h);
            }
            return h;
        }
    }

    /// @dev Whether last + 1 is owed and its grace is over.
    function _overdue(uint256 h, uint256 c) internal view returns (bool) {
        unchecked {
            return Hot.last(h) + 1 + GRACE < c && Hot.rate(h) != 0 && !Hot.ended(h);
        }
    }

    /// @dev `h` past its idle epochs: the provider has not ended, misses nothing, and is at most two epochs behind.
    function _ready(uint256 h, uint256 c) internal pure returns (bool) {
        unchecked {
            return h >> Hot.ABSENCE == 0 && Hot.last(h) + 2 >= c;
        }
    }

    // ---------------------------------------------------------------- earnings

    function _entry(uint256 p, uint256 index) internal view returns (uint256) {
        return _load(Slots.RING, (p << 24) | (index & (RING - 1)));
    }

    /// @dev Index of the first attestation of epoch `e` or later; the count of attestations when there is none. The
    /// last RING of them are looked at. The first guess is right for a provider that attested every epoch since.
    function _find(uint256 p, uint256 h, uint256 e) internal view returns (uint256 hi, uint256 word) {
        unchecked {
            hi = Hot.attested(h) + RING;
            if (Hot.last(h) < e) return (hi, 0);
            uint256 lo = hi - RING;
            uint256 mid = hi + e - Hot.last(h) - 1;
            if (mid < lo || mid >= hi) mid = lo;
            while (true) {
                uint256 w = _entry(p, mid);
                if (uint24(w) < e) lo = mid + 1;
                else {
                    (hi, word) = (mid, w);
                    if (uint24(w) == e) break;
                }
                if (lo >= hi) break;
                mid = (lo + hi) >> 1;
            }
        }
    }

    /// @dev All that was earned before the first epoch that is not mature.
    function _matured(uint256 p, uint256 h, uint256 c) internal view returns (uint256 amount) {
        unchecked {
            amount = Hot.earned(h);
            uint256 e = c > MATURITY ? c - MATURITY : 1;
            (, uint256 w) = _find(p, h, e);
            // below 2^48 by the limit on what a provider may post
            if (w != 0) amount -= (amount - (w >> 24)) & Word.M48;
        }
    }

    // ---------------------------------------------------------------- missed epochs

    /// @dev Recorded missed epochs before `e` of `n` ranges: looks at the oldest, the newest, then halves. Most leases
    /// have seen all of the ranges, or none.
    function _missedBefore(uint256 p, uint256 n, uint256 e) internal view returns (uint256) {
        unchecked {
            (uint256 lo, uint256 best) = (0, 0);
            for (uint256 i; lo < n; ++i) {
                uint256 mid = i > 1 ? (lo + n) >> 1 : i * (n - 1);
                uint256 r = _load(Slots.RANGE, (p << 24) | mid);
                if (uint24(r) < e) (lo, best) = (mid + 1, r);
                else n = mid;
            }
            return (best >> 48) + Word.min(e, uint24(best >> 24)) - uint24(best);
        }
    }

    // ---------------------------------------------------------------- stakes

    function _lockPerUnit(uint256 price, uint256 compensation) internal view returns (uint256) {
        unchecked {
            return price * WINDOW + compensation * COMPENSATED;
        }
    }
}
