// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ask, IRequests, Proposal, Request} from "../../../contracts/interfaces/IRequests.sol";
import {Content} from "../../../contracts/libraries/Content.sol";
import {Deal, Hot, Lease} from "../../../contracts/libraries/Records.sol";
import {Slots} from "../../../contracts/libraries/Slots.sol";
import {DealId, LeaseId, ProviderId} from "../../../contracts/types/Types.sol";
import {Actions} from "./Actions.sol";
import {Paying} from "./Paying.sol";

/// @notice Requests: asked, answered at once or late, by one or by a quorum, given back.
abstract contract Asking is Paying {
    enum Stage {
        None,
        Open,
        Proposed,
        Over
    }

    bytes private constant BODY = "sort this";
    bytes private constant ANSWER = "sorted";
    bytes private constant CODE = new bytes(76);
    bytes32 private constant BATCH = keccak256(
        "Batch(uint24 provider,uint24 epoch,uint64 number,uint64 firstSequence,uint32 count,bytes32 receiptsRoot)"
    );

    Request[] internal asked;
    Stage[] internal stages;
    mapping(uint256 index => Proposal) private _proposals;
    /// @dev Providers that took a seat, and for which lease; those that revealed are taken out.
    mapping(uint256 index => uint256[]) private _seated;
    uint64 private _sequence;

    // ---------------------------------------------------------------- consumers

    function request(uint256 seed) external {
        seed = _begin(seed);
        (uint256 lease, ) = _lease(seed, isServed);
        if (lease == 0) return _otherwise(seed);
        uint256 which = _r(seed, 2);
        Ask memory a;
        (a.deal, a.code) = (DealId.wrap(uint40(lease >> 8)), keccak256(CODE));
        a.quorum = _r(seed, 3) != 0 && Deal.leases(word(Slots.DEAL, lease >> 8)) > 1 ? 2 : 1;
        a.seats = a.quorum == 1 ? 0 : uint8(2 + _r(seed + 1, 2));
        (a.fee, a.callbackGas) = (uint48(2 + _r(seed + 2, 98)), 40_000);
        (a.epochs, a.waits) = (uint16(3 * (a.quorum - 1) + _r(seed + 3, 5)), _r(seed + 4, 2) == 0);
        address consumer = address(consumers[which]);
        bytes memory data = abi.encodeCall(consumers[which].ask, (a, BODY));
        uint256 purse = balance(consumer);
        if (!_do(Actions.REQUEST, KEEPER, consumer, data)) return;
        assertEq(purse - balance(consumer), a.fee, "the fee, and what was taken");
        _remember(a, consumer);
    }

    function _remember(Ask memory a, address consumer) private {
        Request memory r;
        (r.id, r.consumer, r.deal, r.code, r.fee) = (requests.count(), consumer, a.deal, a.code, a.fee);
        (r.callbackGas, r.deadline) = (a.callbackGas, uint24(c + a.epochs));
        (r.quorum, r.seats, r.waits) = (a.quorum, a.seats, a.waits);
        r.requestHash = requests.requestHashOf(BODY);
        assertTrue(requests.stateOf(r.id) == keccak256(abi.encode(r)), "a request, and what is stored of it");
        asked.push(r);
        stages.push(Stage.Open);
    }

    function refundRequest(uint256 seed) external {
        seed = _begin(seed);
        (uint256 i, bool found) = _find(seed, Stage.Open, seed % 6 != 0);
        if (!found) return _pass(1, seed);
        bytes memory data = abi.encodeCall(IRequests.refund, (asked[i]));
        _givenBack(Actions.REQUESTS_REFUND, i, data, c > asked[i].deadline);
    }

    function reject(uint256 seed) external {
        seed = _begin(seed);
        // not at once: somebody may try to deliver meanwhile
        for (uint256 k; k < asked.length && _r(seed, 3) == 0; ++k) {
            uint256 i = (seed + k) % asked.length;
            if (stages[i] != Stage.Proposed || !(_isConvicted(i) || seed % 9 == 0)) continue;
            _givenBack(Actions.REJECT, i, abi.encodeCall(IRequests.reject, (asked[i], _proposals[i])), _isConvicted(i));
            return;
        }
        _answer(seed);
    }

    function _givenBack(uint256 action, uint256 i, bytes memory data, bool may) private {
        uint256 purse = balance(asked[i].consumer);
        if (!_do(action, KEEPER, address(requests), data)) return;
        assertTrue(may, "a fee given back too early, or without a verdict");
        assertEq(balance(asked[i].consumer) - purse, asked[i].fee, "a fee given back in part");
        stages[i] = Stage.Over;
    }

    function _isConvicted(uint256 i) private view returns (bool) {
        for (uint256 t = _proposals[i].providers; t != 0; t >>= 24) {
            if (Hot.fatal(word(Slots.HOT, uint24(t)))) return true;
        }
        return false;
    }

    // ---------------------------------------------------------------- providers

    function answer(uint256 seed) external {
        _answer(_begin(seed));
    }

    /// @dev The next thing that some open request needs: a seat, a reveal, an answer.
    function _answer(uint256 seed) private {
        (uint256 i, bool found) = _find(seed, Stage.Open, false);
        if (!found) return _otherwise(seed);
        Request storage r = asked[i];
        if (r.quorum == 1) return _fulfil(seed, i);
        uint256 n = requests.committed(r.id);
        if (n < r.seats && c < r.deadline) return _commit(i);
        _reveal(seed, i);
    }

    function _fulfil(uint256 seed, uint256 i) private {
        uint256 lease = _leaseFor(asked[i].deal, seed);
        if (lease == 0) return _pass(1, seed);
        (bytes memory receipt, address seller) = _receipt(i, lease);
        bytes memory data = abi.encodeCall(IRequests.fulfil, (asked[i], receipt, ANSWER));
        uint256 purse = balance(seller);
        if (!_do(Actions.FULFIL, seller, address(requests), data)) return;
        assertEq(balance(seller) - purse, asked[i].waits ? 0 : asked[i].fee, "fulfilled, and paid");
        _complete(i, Lease.provider(word(Slots.LEASE, lease)));
    }

    /// @dev A seat for each lease of the deal that is served; a provider that has one is refused a second.
    function _commit(uint256 i) private {
        uint256 id = DealId.unwrap(asked[i].deal);
        uint256 n = Deal.leases(word(Slots.DEAL, id));
        for (uint256 j; j < n; ++j) {
            uint256 lease = (id << 8) | j;
            uint256 l = word(Slots.LEASE, lease);
            if (isServed(lease, l) && !(_isSeated(i, Lease.provider(l)) && j % 4 != 0))
                _sit(i, lease, Lease.provider(l));
        }
    }

    function _isSeated(uint256 i, uint256 p) private view returns (bool) {
        for (uint256 k; k < _seated[i].length; ++k) {
            if (Lease.provider(word(Slots.LEASE, _seated[i][k])) == p) return true;
        }
        return false;
    }

    function _sit(uint256 i, uint256 lease, uint256 p) private {
        bytes32 what = requests.commitmentOf(
            asked[i].id,
            ProviderId.wrap(uint24(p)),
            0,
            Content.hash(ANSWER),
            _salt(p)
        );
        bytes memory data = abi.encodeCall(IRequests.commit, (asked[i], LeaseId.wrap(uint48(lease)), what));
        if (!_do(Actions.COMMIT, ownerOf(p), address(requests), data)) return;
        assertTrue(!_isSeated(i, p), "two seats of one provider");
        _seated[i].push(lease);
    }

    /// @dev Everybody who has a seat shows what it committed to, until the quorum is complete.
    function _reveal(uint256 seed, uint256 i) private {
        if (_seated[i].length == 0) return _pass(1, seed);
        for (uint256 k = _seated[i].length; k != 0 && stages[i] == Stage.Open; --k) _show(i, k - 1);
    }

    function _show(uint256 i, uint256 k) private {
        uint256[] storage seats = _seated[i];
        uint256 lease = seats[k];
        uint256 p = Lease.provider(word(Slots.LEASE, lease));
        (bytes memory receipt, address seller) = _receipt(i, lease);
        bytes memory data = abi.encodeCall(IRequests.reveal, (asked[i], receipt, ANSWER, _salt(p)));
        if (!_do(Actions.REVEAL, seller, address(requests), data)) return;
        seats[k] = seats[seats.length - 1];
        seats.pop();
        Proposal storage x = _proposals[i];
        if (x.providers == 0) x.providers = p;
        else _complete(i, (x.providers << 24) | p);
    }

    function _complete(uint256 i, uint256 providers) private {
        _proposals[i] = Proposal(uint24(c), 0, Content.hash(ANSWER), providers);
        stages[i] = asked[i].waits ? Stage.Proposed : Stage.Over;
    }

    function deliver(uint256 seed) external {
        seed = _begin(seed);
        for (uint256 k; k < asked.length; ++k) {
            uint256 i = (seed + k) % asked.length;
            Proposal storage x = _proposals[i];
            bool ripe = c > x.epoch + MATURITY;
            if (stages[i] != Stage.Proposed || !(ripe || seed % 7 == 0)) continue;
            bytes memory data = abi.encodeCall(IRequests.deliver, (asked[i], x, ANSWER));
            if (!_do(Actions.DELIVER, KEEPER, address(requests), data)) return;
            assertTrue(ripe && !_isConvicted(i), "delivered within the window, or after a verdict");
            stages[i] = Stage.Over;
            return;
        }
        _answer(seed);
    }

    /// @dev Whose conviction is worth looking at.
    function answerer(uint256 otherwise) external view override returns (uint256) {
        for (uint256 i = asked.length; i != 0; --i) {
            if (stages[i - 1] == Stage.Proposed && !_isConvicted(i - 1)) return uint24(_proposals[i - 1].providers);
        }
        return otherwise;
    }

    // ---------------------------------------------------------------- inside

    function _find(uint256 seed, Stage stage, bool late) private view returns (uint256 i, bool found) {
        for (uint256 k; k < asked.length; ++k) {
            i = (seed + k) % asked.length;
            if (stages[i] == stage && (c > asked[i].deadline) == late) return (i, true);
        }
    }

    function _leaseFor(DealId deal, uint256 seed) private view returns (uint256) {
        uint256 id = DealId.unwrap(deal);
        uint256 n = Deal.leases(word(Slots.DEAL, id));
        for (uint256 j; j < n; ++j) {
            uint256 lease = (id << 8) | ((seed + j) % n);
            if (isServed(lease, word(Slots.LEASE, lease))) return lease;
        }
        return 0;
    }

    function _salt(uint256 provider) private pure returns (bytes32) {
        return keccak256(abi.encode("salt", provider));
    }

    /// @dev A receipt as on the wire, alone in its batch, signed by the provider's operator.
    function _receipt(uint256 i, uint256 lease) private returns (bytes memory, address seller) {
        uint256 p = Lease.provider(word(Slots.LEASE, lease));
        seller = ownerOf(p);
        uint64 n = ++_sequence;
        bytes memory r = abi.encodePacked(uint24(p), uint40(lease >> 8), uint48(lease), uint24(c), n, CODE, uint32(1));
        r = abi.encodePacked(r, asked[i].requestHash, Content.hash(ANSWER), uint64(5), uint16(0), bytes32(0));
        bytes32 root = sha256(abi.encodePacked(hex"00", _separator(), r));
        bytes32 batch = keccak256(abi.encode(BATCH, p, c, n, n, 1, root));
        (uint8 v, bytes32 x, bytes32 s) = vm.sign(keyOf(seller), _digest(_market(), address(bourse), batch));
        bytes memory header = abi.encodePacked(uint24(p), uint24(c), n, n, uint32(1), root);
        return (abi.encodePacked(hex"01", r, uint32(0), header, x, s, v), seller);
    }

    function _separator() private view returns (bytes32) {
        bytes32 kind = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        return keccak256(abi.encode(kind, _market(), keccak256("1"), block.chainid, address(bourse)));
    }
}
