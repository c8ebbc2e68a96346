// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DealLedger} from "../../../contracts/core/DealLedger.sol";
import {Cold, Deal, Hot, Lease, Lock, Need, Offer} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {ProofBase} from "./ProofBase.sol";

/// @notice A small market with unknown amounts, and what it owes: one provider, one offer, one deal with one lease.
/// @dev Words are written as the market writes them; the amounts in them are unknown, the epochs are numbers: a proof goes
/// through those one by one. The proofs are the deal's owner and the operator.
abstract contract SymbolicMarket is DealLedger, ProofBase {
    // not constants: the compiler would hash them into slots, which Halmos does not know for places in a mapping
    address internal immutable SELLER = address(0xa1);
    address internal immutable NOBODY = address(0);
    uint256 internal immutable P = 1;
    uint256 internal immutable LEASE = 1 << 8;
    uint256 internal immutable ONE = 1; // the offer, the deal

    uint256 internal constant INSTANCES = 2;
    uint256 internal constant EACH = 2;
    uint256 internal constant UNITS = INSTANCES * EACH;
    uint256 internal constant FREE = 4;
    uint256 internal constant UNFILLED = 2;
    uint256 internal constant FUNDS = 1e15;
    uint256 internal constant M56 = 2 ** 56 - 1;

    /// @dev Amounts nobody knows, and where time stands.
    struct Market {
        uint256 price;
        uint256 compensation;
        uint256 reserve;
        uint256 earned; // by other leases
        uint256 start; // of the lease
        uint256 end;
        uint256 now; // running epoch
        uint256 last; // decided
        uint256 missed; // a range that begins with the lease; the other decided epochs are attested
        uint256 settled; // of them
        uint256 penalty; // epochs whose price was paid back
        uint256 state; // of the provider: 0 live, 1 ended, 3 by a fault
        uint256 verdict;
    }

    /// @notice As Faults: nobody has a case.
    function holds(uint24) external pure returns (bool) {
        return false;
    }

    function holdsLease(uint48) external pure returns (bool) {
        return false;
    }

    function begin(Market memory m) internal {
        unchecked {
            at(m.now);
            _save(Slots.BALANCE, uint160(SELLER), FUNDS);
            _save(Slots.BALANCE, uint160(address(this)), FUNDS);
            _save(Slots.BALANCE, uint160(NOBODY), 0);
            _save(Slots.OWNER, P, uint160(SELLER));
            _save(Slots.OPERATOR, uint160(address(this)), P);
            for (uint256 i; i < earnedEpochs(m); ++i)
                _save(
                    Slots.RING,
                    (P << 24) | i,
                    (((m.earned + i * m.price * UNITS) & M48) << 24) | (m.start + m.missed + i)
                );
            uint256 ranges = m.missed == 0 ? 0 : 1;
            _save(Slots.RANGE, P << 24, ((m.start + m.missed) << 24) | m.start);
            uint256 k = Cold.STAKED | (ranges << Cold.RANGES) | (m.missed << Cold.MISSED);
            if (m.state != 0) k |= ((m.last + 1) << Cold.END) | (m.verdict << Cold.SINCE);
            _save(Slots.COLD, P, k);
            _save(Slots.HOT, P, hot(m));
            uint256 o = P | (m.price << 24) | (FREE << Offer.FREE) | (UNITS << Offer.LEASED) | Offer.CLOSED;
            _save(Slots.OFFER, ONE, o | (m.compensation << 96) | (100 << 232));
            _save(Slots.LOCK, ONE, 0);
            uint256 a = uint160(address(this)) | (m.end << Deal.END) | (m.price << Deal.MAX_PRICE) | (1 << Deal.LEASES);
            _save(Slots.DEAL, ONE, a | (EACH << 216) | (1 << 224) | Deal.OPEN | (5 << 240));
            _save(Slots.NEED, ONE, m.reserve | (UNFILLED << Need.UNFILLED) | (1 << 72));
            _save(Slots.LEASE, LEASE, lease(m));
            _save(Slots.LEASE, LEASE + 1, 0);
        }
    }

    /// @dev The rate is that of the lease alone.
    function hot(Market memory m) private view returns (uint256 h) {
        unchecked {
            uint256 attested = earnedEpochs(m);
            uint256 rate = (m.price * UNITS) & M48;
            uint256 running = m.last + 1 >= m.start && m.last + 1 < m.end ? rate : 0;
            h = m.last | (m.state << 254) | (((m.earned + attested * rate) & M56) << 168) | (attested << 224);
            if (m.state == 0) h |= running << 24;
        }
    }

    function earnedEpochs(Market memory m) internal pure returns (uint256) {
        unchecked {
            uint256 decided = min(m.last + 1, m.end);
            return decided > m.start + m.missed ? decided - m.start - m.missed : 0;
        }
    }

    function lease(Market memory m) internal view returns (uint256 l) {
        l = P | (1 << 24) | (m.price << 56) | (INSTANCES << Lease.INSTANCES) | (EACH << 96) | (m.start << 104);
        l |=
            (m.end << Lease.END) |
            (m.compensation << 152) |
            (m.settled << Lease.SETTLED) |
            (m.penalty << Lease.PENALTY);
    }

    /// @dev Everything that is owed to somebody, modulo 2^64. `earned`: epochs of the lease that its provider was paid for.
    function owed(Market memory m, uint256 earned) internal view returns (uint256 sum) {
        unchecked {
            uint256 o = _load(Slots.OFFER, ONE);
            uint256 k = _load(Slots.COLD, P);
            sum = _balance(SELLER) + _balance(address(this)) + _balance(NOBODY) + (Cold.staked(k) ? STAKE : 0);
            sum += Hot.earned(_load(Slots.HOT, P)) - Cold.claimed(k) + Need.reserve(_load(Slots.NEED, ONE));
            sum += (Offer.free(o) + Offer.leased(o)) * (2 * m.price + MISSES * m.compensation);
            sum += Lock.difference(_load(Slots.LOCK, ONE)) + open(_load(Slots.LEASE, LEASE), m.price, earned);
            // where the lease was split
            sum = uint64(sum + open(_load(Slots.LEASE, LEASE + 1), m.price, earned));
        }
    }

    /// @dev What was paid for a lease and is neither earned nor refunded.
    function open(uint256 l, uint256 price, uint256 earned) internal pure returns (uint256) {
        unchecked {
            if (l == 0) return 0;
            return (Lease.end(l) - Lease.start(l) - earned - Lease.settled(l)) * Lease.units(l) * price;
        }
    }

    /// @dev Lease [3, 8), of which nothing is decided yet.
    function unknown(
        uint256 price,
        uint256 compensation,
        uint256 reserve,
        uint256 earned
    ) internal pure returns (Market memory m) {
        // postOffer takes no price of 0
        vm.assume(price != 0);
        (m.price, m.compensation, m.reserve, m.earned) = (price, compensation, reserve, earned);
        (m.start, m.end, m.last, m.now) = (3, 8, 2, 3);
    }

    /// @dev Lease [3, 8), all decided.
    function decided(
        uint256 price,
        uint256 compensation,
        uint256 reserve,
        uint256 earned
    ) internal pure returns (Market memory m) {
        m = unknown(price, compensation, reserve, earned);
        (m.last, m.now) = (7, 8);
    }
}
