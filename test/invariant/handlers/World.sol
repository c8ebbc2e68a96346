// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourse} from "../../../contracts/interfaces/IBourse.sol";
import {Ask, IRequests} from "../../../contracts/interfaces/IRequests.sol";
import {IVouchers} from "../../../contracts/interfaces/IVouchers.sol";
import {USDC} from "../../../contracts/mocks/USDC.sol";
import {Deal, Global, Hot, Lease, Need, Offer} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {OfferId} from "../../../contracts/types/Types.sol";
import {TestBase} from "../../TestBase.sol";

/// @notice MockHolds of contracts/mocks/Consumers.sol: speaks for Faults.
interface IStandIn {
    function holds(uint24 provider) external view returns (bool);
    function set(uint24 provider, bool held) external;
    function setLease(uint48 lease, bool held) external;
    function execute(address to, bytes calldata data) external;
}

/// @notice PlainConsumer of the same file.
interface IConsumer {
    function ask(Ask calldata what, bytes calldata body) external returns (uint64);
}

/// @notice What the market of the invariants is made of.
struct Parts {
    IBourse bourse;
    USDC usdc;
    IStandIn faults;
    IVouchers vouchers;
    IRequests requests;
    IConsumer[2] consumers;
}

/// @notice Who is there, what they did, and how a test reads the Bourse's words.
/// @dev Nothing here is immutable: the test runner knows a contract by its code.
abstract contract World is TestBase {
    uint256 public constant FUNDS = 1e12;
    uint256 internal constant LITTLE = 4000;
    uint256 internal constant EPOCH = 100;
    uint256 internal constant GRACE = 2;
    uint256 internal constant WINDOW = 3;
    uint256 internal constant GAME = 1;
    uint256 internal constant ABSENCE = 3;
    uint256 internal constant MISSES = 2; // compensated
    uint256 internal constant STAKE = 1000;
    uint256 internal constant MATURITY = WINDOW + GRACE;
    uint256 internal constant SELLERS = 4;
    uint256 internal constant BUYERS = 3;
    uint256 internal constant RECENT = 8;
    uint256 internal constant SELLER_KEY = 77_000;
    uint256 internal constant BUYER_KEY = 78_000;
    address internal constant KEEPER = address(0xca11); // fills, renews and carries for tips
    address internal constant BYSTANDER = address(0xb5); // has money and does nothing

    IBourse internal bourse;
    USDC internal usdc;
    IStandIn internal faults;
    IVouchers internal vouchers;
    IRequests internal requests;
    IConsumer[2] internal consumers;
    uint256 internal genesis;
    address internal admin;
    address internal nextAdmin;

    address[] internal sellers;
    address[] internal buyers;
    OfferId[] internal none;

    uint256 public calls;
    uint256 internal c; // running epoch
    /// @dev Tries of an action in the upper half, successes in the lower.
    uint256[64] internal tallies;

    /// @dev A seller is away until this epoch: it attests nothing.
    mapping(uint256 who => uint256) internal away;
    /// @dev Bits of the epochs that `attest` let through and no verdict has undone.
    mapping(uint256 provider => mapping(uint256 word => uint256)) internal attested;
    mapping(uint256 offer => uint256) internal posted;
    mapping(uint256 offer => bool) internal withdrawn;
    mapping(uint256 provider => bool) internal punished;
    uint256 internal burnt;

    /// @dev What left the owner's balance for a deal, less what came back, tips apart.
    mapping(uint256 deal => int256) internal paid;
    /// @dev What the plan and its changes allowed to charge.
    mapping(uint256 deal => uint256) internal budget;
    /// @dev One epoch of each lease that was cancelled before its start.
    mapping(uint256 deal => uint256) internal fees;

    error Panicked(uint256 action, bytes why);

    // ---------------------------------------------------------------- doing

    /// @dev Every call begins here: time goes on with them. The runner likes the same few numbers: mixed with the count.
    function _begin(uint256 seed) internal returns (uint256) {
        ++calls;
        vm.warp(genesis + (c - 1) * EPOCH + 1);
        return uint256(keccak256(abi.encode(seed, calls)));
    }

    /// @dev One attempt of an action. A refusal has a reason: a panic or silence is a fault of the contracts.
    function _do(uint256 action, address who, address to, bytes memory data) internal returns (bool ok) {
        bytes memory answer;
        vm.prank(who);
        // solhint-disable-next-line avoid-low-level-calls
        (ok, answer) = to.call(data);
        if (!ok && (answer.length < 4 || bytes4(answer) == bytes4(0x4e487b71))) revert Panicked(action, answer);
        tallies[action] += (1 << 128) + (ok ? 1 : 0);
    }

    function _bourse(uint256 action, address who, bytes memory data) internal returns (bool) {
        return _do(action, who, address(bourse), data);
    }

    function _r(uint256 seed, uint256 n) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, n))) % n;
    }

    // ---------------------------------------------------------------- reading

    function word(uint256 slot) internal view returns (uint256) {
        return uint256(vm.load(address(bourse), bytes32(slot)));
    }

    function word(uint256 kind, uint256 key) internal view returns (uint256) {
        return word(Slots.find(kind, key));
    }

    /// @dev Words of keys first..first + n - 1.
    function words(uint256 kind, uint256 first, uint256 n) internal view returns (bytes32[] memory list) {
        list = new bytes32[](n);
        for (uint256 i; i < n; ++i) list[i] = vm.load(address(bourse), bytes32(Slots.find(kind, first + i)));
    }

    function counts() internal view returns (uint256 providers, uint256 offers, uint256 deals) {
        uint256 g = word(Slots.GLOBAL);
        return (Global.providers(g), Global.offers(g), Global.deals(g));
    }

    function balance(address account) internal view returns (uint256) {
        // the highest bit says that the account is a module's
        return uint256(uint128(word(Slots.BALANCE, uint160(account))));
    }

    function ownerOf(uint256 provider) internal view returns (address) {
        return address(uint160(word(Slots.OWNER, provider)));
    }

    function providerOf(address seller) internal view returns (uint256) {
        return word(Slots.PROVIDER_OF, uint160(seller));
    }

    function keyOf(address seller) internal view returns (uint256) {
        for (uint256 i; i < SELLERS; ++i) if (sellers[i] == seller) return SELLER_KEY + i;
        return 0;
    }

    function lockedOf(uint256 offer, uint256 o) internal view returns (uint256) {
        unchecked {
            return
                (Offer.free(o) + Offer.leased(o)) * perUnit(o) +
                uint256(int256(int64(uint64(word(Slots.LOCK, offer)))));
        }
    }

    /// @dev Stake behind one unit.
    function perUnit(uint256 o) internal pure returns (uint256) {
        return Offer.price(o) * WINDOW + Offer.compensation(o) * MISSES;
    }

    // ---------------------------------------------------------------- finding

    /// @dev A deal among the latest for which `fits`; 0 when there is none.
    function _deal(
        uint256 seed,
        function(uint256, uint256) view returns (bool) fits
    ) internal view returns (uint256 id, uint256 a) {
        (, , uint256 n) = counts();
        uint256 recent = n < RECENT ? n : RECENT;
        for (uint256 i; i < recent; ++i) {
            id = n - ((seed + i) % recent);
            a = word(Slots.DEAL, id);
            if (fits(id, a)) return (id, a);
        }
        return (0, 0);
    }

    /// @dev A lease of the latest deals for which `fits`; 0 when there is none.
    function _lease(
        uint256 seed,
        function(uint256, uint256) view returns (bool) fits
    ) internal view returns (uint256 id, uint256 l) {
        (, , uint256 n) = counts();
        uint256 recent = n < RECENT ? n : RECENT;
        for (uint256 i; i < recent; ++i) {
            uint256 deal = n - ((seed + i) % recent);
            uint256 many = Deal.leases(word(Slots.DEAL, deal));
            for (uint256 j; j < many; ++j) {
                id = (deal << 8) | ((seed / 7 + j) % many);
                l = word(Slots.LEASE, id);
                if (fits(id, l)) return (id, l);
            }
        }
        return (0, 0);
    }

    function isOpen(uint256, uint256 a) internal view returns (bool) {
        return Deal.isOpen(a) && Deal.end(a) > c + 1;
    }

    function hasUnfilled(uint256 id, uint256 a) internal view returns (bool) {
        return isOpen(id, a) && Need.unfilled(word(Slots.NEED, id)) != 0;
    }

    function isRenewable(uint256 id, uint256 a) internal view returns (bool) {
        uint256 ahead = Deal.epochs(a) < WINDOW ? Deal.epochs(a) : WINDOW;
        return Deal.isOpen(a) && Deal.renewable(a) && Deal.end(a) > c && c + ahead >= Deal.end(a) && id != 0;
    }

    /// @dev In its last epochs, with consent or without.
    function isEnding(uint256, uint256 a) internal view returns (bool) {
        return Deal.isOpen(a) && Deal.end(a) > c && c + WINDOW >= Deal.end(a);
    }

    function runs(uint256, uint256 l) internal view returns (bool) {
        return Lease.end(l) > c + 1;
    }

    function runsInOpenDeal(uint256 id, uint256 l) internal view returns (bool) {
        return runs(id, l) && Deal.isOpen(word(Slots.DEAL, id >> 8));
    }

    /// @dev Of a provider that has ended, in a deal that looks for another one.
    function isOrphan(uint256 id, uint256 l) internal view returns (bool) {
        return runsInOpenDeal(id, l) && Hot.ended(word(Slots.HOT, Lease.provider(l)));
    }

    function isServed(uint256, uint256 l) internal view returns (bool) {
        return Lease.end(l) > c && !Hot.ended(word(Slots.HOT, Lease.provider(l)));
    }

    function isOver(uint256, uint256 l) internal view returns (bool) {
        return c > Lease.end(l) + GRACE && !Lease.released(l);
    }

    /// @dev Of a provider with a fatal fault, that nobody has settled since.
    function isForfeit(uint256, uint256 l) internal view returns (bool) {
        return l != 0 && !Lease.faulted(l) && Hot.fatal(word(Slots.HOT, Lease.provider(l)));
    }

    /// @dev Of a provider that is absent or has ended: something of it was missed, or soon will be.
    function isLost(uint256, uint256 l) internal view returns (bool) {
        if (l == 0 || Lease.released(l)) return false;
        uint256 h = word(Slots.HOT, Lease.provider(l));
        return (Hot.ended(h) || Hot.absence(h) != 0) && c > Lease.start(l) && Hot.last(h) + ABSENCE >= Lease.start(l);
    }

    /// @dev Some epochs of it were missed and refunded, and it runs on.
    function isTorn(uint256 id, uint256 l) internal view returns (bool) {
        return runsInOpenDeal(id, l) && Lease.settled(l) != 0 && Lease.instances(l) > 1;
    }

    function any(uint256, uint256 l) internal pure returns (bool) {
        return l != 0;
    }

    // ---------------------------------------------------------------- signing

    function _digest(bytes32 name, address by, bytes32 message) internal view returns (bytes32) {
        bytes32 kind = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        return
            keccak256(
                abi.encodePacked(
                    hex"1901",
                    keccak256(abi.encode(kind, name, keccak256("1"), block.chainid, by)),
                    message
                )
            );
    }

    function _market() internal pure returns (bytes32) {
        return keccak256("Lambda Bourse");
    }

    // ---------------------------------------------------------------- attested epochs, naively

    function _enter(uint256 provider, uint256 epoch) internal {
        uint256 bit = 1 << (epoch & 255);
        assertTrue(attested[provider][epoch >> 8] & bit == 0, "an epoch attested twice");
        attested[provider][epoch >> 8] |= bit;
    }

    function _annulFrom(uint256 provider, uint256 epoch) internal {
        for (uint256 w = epoch >> 8; w <= c >> 8; ++w) {
            attested[provider][w] &= w == epoch >> 8 ? (1 << (epoch & 255)) - 1 : 0;
        }
    }

    /// @dev Attested epochs of [from, to).
    function _attestedIn(uint256 provider, uint256 from, uint256 to) internal view returns (uint256 n) {
        unchecked {
            while (from < to) {
                uint256 stop = (from | 255) + 1;
                if (stop > to) stop = to;
                uint256 bits = attested[provider][from >> 8] >> (from & 255);
                if (stop - from < 256) bits &= (1 << (stop - from)) - 1;
                n += _ones(bits);
                from = stop;
            }
        }
    }

    function _ones(uint256 x) private pure returns (uint256) {
        unchecked {
            uint256 m1 = type(uint256).max / 3;
            uint256 m2 = type(uint256).max / 5;
            uint256 m4 = type(uint256).max / 17;
            x -= (x >> 1) & m1;
            x = (x & m2) + ((x >> 2) & m2);
            x = (x + (x >> 4)) & m4;
            // sums of bytes: at most 256, so the last step is by hand
            uint256 m8 = type(uint256).max / 257;
            x = (x & m8) + ((x >> 8) & m8);
            return (x * (type(uint256).max / 65535)) >> 240;
        }
    }
}
