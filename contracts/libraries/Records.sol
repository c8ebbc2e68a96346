// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Config} from "../types/Types.sol";

// One-word records, packed by hand: the compiler writes a struct field by field, which costs gas and code. Low bits first.

/// @title Fields of a word
library Word {
    uint256 internal constant M48 = (1 << 48) - 1;

    /// @dev Adds to the 48-bit lane at `shift`, modulo 2^48: a lane is a signed number, or a sum known to fit.
    function add48(uint256 w, uint256 shift, uint256 delta) internal pure returns (uint256) {
        unchecked {
            uint256 v = w >> shift;
            return w ^ (((v ^ (v + delta)) & M48) << shift);
        }
    }

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }
}

/// @title What an attestation and a match touch of a provider
/// @dev last 24 | rate 48 | d1 48 | d2 48 | earned 56 | attested 22 | absence 8 | state 2.
/// `last` is the last epoch that is attested, missed or idle; `rate` is owed in last + 1; `d1` and `d2` are signed
/// changes of the rate at last + 2 and last + 3. Later changes are in lanes. State 0: live, 1: ended, 3: by a fatal fault.
library Hot {
    uint256 internal constant D1 = 72;
    uint256 internal constant D2 = 120;
    uint256 internal constant ABSENCE = 246;
    uint256 internal constant ENDED = 1 << 254;
    uint256 internal constant FATAL = 3 << 254;

    function last(uint256 h) internal pure returns (uint256) {
        return h & type(uint24).max;
    }

    function rate(uint256 h) internal pure returns (uint256) {
        return (h >> 24) & type(uint48).max;
    }

    function earned(uint256 h) internal pure returns (uint256) {
        return (h >> 168) & type(uint56).max;
    }

    function attested(uint256 h) internal pure returns (uint256) {
        return (h >> 224) & 0x3fffff;
    }

    function absence(uint256 h) internal pure returns (uint256) {
        return (h >> ABSENCE) & type(uint8).max;
    }

    function ended(uint256 h) internal pure returns (bool) {
        return h >> 254 != 0;
    }

    function fatal(uint256 h) internal pure returns (bool) {
        return h >> 255 != 0;
    }

    /// @dev Nothing owed in last + 1 and nothing scheduled: there is no live lease at all.
    function idle(uint256 h) internal pure returns (bool) {
        return uint144(h >> 24) == 0;
    }
}

/// @title The rest of a provider
/// @dev claimed 56 | ranges 24 | missed in all ranges 24 | has its base stake 24 | end epoch 24 | first missed of the present absence, or epoch of the
/// verdict 24 | rate of all units posted 48 | first epoch 24 | leases declined, 255 for more 8.
library Cold {
    uint256 internal constant RANGES = 56;
    uint256 internal constant MISSED = 80;
    uint256 internal constant STAKED = 1 << 104;
    uint256 internal constant END = 128;
    uint256 internal constant SINCE = 152;
    uint256 internal constant POSTED = 176;
    uint256 internal constant FIRST = 224;
    uint256 internal constant DECLINED = 248;

    function claimed(uint256 k) internal pure returns (uint256) {
        return k & type(uint56).max;
    }

    function ranges(uint256 k) internal pure returns (uint256) {
        return (k >> RANGES) & type(uint24).max;
    }

    function missed(uint256 k) internal pure returns (uint256) {
        return (k >> MISSED) & type(uint24).max;
    }

    function staked(uint256 k) internal pure returns (bool) {
        return k & STAKED != 0;
    }

    function end(uint256 k) internal pure returns (uint256) {
        return (k >> END) & type(uint24).max;
    }

    function since(uint256 k) internal pure returns (uint256) {
        return (k >> SINCE) & type(uint24).max;
    }

    function posted(uint256 k) internal pure returns (uint256) {
        return (k >> POSTED) & type(uint48).max;
    }

    function first(uint256 k) internal pure returns (uint256) {
        return (k >> FIRST) & type(uint24).max;
    }

    function declined(uint256 k) internal pure returns (uint256) {
        return k >> DECLINED;
    }
}

