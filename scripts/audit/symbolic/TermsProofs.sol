// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BourseExtension} from "../../../contracts/BourseExtension.sol";
import {Deal, Lease, Need, Offer} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {DealId, LeaseId, ProviderId} from "../../../contracts/types/Types.sol";
import {SymbolicMarket} from "./SymbolicMarket.sol";

/// @notice The second half of the Bourse: deals while they run, and penalties.
contract TermsProofs is BourseExtension, SymbolicMarket {
    constructor() BourseExtension(proofConfig(), proofModules(), START) {}

    /// @notice ESC-3: a lease scaled down is two with one past, and their refunds are that of the whole: amounts below 2^16, 1 of 2 instances, 2 missed, 0 to 2 refunded before.
    function check_ESC3_scaleDown(uint16 price, uint16 compensation, uint16 reserve, uint16 earned) external {
        Market memory m = unknown(price, compensation, reserve, earned);
        (m.now, m.last, m.missed, m.penalty) = (6, 5, 2, 1);
        for (uint256 settled; settled < 3; ++settled) {
            m.settled = settled;
            begin(m);
            scaleDownOnce(m, 1);
        }
    }

    function scaleDownOnce(Market memory m, uint256 n) private {
        unchecked {
            uint256 before = owed(m, 1);
            this.scaleDown(LeaseId.wrap(uint48(LEASE)), uint16(n));
            uint256 balance = FUNDS + (m.end - m.now - 1) * n * EACH * m.price;
            assert(_balance(address(this)) == balance);
            uint256 rest = lease(m) ^ ((INSTANCES ^ (INSTANCES - n)) << Lease.INSTANCES);
            uint256 part = lease(m) ^ ((INSTANCES ^ n) << Lease.INSTANCES) ^ ((m.end ^ (m.now + 1)) << Lease.END);
            part |= Lease.REPLACED | Lease.PART;
            assert(_load(Slots.LEASE, LEASE) == rest && _load(Slots.LEASE, LEASE + 1) == part);
            // what was just shown, in a form that the next steps see through
            _save(Slots.BALANCE, uint160(address(this)), balance);
            _save(Slots.LEASE, LEASE, rest);
            _save(Slots.LEASE, LEASE + 1, part);
            assert(owed(m, 1) == before);
            (, uint256 one) = _settle(LEASE, rest, _load(Slots.HOT, P));
            (, uint256 two) = _settle(LEASE + 1, part, _load(Slots.HOT, P));
            assert(one + two == UNITS * (m.price + m.compensation) * (2 - m.settled));
            assert(owed(m, 1) == before);
        }
    }

    /// @notice ESC-3, MKT-9: running on costs the leases' price and at most the plan's: prices below 16, reserves below 2^8, 1 and 3 epochs; a dearer lease ends.
    function check_ESC3_extend(uint8 price, uint8 most, uint8 reserve) external {
        Market memory m = unknown(price & 15, 1, reserve, 1000);
        most &= 15;
        (m.now, m.last) = (6, 5);
        for (uint256 epochs = 1; epochs < 4; epochs += 2) {
            begin(m);
            _save(Slots.OFFER, ONE, _load(Slots.OFFER, ONE) & ~Offer.CLOSED);
            _save(Slots.DEAL, ONE, longDeal(m, most, 5));
            extendOnce(m, most, epochs);
        }
    }

    function extendOnce(Market memory m, uint256 most, uint256 epochs) private {
        unchecked {
            uint256 before = owed(m, 3);
            this.extendDeal(DealId.wrap(1), uint16(epochs));
            uint256 cost = EACH * UNFILLED * most * epochs;
            bool runsOn = m.price <= most;
            if (runsOn) cost += UNITS * m.price * epochs;
            assert(FUNDS - _balance(address(this)) == cost && cost <= (UNITS + EACH * UNFILLED) * most * epochs);
            assert(Lease.end(_load(Slots.LEASE, LEASE)) == (runsOn ? m.end + epochs : m.end));
            assert(owed(m, 3) == before);
        }
    }

    /// @notice ESC-3, MKT-9: a stranger's renewal costs one term of the plan and its tip: prices below 2^8, tips below 2^16, terms of 2 and 5 epochs.
    function check_ESC3_renew(uint8 price, uint16 tip, uint16 reserve, uint16 earned) external {
        Market memory m = unknown(price, 1, reserve, earned);
        (m.now, m.last) = (6, 5);
        for (uint256 epochs = 2; epochs < 6; epochs += 3) {
            begin(m);
            _save(Slots.OFFER, ONE, _load(Slots.OFFER, ONE) & ~Offer.CLOSED);
            _save(Slots.DEAL, ONE, longDeal(m, price, epochs) | Deal.RENEW | Deal.TERMS);
            _save(Slots.TERMS, ONE, uint256(tip) << 64);
            unchecked {
                uint256 before = owed(m, 3);
                vm.prank(SELLER);
                this.renewDeal(DealId.wrap(1));
                uint256 cost = (UNITS + EACH * UNFILLED) * m.price * epochs;
                assert(_balance(address(this)) == FUNDS - cost - tip && _balance(SELLER) == FUNDS + tip);
                assert(owed(m, 3) == before);
            }
        }
    }

    function longDeal(Market memory m, uint256 most, uint256 epochs) private view returns (uint256 a) {
        a = uint160(address(this)) | (m.end << Deal.END) | (most << Deal.MAX_PRICE) | (1 << Deal.LEASES);
        a |= (EACH << 216) | (1 << 224) | Deal.OPEN | (epochs << 240);
    }

    /// @notice ESC-3: what is dropped from the search returns, and each instance that stays keeps its money: every reserve below 2^16.
    function check_ESC3_dropUnfilled(uint24 price, uint16 reserve) external {
        Market memory m = unknown(price, 0, reserve, 0);
        for (uint256 n = 1; n < 3; ++n) {
            begin(m);
            unchecked {
                uint256 before = owed(m, 0);
                this.dropUnfilled(DealId.wrap(1), uint16(n));
                uint256 b = _load(Slots.NEED, ONE);
                assert(owed(m, 0) == before && Need.unfilled(b) == UNFILLED - n);
                assert(n == UNFILLED ? Need.reserve(b) == 0 : Need.reserve(b) == m.reserve / UNFILLED);
            }
        }
    }

    /// @notice ESC-3: another price makes the reserve just what the search may cost: prices and reserves below 2^8, 2 epochs.
    function check_ESC3_setMaxPrice(uint8 most, uint8 reserve) external {
        Market memory m = unknown(9, 0, reserve, 0);
        vm.assume(most != 0);
        for (uint256 c = 3; c < 7; c += 2) {
            (m.now, m.last) = (c, c - 1);
            begin(m);
            unchecked {
                uint256 before = owed(m, c - 3);
                this.setMaxPrice(DealId.wrap(1), most);
                uint256 b = _load(Slots.NEED, ONE);
                assert(Need.reserve(b) == UNFILLED * EACH * most * (m.end - c - 1) && Need.unfilled(b) == UNFILLED);
                assert(owed(m, c - 3) == before);
            }
        }
    }

    /// @notice ESC-3: a verdict takes the stake and what is not mature, and burns three quarters of the one: amounts below 2^16, 3 epochs.
    function check_ESC3_punish(uint16 price, uint16 compensation, uint16 reserve, uint16 earned) external {
        Market memory m = unknown(price, compensation, reserve, earned);
        for (uint256 c = 4; c < 9; c += 2) {
            (m.now, m.last) = (c, c - 1);
            begin(m);
            unchecked {
                uint256 before = owed(m, earnedEpochs(m));
                this.punish(ProviderId.wrap(uint24(P)), SELLER);
                // attested epochs from c - 3 on are missed now
                uint256 kept = c > 6 ? c - 6 : 0;
                assert(_balance(SELLER) == FUNDS + STAKE / 4 && _balance(NOBODY) == STAKE - STAKE / 4);
                assert(owed(m, kept) == before);
            }
        }
    }
}
