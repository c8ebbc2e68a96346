// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Deals} from "../../../contracts/core/Deals.sol";
import {Epochs} from "../../../contracts/core/Epochs.sol";
import {Escrow} from "../../../contracts/core/Escrow.sol";
import {Leases} from "../../../contracts/core/Leases.sol";
import {Offers} from "../../../contracts/core/Offers.sol";
import {Store} from "../../../contracts/core/Store.sol";
import {Words} from "../../../contracts/core/Words.sol";
import {Hot, Lease, Offer} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {DealId, LeaseId, ProviderId} from "../../../contracts/types/Types.sol";
import {SymbolicMarket} from "./SymbolicMarket.sol";

/// @notice The first half of the Bourse: money is moved and never made or lost, by any step, for the amounts that each proof names.
contract MoneyProofs is Words, Escrow, Epochs, Offers, Deals, Leases, SymbolicMarket {
    constructor() Store(proofConfig(), proofModules(), START) {}

    /// @notice ESC-3: a release gives back the units whose lock is whole, and no money is lost: prices and compensations below 8.
    function check_ESC3_release(uint8 price, uint8 compensation, uint8 reserve, uint8 earned, uint8 which) external {
        Market memory m = decided(price & 7, compensation & 7, reserve, earned);
        vm.assume(m.price != 0);
        uint8[3][4] memory cases = [[0, 0, 0], [1, 0, 0], [3, 1, 1], [4, 2, 2]];
        for (uint256 i; i < 4; ++i) {
            if (which != i) continue;
            (m.missed, m.settled, m.penalty) = (cases[i][0], cases[i][1], cases[i][2]);
            begin(m);
            return releaseOnce(m);
        }
    }

    function releaseOnce(Market memory m) private {
        uint256 before = owed(m, earnedEpochs(m));
        this.release(LeaseId.wrap(uint48(LEASE)));
        assert(owed(m, earnedEpochs(m)) == before);
        uint256 o = _load(Slots.OFFER, ONE);
        assert(Offer.leased(o) == 0 && Offer.free(o) >= FREE && Offer.free(o) <= FREE + UNITS);
    }

    /// @notice ESC-3, MKT-6: cancelling returns the reserve and the epochs cut off, less one before the start: amounts below 2^16, 3 epochs.
    function check_ESC3_cancel(uint16 price, uint16 compensation, uint16 reserve, uint16 earned) external {
        Market memory m = unknown(price, compensation, reserve, earned);
        for (uint256 c = 2; c < 8; c += 2) {
            (m.now, m.last) = (c, c - 1);
            begin(m);
            cancelOnce(m);
        }
    }

    function cancelOnce(Market memory m) private {
        unchecked {
            uint256 before = owed(m, earnedEpochs(m));
            this.cancelDeal(DealId.wrap(1));
            uint256 fee = m.now < m.start ? 1 : 0;
            uint256 back = m.end - m.now - 1 - fee;
            assert(_balance(SELLER) == FUNDS + fee * UNITS * m.price);
            assert(_balance(address(this)) == FUNDS + m.reserve + back * UNITS * m.price);
            assert(owed(m, earnedEpochs(m)) == before);
        }
    }

    /// @notice ESC-3, EPO-3: a claim pays what has matured, once: amounts below 2^16, 1, 3 and 5 attested epochs, 1 and 3 epochs since.
    function check_ESC3_claim(uint16 price, uint16 compensation, uint16 reserve, uint16 earned) external {
        Market memory m = unknown(price, compensation, reserve, earned);
        for (uint256 last = 3; last < 8; last += 2) {
            for (uint256 c = last + 1; c < last + 5; c += 2) {
                (m.last, m.now) = (last, c);
                begin(m);
                claimOnce(m);
            }
        }
    }

    function claimOnce(Market memory m) private {
        unchecked {
            uint256 before = owed(m, earnedEpochs(m));
            uint256 matured;
            for (uint256 e = m.start; e <= m.last; ++e) if (m.now > e + 3) ++matured;
            assert(this.claim(ProviderId.wrap(uint24(P))) == m.earned + matured * UNITS * m.price);
            assert(_balance(SELLER) == FUNDS + m.earned + matured * UNITS * m.price);
            assert(owed(m, earnedEpochs(m)) == before);
        }
    }

    /// @notice ESC-3, EPO-2: a lease of 5 epochs, the first 3 attested or missed in any order, 2 missed, then claimed and refunded: amounts below 2^16.
    function check_ESC3_life(uint16 price, uint16 compensation, uint16 reserve, uint16 earned, uint8 attests) external {
        Market memory m = unknown(price, compensation, reserve, earned);
        begin(m);
        unchecked {
            _save(Slots.HOT, P, _schedule(P, _load(Slots.HOT, P), m.end, 0 - UNITS * m.price));
        }
        uint256 before = owed(m, 0);
        uint256 done;
        for (uint256 e = 3; e < 6; ++e) {
            at(e + 1);
            if ((attests >> e) & 1 == 0) continue;
            this.attest(uint24(e), bytes32(e));
            ++done;
            assert(owed(m, done) == before);
            settleWord(m, done);
        }
        at(14);
        this.refund(LeaseId.wrap(uint48(LEASE)));
        assert(owed(m, done) == before);
        unchecked {
            uint256 more = min(5 - done, MISSES);
            assert(_balance(address(this)) == FUNDS + UNITS * (m.price * (5 - done) + more * m.compensation));
            assert(this.claim(ProviderId.wrap(uint24(P))) == m.earned + done * UNITS * m.price);
        }
        assert(owed(m, done) == before);
    }

    /// @dev Writes what the provider's word was just shown to be, in a form that the next step sees through.
    function settleWord(Market memory m, uint256 done) private {
        unchecked {
            uint256 h = _load(Slots.HOT, P);
            uint256 earned = ((m.earned + done * UNITS * m.price) & M56) << 168;
            uint256 word = (h & (2 ** 168 - 1)) | earned | (done << 224) | (h & (uint256(0x3ff) << 246));
            assert(h == word);
            _save(Slots.HOT, P, word);
        }
    }
}