/// @title An offer
/// @dev provider 24 | price 24 | free 16 | leased 16 | region 8 | flags 8 | compensation 24 | features 32 | prev 32 |
/// next 32 | smallest lease 16 | until 24. Eligibility reads this word alone; prev and next make the queue of a price.
library Offer {
    uint256 internal constant FREE = 48;
    uint256 internal constant LEASED = 64;
    uint256 internal constant PREV = 152;
    uint256 internal constant NEXT = 184;
    uint256 internal constant LISTED = 1 << 88;
    uint256 internal constant CLOSED = 1 << 89;

    function provider(uint256 o) internal pure returns (uint256) {
        return o & type(uint24).max;
    }

    function price(uint256 o) internal pure returns (uint256) {
        return (o >> 24) & type(uint24).max;
    }

    function free(uint256 o) internal pure returns (uint256) {
        return (o >> FREE) & type(uint16).max;
    }

    function leased(uint256 o) internal pure returns (uint256) {
        return (o >> LEASED) & type(uint16).max;
    }

    function region(uint256 o) internal pure returns (uint256) {
        return (o >> 80) & type(uint8).max;
    }

    function listed(uint256 o) internal pure returns (bool) {
        return o & LISTED != 0;
    }

    function closed(uint256 o) internal pure returns (bool) {
        return o & CLOSED != 0;
    }

    function compensation(uint256 o) internal pure returns (uint256) {
        return (o >> 96) & type(uint24).max;
    }

    function features(uint256 o) internal pure returns (uint256) {
        return (o >> 120) & type(uint32).max;
    }

    function prev(uint256 o) internal pure returns (uint256) {
        return (o >> PREV) & type(uint32).max;
    }

    function next(uint256 o) internal pure returns (uint256) {
        return (o >> NEXT) & type(uint32).max;
    }

    function minEpochs(uint256 o) internal pure returns (uint256) {
        return (o >> 216) & type(uint16).max;
    }

    function until(uint256 o) internal pure returns (uint256) {
        return (o >> 232) & type(uint24).max;
    }

    function point(uint256 o, uint256 shift, uint256 to) internal pure returns (uint256) {
        return (o & ~(0xffffffff << shift)) | (to << shift);
    }
}

/// @title What an offer's lock differs from (free + leased) * lock per unit by, and since when it is unused
/// @dev difference 64, signed | epoch of closing 24 | end of the latest lease released 24.
library Lock {
    function difference(uint256 k) internal pure returns (uint256) {
        return uint256(int256(int64(uint64(k))));
    }

    function closing(uint256 k) internal pure returns (uint256) {
        return (k >> 64) & type(uint24).max;
    }

    function latest(uint256 k) internal pure returns (uint256) {
        return (k >> 88) & type(uint24).max;
    }

    function pack(uint256 diff, uint256 closed, uint256 end) internal pure returns (uint256) {
        return uint64(diff) | (closed << 64) | (end << 88);
    }
}

/// @title A deal: owner 160 | end 24 | max price 24 | leases 8 | units each 8 | per provider 8 | flags 8 | epochs 16
library Deal {
    uint256 internal constant LEASES = 208;
    uint256 internal constant OPEN = 1 << 232;
    uint256 internal constant DEARER = 1 << 233;
    uint256 internal constant RENEW = 1 << 234;
    uint256 internal constant TERMS = 1 << 235; // there is a word of Terms
    uint256 internal constant END = 160;
    uint256 internal constant MAX_PRICE = 184;

    function owner(uint256 a) internal pure returns (address) {
        return address(uint160(a));
    }

    function end(uint256 a) internal pure returns (uint256) {
        return (a >> END) & type(uint24).max;
    }

    function maxPrice(uint256 a) internal pure returns (uint256) {
        return (a >> MAX_PRICE) & type(uint24).max;
    }

    function leases(uint256 a) internal pure returns (uint256) {
        return (a >> LEASES) & type(uint8).max;
    }

    function unitsEach(uint256 a) internal pure returns (uint256) {
        return (a >> 216) & type(uint8).max;
    }

    function perProvider(uint256 a) internal pure returns (uint256) {
        return (a >> 224) & type(uint8).max;
    }

    function isOpen(uint256 a) internal pure returns (bool) {
        return a & OPEN != 0;
    }

    function dearer(uint256 a) internal pure returns (bool) {
        return a & DEARER != 0;
    }

    function renewable(uint256 a) internal pure returns (bool) {
        return a & RENEW != 0;
    }

    function hasTerms(uint256 a) internal pure returns (bool) {
        return a & TERMS != 0;
    }

    function epochs(uint256 a) internal pure returns (uint256) {
        return a >> 240;
    }
}

/// @title What few plans ask for: smallest reputation 64 | tip 32 | fewest instances of a lease 16
library Terms {
    function minReputation(uint256 t) internal pure returns (uint256) {
        return t & type(uint64).max;
    }

    function tip(uint256 t) internal pure returns (uint256) {
        return (t >> 64) & type(uint32).max;
    }

    function leastInstances(uint256 t) internal pure returns (uint256) {
        return (t >> 96) & type(uint16).max;
    }
}

/// @title What a deal still looks for: reserve 56 | unfilled 16 | regions 64 | features 32 | compensation 24 | cursor 64
/// @dev cursor: offer 32 | region 8 | price 24, where the last walk was cut short; 0 for the start of the book.
library Need {
    uint256 internal constant UNFILLED = 56;
    uint256 internal constant CURSOR = 192;

    function reserve(uint256 b) internal pure returns (uint256) {
        return b & type(uint56).max;
    }

    function unfilled(uint256 b) internal pure returns (uint256) {
        return (b >> UNFILLED) & type(uint16).max;
    }

    function regions(uint256 b) internal pure returns (uint256) {
        return (b >> 72) & type(uint64).max;
    }

    function features(uint256 b) internal pure returns (uint256) {
        return (b >> 136) & type(uint32).max;
    }

    function compensation(uint256 b) internal pure returns (uint256) {
        return (b >> 168) & type(uint24).max;
    }

    function cursor(uint256 b) internal pure returns (uint256) {
        return b >> CURSOR;
    }
}

