// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourseExtension} from "../../../contracts/interfaces/IBourseExtension.sol";
import {Cold, Deal, Hot, Lease} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {LeaseId, ProviderId} from "../../../contracts/types/Types.sol";
import {Actions} from "./Actions.sol";
import {Changing} from "./Changing.sol";

/// @notice Leases given up, demands not answered, verdicts; a stand-in speaks for Faults.
abstract contract Punishing is Changing {
    function decline(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 l) = _lease(seed, seed % 6 == 0 ? runs : runsInOpenDeal);
        if (id == 0) return _otherwise(seed);
        address who = seed % 13 == 0 ? KEEPER : ownerOf(Lease.provider(l));
        _givesUp(
            Actions.DECLINE,
            id,
            l,
            who,
            address(bourse),
            abi.encodeCall(IBourseExtension.decline, (LeaseId.wrap(uint48(id))))
        );
    }

    function breach(uint256 seed) external {
        seed = _begin(seed);
        (uint256 id, uint256 l) = _lease(seed, any);
        if (id == 0) return _otherwise(seed);
        uint24 since = uint24(_r(seed, 2) == 0 || c < 4 ? Lease.start(l) : c - _r(seed, 4));
        bytes memory data = abi.encodeCall(IBourseExtension.breach, (LeaseId.wrap(uint48(id)), since));
        // nobody but the module
        if (seed % 13 == 0) {
            assertTrue(!_bourse(Actions.BREACH, KEEPER, data), "a stranger ended a lease");
            return;
        }
        _givesUp(
            Actions.BREACH,
            id,
            l,
            KEEPER,
            address(faults),
            abi.encodeCall(faults.execute, (address(bourse), data))
        );
    }

    /// @dev The deal gets back what the lease would have cost, its owner what the provider pays back from the lock: never
    /// more than the window's price of this lease.
    function _givesUp(uint256 action, uint256 id, uint256 l, address who, address to, bytes memory data) private {
        uint256 deal = id >> 8;
        address owner = Deal.owner(word(Slots.DEAL, deal));
        uint256 purse = balance(owner);
        uint256 offer = Lease.offer(l);
        uint256 locked = lockedOf(offer, word(Slots.OFFER, offer));
        if (!_do(action, who, to, data)) return;
        assertTrue(who != KEEPER || to == address(faults), "a stranger declined a lease");
        locked -= lockedOf(offer, word(Slots.OFFER, offer));
        assertTrue(locked <= Lease.units(l) * Lease.price(l) * WINDOW, "paid back more than the window's price");
        // of a deal that is closed the rest comes back at once
        paid[deal] -= int256(balance(owner) - purse - locked);
    }

    function punish(uint256 seed) external {
        seed = _begin(seed);
        uint256 p = providerOf(sellers[_r(seed, SELLERS)]);
        // rare, or nothing else would ever happen; of those that left, too
        if (seed % 3 == 0) (p, , ) = counts();
        if (seed % 3 == 1) p = this.answerer(p);
        if (seed % 4 != 0) return _hold(seed, p);
        bytes memory data = abi.encodeCall(IBourseExtension.punish, (ProviderId.wrap(uint24(p)), KEEPER));
        if (seed % 13 == 0) {
            assertTrue(!_bourse(Actions.PUNISH, KEEPER, data), "a stranger punished");
            return;
        }
        uint256 stake = Cold.staked(word(Slots.COLD, p)) ? STAKE : 0;
        uint256 purse = balance(KEEPER);
        if (!_do(Actions.PUNISH, KEEPER, address(faults), abi.encodeCall(faults.execute, (address(bourse), data))))
            return;
        assertTrue(!punished[p], "punished twice");
        assertTrue(Hot.fatal(word(Slots.HOT, p)), "punished, and goes on");
        assertEq(balance(KEEPER) - purse, stake / 4, "the reporter's quarter");
        punished[p] = true;
        burnt += stake - stake / 4;
        _annulFrom(p, Cold.end(word(Slots.COLD, p)));
    }

    /// @notice A provider whose answer waits, or `otherwise`.
    function answerer(uint256 otherwise) external view virtual returns (uint256);

    /// @dev Somebody asks something of a provider, or is answered: its stakes stay, or go.
    function _hold(uint256 seed, uint256 p) private {
        faults.set(uint24(p), seed % 5 == 0);
        (uint256 n, , ) = counts();
        faults.set(uint24(1 + _r(seed, n)), false);
        _carryOn(seed);
    }

    function _carryOn(uint256 seed) private {
        for (uint256 i; i < SELLERS; ++i) _attestOwed((seed + i) % SELLERS);
    }
}
