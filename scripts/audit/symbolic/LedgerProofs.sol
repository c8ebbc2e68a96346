// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Store} from "../../../contracts/core/Store.sol";
import {Lease} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {SymbolicMarket} from "./SymbolicMarket.sol";

/// @notice What both halves of the Bourse do with a lease's money: it is moved and never made or lost.
contract LedgerProofs is SymbolicMarket {
    constructor() Store(proofConfig(), proofModules(), START) {}

    /// @notice ESC-3, EPO-2: a refund pays the price of each missed epoch and 2 compensations: amounts below 2^16, 1 to 4 missed, 0 to 4 refunded before.
    function check_ESC3_refund(uint16 price, uint16 compensation, uint16 reserve, uint16 earned) external {
        Market memory m = decided(price, compensation, reserve, earned);
        uint8[2][6] memory cases = [[1, 0], [2, 1], [3, 0], [3, 1], [4, 2], [4, 4]];
        for (uint256 i; i < 6; ++i) {
            (m.missed, m.settled, m.penalty) = (cases[i][0], cases[i][1], cases[i][1] & 1);
            begin(m);
            refundOnce(m);
        }
    }

    function refundOnce(Market memory m) private {
        unchecked {
            uint256 before = owed(m, earnedEpochs(m));
            uint256 amount = refund();
            uint256 more = min(m.missed, MISSES) - min(m.settled, MISSES);
            assert(amount == UNITS * m.price * (m.missed - m.settled) + UNITS * m.compensation * more);
            assert(_balance(address(this)) == FUNDS + amount);
            assert(owed(m, earnedEpochs(m)) == before);
            // never more than the lock holds
            assert(_drawn(_load(Slots.LEASE, LEASE)) <= UNITS * _lockPerUnit(m.price, m.compensation));
        }
    }

    /// @notice ESC-3, EPO-9: refunds after a provider's end pay every epoch from there on: amounts below 2^16, 3 epochs, without and by a fault.
    function check_ESC3_endedRefund(uint16 price, uint16 compensation, uint16 reserve, uint16 earned) external {
        Market memory m = unknown(price, compensation, reserve, earned);
        (m.settled, m.penalty) = (1, 1);
        m.missed = 1;
        for (uint256 last = 3; last < 8; last += 2) {
            (m.last, m.now) = (last, 9);
            m.state = 1;
            begin(m);
            endedOnce(m, min(7 - last, MISSES - 1) * compensation);
            // the verdict fell while the lease ran: all that is left of its lock
            (m.state, m.verdict) = (3, 7);
            begin(m);
            endedOnce(m, uint256(price) + compensation);
            // later: what was missed before the end, and that was refunded
            m.verdict = 8;
            begin(m);
            endedOnce(m, 0);
        }
    }

    function endedOnce(Market memory m, uint256 compensation) private {
        unchecked {
            uint256 before = owed(m, earnedEpochs(m));
            assert(refund() == UNITS * (m.price * (m.end - m.last - 1) + compensation));
            assert(owed(m, earnedEpochs(m)) == before);
        }
    }

    /// @dev The body of Leases.refund.
    function refund() private returns (uint256 amount) {
        (, amount) = _settle(LEASE, _leaseAt(LEASE), _sync(P));
    }

    /// @notice ESC-3: a failed duty pays back price from the lock, 2 epochs of it at most: amounts below 2^16, 1 to 3 epochs, 0 to 2 before.
    function check_ESC3_payBack(uint16 price, uint16 compensation, uint16 reserve, uint16 earned) external {
        Market memory m = decided(price, compensation, reserve, earned);
        uint8[2][4] memory cases = [[0, 1], [0, 3], [1, 2], [2, 1]];
        for (uint256 i; i < 4; ++i) {
            (uint256 paid, uint256 epochs) = (cases[i][0], cases[i][1]);
            m.penalty = paid;
            begin(m);
            uint256 before = owed(m, 5);
            _payBack(LEASE, epochs);
            assert(_balance(address(this)) == FUNDS + min(epochs, 2 - paid) * UNITS * m.price);
            assert(owed(m, 5) == before);
        }
    }

    /// @notice ESC-3: what a dropped lease leaves goes to the deal's reserve: amounts below 2^16, before its start and within.
    function check_ESC3_drop(uint16 price, uint16 compensation, uint16 reserve, uint16 earned) external {
        Market memory m = unknown(price, compensation, reserve, earned);
        for (uint256 c = 2; c < 6; c += 3) {
            (m.now, m.last) = (c, c - 1);
            begin(m);
            uint256 before = owed(m, earnedEpochs(m));
            _drop(LEASE, _running(LEASE, c), c);
            assert(owed(m, earnedEpochs(m)) == before);
            assert(_balance(address(this)) == FUNDS && _balance(SELLER) == FUNDS);
        }
    }

    /// @notice ESC-3: a cut returns the epochs cut off, less one to the provider before the start: amounts below 2^16, 3 epochs.
    function check_ESC3_cut(uint16 price, uint16 compensation, uint16 reserve, uint16 earned) external {
        Market memory m = unknown(price, compensation, reserve, earned);
        for (uint256 c = 2; c < 7; c += 2) {
            (m.now, m.last) = (c, c - 1);
            begin(m);
            unchecked {
                uint256 before = owed(m, earnedEpochs(m));
                uint256 back = _cut(LEASE, _running(LEASE, c), c, true);
                uint256 fee = c < m.start ? 1 : 0;
                assert(back == (m.end - c - 1 - fee) * UNITS * m.price);
                assert(_balance(SELLER) == FUNDS + fee * UNITS * m.price);
                assert(uint64(owed(m, earnedEpochs(m)) + back) == before);
            }
        }
    }
}