/// @title A lease
/// @dev provider 24 | offer 32 | price 24 | instances 16 | units each 8 | start 24 | end 24 | compensation 24 |
/// missed and refunded 24 | flags 8 | epochs whose price the provider paid back 16.
library Lease {
    uint256 internal constant END = 128;
    uint256 internal constant SETTLED = 176;
    uint256 internal constant RELEASED = 1 << 200;
    uint256 internal constant REPLACED = 1 << 201;
    uint256 internal constant FAULTED = 1 << 202; // settled after a fatal fault: no compensation any more
    uint256 internal constant SEIZED = 1 << 203; // its whole lock went to the deal's owner
    uint256 internal constant PART = 1 << 204; // split off another in its last epoch: its past is that one's
    uint256 internal constant INSTANCES = 80;
    uint256 internal constant PENALTY = 208;

    function provider(uint256 l) internal pure returns (uint256) {
        return l & type(uint24).max;
    }

    function offer(uint256 l) internal pure returns (uint256) {
        return (l >> 24) & type(uint32).max;
    }

    function price(uint256 l) internal pure returns (uint256) {
        return (l >> 56) & type(uint24).max;
    }

    function instances(uint256 l) internal pure returns (uint256) {
        return (l >> INSTANCES) & type(uint16).max;
    }

    function unitsEach(uint256 l) internal pure returns (uint256) {
        return (l >> 96) & type(uint8).max;
    }

    function units(uint256 l) internal pure returns (uint256) {
        unchecked {
            return instances(l) * unitsEach(l);
        }
    }

    function start(uint256 l) internal pure returns (uint256) {
        return (l >> 104) & type(uint24).max;
    }

    function end(uint256 l) internal pure returns (uint256) {
        return (l >> END) & type(uint24).max;
    }

    function compensation(uint256 l) internal pure returns (uint256) {
        return (l >> 152) & type(uint24).max;
    }

    function settled(uint256 l) internal pure returns (uint256) {
        return (l >> SETTLED) & type(uint24).max;
    }

    function released(uint256 l) internal pure returns (bool) {
        return l & RELEASED != 0;
    }

    function replaced(uint256 l) internal pure returns (bool) {
        return l & REPLACED != 0;
    }

    function faulted(uint256 l) internal pure returns (bool) {
        return l & FAULTED != 0;
    }

    function seized(uint256 l) internal pure returns (bool) {
        return l & SEIZED != 0;
    }

    function part(uint256 l) internal pure returns (bool) {
        return l & PART != 0;
    }

    function penalty(uint256 l) internal pure returns (uint256) {
        return (l >> PENALTY) & type(uint16).max;
    }
}

/// @title Counters: providers 24 | offers 32 | deals 40 | paused 8 | regions that may have offers 64
library Global {
    uint256 internal constant OFFERS = 24;
    uint256 internal constant DEALS = 56;
    uint256 internal constant PAUSED = 1 << 96;
    uint256 internal constant REGIONS = 104;

    function providers(uint256 g) internal pure returns (uint256) {
        return g & type(uint24).max;
    }

    function offers(uint256 g) internal pure returns (uint256) {
        return (g >> OFFERS) & type(uint32).max;
    }

    function deals(uint256 g) internal pure returns (uint256) {
        return (g >> DEALS) & type(uint40).max;
    }

    function paused(uint256 g) internal pure returns (bool) {
        return g & PAUSED != 0;
    }

    function regions(uint256 g) internal pure returns (uint256) {
        return (g >> REGIONS) & type(uint64).max;
    }
}

/// @title The parameters in two words, written once
/// @dev token 160 | epoch length 32 | grace 16 | window 16 | game 16 | absence 8 | compensated 8, and
/// base stake 48 | genesis 48. The owner and the modules have words of their own.
library Parameters {
    function pack(Config memory c, uint256 genesis) internal pure returns (uint256 a, uint256 b) {
        a = uint160(c.token) | (uint256(c.epochLength) << 160) | (uint256(c.grace) << 192) | (uint256(c.window) << 208);
        a |= (uint256(c.game) << 224) | (uint256(c.absence) << 240) | (uint256(c.compensated) << 248);
        b = uint256(c.baseStake) | (genesis << 48);
    }

    function unpack(uint256 a, uint256 b, address owner) internal pure returns (Config memory, uint256 genesis) {
        return (
            Config(
                address(uint160(a)),
                owner,
                uint32(a >> 160),
                uint16(a >> 192),
                uint16(a >> 208),
                uint16(a >> 224),
                uint8(a >> 240),
                uint8(a >> 248),
                uint48(b)
            ),
            b >> 48
        );
    }
}
