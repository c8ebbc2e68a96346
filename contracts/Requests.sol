// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RequestChecks} from "./core/RequestChecks.sol";
import {IBourse} from "./interfaces/IBourse.sol";
import {IRequestConsumer} from "./interfaces/IRequestConsumer.sol";
import {Ask, IRequests, Proposal, Request} from "./interfaces/IRequests.sol";
import {Content} from "./libraries/Content.sol";
import {Slots} from "./libraries/Slots.sol";
import {LeaseId, ProviderId} from "./types/Types.sol";

/// @title Executions that contracts ask for
/// @notice docs/requests.md says precisely what it does.
///
/// @dev Assumptions for safety (no one loses what is theirs):
/// - The Bourse is the market this was made for, and knows this contract as its module `requests`.
/// - secp256k1, sha-256 and keccak-256 hold.
/// - Who answers `now` has more to lose than the consumer: its base stake, when a dispute convicts it.
///
/// Assumptions for liveness (everybody can leave, alone):
/// - Anybody may refund after the deadline, deliver after the window, reject after a verdict.
/// - The callback gets its gas once, in a call whose failure and whose answer change nothing here.
/// - A waiting answer is held up while a case is open against its provider; cases have deadlines, their number a price.
contract Requests is RequestChecks {
    uint256 private constant MOST_BODY = 16_384;
    uint256 private constant MOST_GAS = 5_000_000;
    /// @dev Of 24 bits each in a tally, beside its count.
    uint256 private constant MOST_SEATS = 10;
    uint256 private constant TALLY = 240;
    /// @dev Reaching a consumer for the first time in a transaction, its code when that is another account's (EIP-7702), and
    /// the few steps up to it.
    uint256 private constant CALL_OVERHEAD = 8_000;
    bytes32 private constant REVEALED = bytes32(uint256(1));

    /// @inheritdoc IRequests
    uint64 public count;
    /// @inheritdoc IRequests
    mapping(uint64 id => bytes32) public stateOf;
    /// @inheritdoc IRequests
    mapping(uint64 id => uint8) public committed;
    mapping(uint64 id => mapping(uint256 provider => bytes32)) private _commitments;
    mapping(uint64 id => mapping(bytes32 answer => uint256)) private _tallies;

    constructor(IBourse bourse) RequestChecks(bourse) {}

    // ---------------------------------------------------------------- consumers

    /// @inheritdoc IRequests
    function request(Ask calldata ask, bytes calldata body) external returns (uint64 id) {
        uint256 quorum = ask.quorum;
        _within("quorum", quorum, 1, MOST_SEATS);
        if (quorum == 1) _within("seats", ask.seats, 0, 0);
        else _within("seats", ask.seats, quorum, MOST_SEATS);
        _within("fee", ask.fee, quorum, type(uint48).max);
        _within("callbackGas", ask.callbackGas, 0, MOST_GAS);
        // with a quorum, commits end before the last epoch
        _within("epochs", ask.epochs, quorum == 1 ? 0 : 1, type(uint16).max);
        _within("body", body.length, 0, MOST_BODY);
        Request memory r;
        id = count + 1;
        count = id;
        (r.id, r.consumer, r.deal, r.code, r.fee) = (id, msg.sender, ask.deal, ask.code, ask.fee);
        (r.callbackGas, r.deadline) = (ask.callbackGas, uint24(_now() + ask.epochs));
        (r.quorum, r.seats, r.waits) = (ask.quorum, ask.seats, ask.waits);
        r.requestHash = requestHashOf(body);
        stateOf[id] = keccak256(abi.encode(r));
        emit Requested(id, msg.sender, ask.deal, r, body);
        BOURSE.take(msg.sender, ask.fee);
    }

    /// @inheritdoc IRequests
    function refund(Request calldata r) external {
        _close(r, _hash(r));
        uint256 c = _now();
        require(c > r.deadline, RequestOpen(r.id, uint24(c), r.deadline));
        _giveBack(r);
    }

    /// @inheritdoc IRequests
    function reject(Request calldata r, Proposal calldata proposal) external {
        _close(r, _hash(r, proposal));
        for (uint256 t = proposal.providers; t != 0; t >>= 24) {
            if (!_isConvicted(uint24(t))) continue;
            emit Rejected(r.id, ProviderId.wrap(uint24(t)));
            _giveBack(r);
            return;
        }
        revert NotRejected(r.id);
    }

    // ---------------------------------------------------------------- one answer

    /// @inheritdoc IRequests
    function fulfil(Request calldata r, bytes calldata receipt, bytes calldata answer) external {
        require(r.quorum == 1, WrongQuorum(r.quorum));
        _close(r, _hash(r));
        Answer memory a = _check(r, receipt, answer);
        _complete(r, a, a.provider, answer);
    }

    /// @inheritdoc IRequests
    function deliver(Request calldata r, Proposal calldata proposal, bytes calldata answer) external {
        _close(r, _hash(r, proposal));
        uint256 c = _now();
        uint256 from = proposal.epoch + MATURITY + 1;
        require(c >= from, Disputable(uint24(c), from));
        bytes32 hash = Content.hash(answer);
        require(hash == proposal.responseHash, WrongReceipt("answer"));
        for (uint256 t = proposal.providers; t != 0; t >>= 24) {
            uint256 p = uint24(t);
            require(!_isConvicted(p), ProviderNotReady(ProviderId.wrap(uint24(t))));
            _noCase(p);
        }
        _pay(r, proposal.providers, _ownerOf(uint24(proposal.providers)));
        _call(r, proposal.status, answer);
    }

    // ---------------------------------------------------------------- a quorum of answers

    /// @inheritdoc IRequests
    function commit(Request calldata r, LeaseId lease, bytes32 commitment) external {
        require(r.quorum != 1, WrongQuorum(1));
        _open(r, _hash(r));
        // nothing that means "no commitment", or "revealed"
        _within("commitment", uint256(commitment), uint256(REVEALED) + 1, type(uint256).max);
        uint256 p = _providerOf(lease);
        _admit(r, lease, p);
        uint256 c = _now();
        require(c < r.deadline, RequestOver(r.id, uint24(c), r.deadline - 1));
        uint8 n = committed[r.id];
        require(n < r.seats, NoSeat(r.id, r.seats));
        ProviderId provider = ProviderId.wrap(uint24(p));
        require(_commitments[r.id][p] == 0, CommittedBefore(r.id, provider));
        _commitments[r.id][p] = commitment;
        committed[r.id] = n + 1;
        emit Committed(r.id, provider);
    }

    /// @inheritdoc IRequests
    function reveal(Request calldata r, bytes calldata receipt, bytes calldata answer, bytes32 salt) external {
        require(r.quorum != 1, WrongQuorum(1));
        _open(r, _hash(r));
        uint8 n = committed[r.id];
        require(n == r.seats || _now() == r.deadline, CommitsOpen(r.id, n, r.seats));
        Answer memory a = _check(r, receipt, answer);
        ProviderId provider = ProviderId.wrap(uint24(a.provider));
        bytes32 commitment = commitmentOf(r.id, provider, a.status, a.responseHash, salt);
        require(_commitments[r.id][a.provider] == commitment, NotCommitted(r.id, provider));
        _commitments[r.id][a.provider] = REVEALED;
        bytes32 key = keccak256(abi.encode(a.status, a.responseHash));
        uint256 tally = _tallies[r.id][key];
        uint256 equal = (tally >> TALLY) + 1;
        uint256 providers = (uint240(tally) << 24) | a.provider;
        if (equal < r.quorum) {
            _tallies[r.id][key] = providers | (equal << TALLY);
            return;
        }
        stateOf[r.id] = 0;
        _complete(r, a, providers, answer);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IRequests
    function commitmentOf(
        uint64 id,
        ProviderId provider,
        uint16 status,
        bytes32 responseHash,
        bytes32 salt
    ) public pure returns (bytes32) {
        return keccak256(abi.encode(id, provider, status, responseHash, salt));
    }

    /// @inheritdoc IRequests
    function requestHashOf(bytes calldata body) public view returns (bytes32) {
        return
            Content.hash(
                abi.encodePacked(hex"01", hex"04", "POST", hex"0001", "/", hex"0000", uint32(body.length), body)
            );
    }

    // ---------------------------------------------------------------- inside

    function _hash(Request calldata r) private pure returns (bytes32) {
        return keccak256(abi.encode(r));
    }

    function _hash(Request calldata r, Proposal memory proposal) private pure returns (bytes32) {
        return keccak256(abi.encode(_hash(r), proposal));
    }

    function _open(Request calldata r, bytes32 state) private view {
        bytes32 stored = stateOf[r.id];
        require(stored == state, NotThisRequest(r.id, stored, state));
    }

    /// @dev Before anything else, so that nothing here can happen twice.
    function _close(Request calldata r, bytes32 state) private {
        _open(r, state);
        stateOf[r.id] = 0;
    }

    function _giveBack(Request calldata r) private {
        emit Refunded(r.id, r.consumer, r.fee);
        BOURSE.transfer(r.consumer, r.fee);
    }

    /// @dev The answer is there: brought now, or kept until nobody can dispute it any more.
    function _complete(Request calldata r, Answer memory a, uint256 providers, bytes calldata answer) private {
        if (r.waits) {
            Proposal memory proposal = Proposal(uint24(_now()), a.status, a.responseHash, providers);
            stateOf[r.id] = _hash(r, proposal);
            emit Proposed(r.id, proposal);
        } else {
            _pay(r, providers, a.owner);
            _call(r, a.status, answer);
        }
    }

    /// @dev Splits the fee; what does not divide is the last one's, who pays for the callback.
    function _pay(Request calldata r, uint256 providers, address last) private {
        uint256 share = r.fee / r.quorum;
        BOURSE.transfer(last, share + (r.fee % r.quorum));
        for (uint256 t = providers >> 24; t != 0; t >>= 24) BOURSE.transfer(_ownerOf(uint24(t)), share);
    }

    function _ownerOf(uint256 p) private view returns (address) {
        return address(uint160(_load(Slots.OWNER, p)));
    }

    /// @dev Exactly the gas that was asked for, and nothing of what comes back: a 64th stays here (EIP-150).
    function _call(Request calldata r, uint16 status, bytes calldata answer) private {
        uint256 stipend = r.callbackGas;
        address consumer = r.consumer;
        bytes memory data = abi.encodeCall(IRequestConsumer.onBourseAnswer, (r.id, status, answer));
        uint256 needed = (stipend * 64) / 63 + CALL_OVERHEAD;
        require(gasleft() >= needed, GasTooLow(gasleft(), needed));
        bool success;
        assembly ("memory-safe") {
            success := call(stipend, consumer, 0, add(data, 0x20), mload(data), 0, 0)
        }
        emit Delivered(r.id, success);
    }
}
