// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cold, Deal, Hot, Lease, Need, Offer} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {Funds} from "../../../contracts/interfaces/IVouchers.sol";
import {LeaseId} from "../../../contracts/types/Types.sol";
import {Asking} from "./Asking.sol";

/// @notice What is always true: naive sums over everything that ever was, beside what the contracts keep.
abstract contract Books is Asking {
    /// @dev Sums over leases, by provider or offer.
    struct Sums {
        uint256[] earned; // provider: rates of attested epochs
        uint256[] mature; // of these, old enough to be claimed
        uint256[] leased; // offer: units of leases not released
        uint256[] owedNow; // offer: units of leases in the running epoch
        uint256[] owedNext; // and in the next
        uint256[] drawnLeast; // offer: taken from its lock
        uint256[] drawnMost;
        uint256 unsettled; // lease money that is neither earned nor refunded
        uint256 reserves;
    }

    /// @notice Reverts with the sentence that does not hold.
    function check() external view {
        Sums memory s = this.sums();
        uint256 owed = s.unsettled + s.reserves + this.balances();
        owed += this.checkProviders(s) + this.checkOffers(s);
        assertEq(usdc.balanceOf(address(bourse)), owed, "tokens and debts");
        this.checkVouchers();
        this.checkRequests();
        this.checkRights();
    }

    // ---------------------------------------------------------------- leases and deals

    function sums() external view returns (Sums memory s) {
        (uint256 providers, uint256 offers, uint256 deals) = counts();
        (s.earned, s.mature) = (new uint256[](providers + 1), new uint256[](providers + 1));
        (s.leased, s.owedNow, s.owedNext) = _three(offers + 1);
        (s.drawnLeast, s.drawnMost, ) = _three(offers + 1);
        bytes32[] memory a = words(Slots.DEAL, 1, deals);
        bytes32[] memory b = words(Slots.NEED, 1, deals);
        for (uint256 i; i < deals; ++i) {
            s.reserves += Need.reserve(uint256(b[i]));
            _deal(i + 1, uint256(a[i]), Need.reserve(uint256(b[i])), s);
        }
    }

    function _three(uint256 n) private pure returns (uint256[] memory, uint256[] memory, uint256[] memory) {
        return (new uint256[](n), new uint256[](n), new uint256[](n));
    }

    function _deal(uint256 id, uint256 a, uint256 reserve, Sums memory s) private view {
        uint256 n = Deal.leases(a);
        assertTrue(n <= 64, "more than 64 leases");
        assertTrue(paid[id] <= int256(budget[id]), "charged above the plan");
        bytes32[] memory leases = words(Slots.LEASE, id << 8, n);
        uint256 held = reserve + fees[id];
        for (uint256 i; i < n; ++i) {
            uint256 l = uint256(leases[i]);
            held += Lease.units(l) * Lease.price(l) * (Lease.end(l) - Lease.start(l));
            _add(l, s);
            if (Lease.end(l) > c) _spread(leases, l, a);
        }
        assertEq(uint256(paid[id]), held, "paid for a deal, and what became of it");
    }

    /// @dev Instances of a deal on one provider, on leases that are not over.
    function _spread(bytes32[] memory leases, uint256 l, uint256 a) private view {
        uint256 p = Lease.provider(l);
        uint256 n;
        for (uint256 i; i < leases.length; ++i) {
            uint256 other = uint256(leases[i]);
            if (Lease.provider(other) == p && Lease.end(other) > c) n += Lease.instances(other);
        }
        assertTrue(n <= Deal.perProvider(a), "more instances on a provider than the plan says");
    }

    function _add(uint256 l, Sums memory s) private view {
        (uint256 p, uint256 o, uint256 units) = (Lease.provider(l), Lease.offer(l), Lease.units(l));
        (uint256 start, uint256 end) = (Lease.start(l), Lease.end(l));
        uint256 rate = units * Lease.price(l);
        uint256 done = _attestedIn(p, start, end);
        s.earned[p] += rate * done;
        if (c > MATURITY) s.mature[p] += rate * _attestedIn(p, start, end < c - MATURITY ? end : c - MATURITY);
        // an epoch that is not over is neither; of a provider that ended, the running one is missed
        uint256 past = c + 1 < end ? (c + 1 > start ? c + 1 - start : 0) : end - start;
        assertTrue(done + Lease.settled(l) <= past, "an epoch paid and refunded, or before its time");
        s.unsettled += rate * (end - start - done - Lease.settled(l));
        if (!Lease.released(l)) s.leased[o] += units;
        if (start <= c && c < end) s.owedNow[o] += units;
        if (start <= c + 1 && c + 1 < end) s.owedNext[o] += units;
        _draw(l, s);
    }

    /// @dev What a lease took from its lock. After a verdict the epochs from the provider's end on are not compensated.
    function _draw(uint256 l, Sums memory s) private pure {
        uint256 settled = Lease.settled(l) < MISSES ? Lease.settled(l) : MISSES;
        uint256 units = Lease.units(l);
        uint256 least = units * Lease.price(l) * Lease.penalty(l);
        uint256 most = least + units * Lease.compensation(l) * settled;
        uint256 lock = units * (Lease.price(l) * WINDOW + Lease.compensation(l) * MISSES);
        assertTrue(most <= lock, "a lease took more than its lock");
        if (Lease.seized(l)) (least, most) = (lock, lock);
        else if (!Lease.faulted(l)) least = most;
        s.drawnLeast[Lease.offer(l)] += least;
        s.drawnMost[Lease.offer(l)] += most;
    }

    function maturedOf(uint256 provider) external view override returns (uint256) {
        return this.sums().mature[provider];
    }

    // ---------------------------------------------------------------- providers, offers, accounts

    function checkProviders(Sums calldata s) external view returns (uint256 owed) {
        (uint256 n, , ) = counts();
        bytes32[] memory hot = words(Slots.HOT, 1, n);
        bytes32[] memory cold = words(Slots.COLD, 1, n);
        for (uint256 p = 1; p <= n; ++p) {
            (uint256 h, uint256 k) = (uint256(hot[p - 1]), uint256(cold[p - 1]));
            assertEq(Hot.earned(h), s.earned[p], "earned, and the rates of the epochs attested");
            assertTrue(Cold.claimed(k) <= s.mature[p], "paid out before its window");
            assertTrue(Hot.fatal(h) == punished[p], "a verdict that nobody spoke, or that was forgotten");
            assertTrue(!punished[p] || !Cold.staked(k), "punished, with its stake");
            owed += (Cold.staked(k) ? STAKE : 0) + Hot.earned(h) - Cold.claimed(k);
        }
    }

    function checkOffers(Sums calldata s) external view returns (uint256 owed) {
        (, uint256 n, ) = counts();
        bytes32[] memory offers = words(Slots.OFFER, 1, n);
        for (uint256 i = 1; i <= n; ++i) {
            uint256 o = uint256(offers[i - 1]);
            assertEq(Offer.leased(o), s.leased[i], "units leased, and leases of them");
            assertTrue(Offer.free(o) + Offer.leased(o) <= posted[i], "free and leased, above posted");
            assertTrue(s.owedNow[i] <= posted[i] && s.owedNext[i] <= posted[i], "a unit owed twice in an epoch");
            owed += _lockOf(i, o, s);
        }
    }

    function _lockOf(uint256 i, uint256 o, Sums calldata s) private view returns (uint256 locked) {
        locked = lockedOf(i, o);
        if (withdrawn[i]) {
            assertEq(locked + Offer.free(o) + Offer.leased(o), 0, "withdrawn, and something is left");
            return 0;
        }
        uint256 whole = posted[i] * perUnit(o);
        assertTrue(s.drawnLeast[i] <= whole, "taken above what was locked");
        // a lease that was released whole and missed by a later verdict took nothing: its units may back another by then
        uint256 most = s.drawnMost[i] < whole ? s.drawnMost[i] : whole;
        assertTrue(locked >= whole - most && locked <= whole - s.drawnLeast[i], "the lock, and what was taken");
        // every free unit is whole
        assertTrue(locked >= Offer.free(o) * perUnit(o), "units on sale that nothing backs");
    }

    function balances() external view returns (uint256 sum) {
        for (uint256 i; i < SELLERS; ++i) sum += balance(sellers[i]);
        for (uint256 i; i < BUYERS; ++i) sum += balance(buyers[i]);
        sum += balance(KEEPER) + balance(address(vouchers)) + balance(address(requests));
        for (uint256 i; i < 2; ++i) sum += balance(address(consumers[i]));
        assertEq(balance(BYSTANDER), LITTLE, "somebody else's balance");
        assertEq(balance(address(0)), burnt, "burnt, and three quarters of the stakes of the punished");
        sum += LITTLE + burnt;
    }

    // ---------------------------------------------------------------- the modules

    function checkVouchers() external view {
        uint256 rest;
        for (uint256 i; i < accounts.length; ++i) {
            Account memory a = accounts[i];
            Funds memory f = vouchers.fundsOf(buyers[a.buyer], LeaseId.wrap(a.lease));
            assertTrue(a.went <= a.promised, "redeemed above what was signed");
            assertTrue(a.went + a.back <= a.came, "redeemed and taken back, above what was set aside");
            assertEq(f.redeemed, a.went, "redeemed");
            assertEq(f.funded - f.redeemed, a.came - a.went - a.back, "funded");
            rest += a.came - a.went - a.back;
        }
        assertEq(balance(address(vouchers)), rest, "what Vouchers has, and owes");
    }

    function checkRequests() external view {
        uint256 due;
        for (uint256 i; i < asked.length; ++i) {
            bool over = stages[i] == Stage.Over;
            if (!over) due += asked[i].fee;
            assertTrue((requests.stateOf(asked[i].id) == 0) == over, "a request that is over, or is not");
        }
        assertEq(balance(address(requests)), due, "what Requests has, and owes");
    }

    function checkRights() external view {
        assertEq(bourse.owner(), admin);
        assertEq(bourse.pendingOwner(), nextAdmin);
    }
}
