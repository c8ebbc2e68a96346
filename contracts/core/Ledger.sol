// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Accounts} from "./Accounts.sol";
import {Cold, Hot, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {ProviderId} from "../types/Types.sol";

/// @title A provider's time: nothing here grows with the number of leases
abstract contract Ledger is Accounts {
    function _ownerOf(uint256 p) internal view returns (address) {
        return address(uint160(_load(Slots.OWNER, p)));
    }

    function _onlyOwnerOf(uint256 p) internal view {
        _only(_ownerOf(p));
    }

    /// @dev The caller's provider, brought up to date; it has not ended.
    function _mine() internal returns (uint256 p, uint256 h) {
        p = _load(Slots.PROVIDER_OF, uint160(msg.sender));
        require(p != 0, NotOwner(msg.sender, address(0)));
        h = _sync(p);
        require(!Hot.ended(h), HasEnded(ProviderId.wrap(uint24(p))));
    }

    /// @dev Stakes open when the notice has passed since `epoch`, and nobody has a case against the provider.
    function _after(uint256 p, uint256 epoch) internal view {
        unchecked {
            epoch += NOTICE;
        }
        uint256 c = _now();
        require(c >= epoch, TooEarly(uint24(c), uint24(epoch)));
        _noCase(p);
    }

    /// @dev Whether the first epoch that is not decided is this one, and is over.
    function _attestable(uint256 h, uint256 epoch, uint256 c) internal pure returns (bool) {
        unchecked {
            return epoch == Hot.last(h) + 1 && epoch < c && Hot.earned(h) + Hot.rate(h) <= type(uint56).max;
        }
    }

    /// @dev Enters an attestation of last + 1. Stores the provider's hot word.
    function _attest(uint256 p, uint256 slot, uint256 h, uint256 epoch, bytes32 root) internal {
        unchecked {
            bytes32 seed = blockhash(block.number - 1);
            uint256 n = Hot.attested(h);
            _save(
                Slots.RING,
                (p << 24) | (n & (RING - 1)),
                (_commitment(root, seed) << 72) | (uint256(uint48(Hot.earned(h))) << 24) | epoch
            );
            uint256 earned = Hot.earned(h) + Hot.rate(h);
            h = uint168(_advance(p, h)) | (earned << 168) | (((n + 1) & 0x3fffff) << 224);
            _save(slot, h);
            emit Attested(ProviderId.wrap(uint24(p)), uint24(epoch), root, seed);
        }
    }

    function _commitment(bytes32 root, bytes32 seed) private pure returns (uint256 h) {
        assembly ("memory-safe") {
            mstore(0x00, root)
            mstore(0x20, seed)
            h := shr(72, keccak256(0x00, 0x40))
        }
    }

    /// @dev Decides every epoch that is out of its grace, and stores that.
    function _sync(uint256 p) internal returns (uint256 h) {
        uint256 slot = Slots.find(Slots.HOT, p);
        uint256 before = _load(slot);
        h = _syncFrom(p, before, _now());
        if (h != before) _save(slot, h);
    }

    /// @dev At most ABSENCE missed and three idle epochs are walked: then the provider has ended, or is idle for good.
    function _syncFrom(uint256 p, uint256 h, uint256 c) internal returns (uint256) {
        h = _skipIdle(p, h, c);
        if (!_overdue(h, c)) return h;
        uint256 slot = Slots.find(Slots.COLD, p);
        uint256 k = _load(slot);
        while (true) {
            (h, k) = _miss(p, h, k, c);
            // the range ended where nothing was owed, or for good
            if (Hot.rate(h) != 0) break;
            h = _skipIdle(p, h, c);
            if (!_overdue(h, c)) break;
        }
        _save(slot, k);
        return h;
    }

    /// @dev Records the missed epochs from last + 1 up to the first that is not out of its grace or not owed.
    /// `emit Missed`, by hand: an attestation after a miss is paid by who missed.
    function _miss(uint256 p, uint256 h, uint256 k, uint256 c) private returns (uint256, uint256) {
        unchecked {
            uint256 start = Hot.last(h) + 1;
            uint256 range = (p << 24) | Cold.ranges(k);
            uint256 r = (Cold.missed(k) << 48) | start;
            if (h >> Hot.ABSENCE == 0) {
                k = (k & ~(uint256(type(uint24).max) << Cold.SINCE)) | (start << Cold.SINCE);
                k += 1 << Cold.RANGES;
            } else {
                // the last range goes on only where nothing was attested since, and nothing idle is between
                uint256 before = _load(Slots.RANGE, range - 1);
                if (uint24(before >> 24) == start) (r, range) = (before ^ (start << 24), range - 1);
                else k += 1 << Cold.RANGES;
            }
            uint256 end = start;
            uint256 most = Word.min(c - GRACE, start + ABSENCE - Hot.absence(h));
            do h = _advance(p, h) + (1 << Hot.ABSENCE); while (++end < most && Hot.rate(h) != 0);
            k += (end - start) << Cold.MISSED;
            _save(Slots.RANGE, range, r | (end << 24));
            bytes32 topic = Missed.selector;
            assembly ("memory-safe") {
                mstore(0x00, start)
                mstore(0x20, end)
                log2(0x00, 0x40, topic, p)
            }
            if (Hot.absence(h) == ABSENCE) (h, k) = (h | Hot.ENDED, _end(p, k, Cold.since(k)));
            return (h, k);
        }
    }

    /// @dev The provider's term is over: `epoch` is the first that is not paid. The caller sets Hot.ENDED.
    function _end(uint256 p, uint256 k, uint256 epoch) internal returns (uint256) {
        emit ProviderEnded(ProviderId.wrap(uint24(p)), uint24(epoch));
        return k | (epoch << Cold.END);
    }

    /// @dev From `epoch` on the provider owes `delta` more per epoch (modulo 2^48, so it may be negative).
    function _schedule(uint256 p, uint256 h, uint256 epoch, uint256 delta) internal returns (uint256) {
        unchecked {
            uint256 offset = epoch - Hot.last(h);
            if (offset == 2) return Word.add48(h, Hot.D1, delta);
            if (offset == 3) return Word.add48(h, Hot.D2, delta);
            uint256 slot = Slots.find(Slots.LANES, (p << 24) | (epoch / 5));
            _save(slot, Word.add48(_load(slot), 48 * (epoch % 5), delta));
            return h;
        }
    }
}
