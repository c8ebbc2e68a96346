// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Jurors} from "./core/Jurors.sol";
import {MarketReader} from "./core/MarketReader.sol";
import {IBourse} from "./interfaces/IBourse.sol";
import {IDisputes} from "./interfaces/IDisputes.sol";
import {IHolds} from "./interfaces/IHolds.sol";
import {IJury, Juror, Stage, Trial, Verdict} from "./interfaces/IJury.sol";
import {Content} from "./libraries/Content.sol";
import {Deal, Hot, Lease} from "./libraries/Records.sol";
import {SignedReceipt} from "./libraries/SignedReceipt.sol";
import {Slots} from "./libraries/Slots.sol";
import {LeaseId, ProviderId} from "./types/Types.sol";

/// @title Receipts of the attested tier before a jury of providers
/// @notice docs/proof-of-processing.md, Attested tier; why it is so: docs/decisions/011.
///
/// @dev Assumptions for safety (nobody loses what is theirs by a false verdict):
/// - Of those that are drawn, fewer than half lie together: the list's stake is mostly honest, and the hash of the block
///   that draws is not chosen. Who orders blocks can choose among hashes.
/// - Disputes checks receipts as IDisputes.openAttested says; sha-256 and keccak-256 hold.
/// - Executions can be repeated: the runtime's results do not depend on the host.
///
/// Assumptions for liveness (everybody can leave, alone):
/// - Anybody may draw and judge: a trial stays open, and its lease unreleased, only while everybody wants it to.
/// - Native coin waits here for whoever it is owed to; a receiver that refuses it blocks nobody but itself.
contract Jury is Jurors {
    using SignedReceipt for bytes;

    /// @dev Gas of a side: opening without the bytes, or standing and drawing; and judging.
    uint256 private constant SIDE_GAS = 700_000;
    /// @dev Places of the list that a draw looks at.
    uint256 private constant MOST_LOOKED = 64;
    /// @dev Block hashes before the last 256 (EIP-2935).
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    /// @dev Tells a commitment from what was revealed: who commits to the hash of an outcome has not shown it.
    bytes32 private constant SEALED = bytes32(uint256(1) << 255);

    address private immutable DISPUTES;
    uint256 private immutable SEATS;
    uint256 private immutable TURN;

    /// @inheritdoc IJury
    uint256 public trials;
    /// @inheritdoc IJury
    mapping(ProviderId provider => uint256) public openTrials;
    /// @inheritdoc IJury
    mapping(uint256 id => mapping(ProviderId juror => bytes32)) public voteOf;
    mapping(uint256 id => Trial) private _trials;
    mapping(uint256 lease => uint256) private _onLease;

    /// @param seats_ Odd, 3 to 9
    /// @param turn_ Epochs of a turn, at least GRACE: what a transaction takes at worst
    constructor(IBourse bourse, uint256 seats_, uint256 turn_) MarketReader(bourse) {
        _within("seats", seats_, 3, 9);
        _within("odd", seats_ & 1, 1, 1);
        _within("turn", turn_, GRACE, type(uint16).max);
        DISPUTES = address(uint160(_load(Slots.MODULES + 2)));
        (SEATS, TURN) = (seats_, turn_);
    }

    // ---------------------------------------------------------------- the parties

    /// @inheritdoc IJury
    function open(
        address challenger,
        bytes calldata receipt,
        bytes calldata request
    ) external payable returns (uint256 id) {
        require(msg.sender == DISPUTES, NotDisputes(msg.sender));
        (ProviderId provider, LeaseId lease) = (receipt.provider(), receipt.lease());
        _checkLease(lease, provider, receipt.epoch());
        _checkContent(receipt, request);
        require(jurors() >= SEATS, TooFewJurors(jurors(), SEATS));
        uint256 n = openTrials[provider] + 1;
        _within("trials", n, 1, type(uint16).max);
        openTrials[provider] = n;
        ++_onLease[LeaseId.unwrap(lease)];
        id = ++trials;
        Trial storage t = _trials[id];
        uint256 unit = _unitFor(block.basefee);
        uint256 bond = unit * n;
        require(msg.value >= bond, BondTooLow(msg.value, bond));
        _within("bond", bond, 0, type(uint96).max);
        t.claim = answerOf(receipt.responseHash(), receipt.fuel(), receipt.status());
        (t.challenger, t.unit) = (challenger, uint96(unit));
        (t.provider, t.lease, t.epoch, t.deadline) = (provider, lease, uint24(_now()), _deadline());
        (t.times, t.places, t.opened) = (uint16(n), uint24(_places()), uint40(block.number));
        t.stage = Stage.Opened;
        _owe(challenger, msg.value - bond);
        emit Accused(id, provider, challenger, lease, bond, t.deadline, receipt, request);
    }

    /// @inheritdoc IJury
    function stand(uint256 id) external payable {
        Trial storage t = _at(id, Stage.Opened);
        _inTime(t.deadline);
        require(msg.value >= t.unit, BondTooLow(msg.value, t.unit));
        t.defender = msg.sender;
        t.stage = Stage.Drawing;
        t.drawnBy = uint40(block.number + 1);
        _owe(msg.sender, msg.value - t.unit);
        emit Stood(id, t.provider, msg.sender, block.number + 1);
    }

    // ---------------------------------------------------------------- the jury

    /// @inheritdoc IJury
    function draw(uint256 id) external {
        Trial storage t = _at(id, Stage.Drawing);
        require(block.number > t.drawnBy, TooSoon(block.number, uint256(t.drawnBy) + 1));
        bytes32 seed = _hashOf(t.drawnBy);
        if (seed == 0) {
            t.drawnBy = uint40(block.number + 1);
            emit Postponed(id, block.number + 1);
            return;
        }
        (uint256 taken, uint256 n) = _drawFrom(seed, t);
        if (n < SEATS) {
            _end(id, Verdict.None, 0);
            return;
        }
        (t.seats, t.stage, t.deadline) = (uint240(taken), Stage.Sitting, _deadline());
        uint256 fee = _feeOf(t);
        for (; taken != 0; taken >>= 24) {
            Juror storage j = _jurors[ProviderId.wrap(uint24(taken))];
            if (uint24(taken) == 0) continue;
            (j.deposit, j.seats) = (j.deposit - uint96(fee), j.seats + 1);
        }
        emit Drawn(id, t.seats, t.deadline, uint24(t.deadline + TURN));
    }

    /// @inheritdoc IJury
    function recuse(uint256 id, ProviderId juror, LeaseId lease) external {
        Trial storage t = _at(id, Stage.Sitting);
        _inTime(t.deadline);
        uint256 seat = _seatOf(id, t.seats, juror);
        uint256 l = _load(Slots.LEASE, LeaseId.unwrap(lease));
        require(
            Lease.provider(l) == ProviderId.unwrap(juror) &&
                Lease.end(l) > t.epoch &&
                _customerOf(lease) == _customerOf(t.lease),
            NoCause(lease, juror)
        );
        t.recused |= uint16(1 << seat);
        emit Recused(id, juror, lease);
    }

    /// @inheritdoc IJury
    function commit(uint256 id, ProviderId juror, bytes32 commitment) external {
        Trial storage t = _at(id, Stage.Sitting);
        _inTime(t.deadline);
        _seatOf(id, t.seats, juror);
        _onlyOf(ProviderId.unwrap(juror));
        require(voteOf[id][juror] == 0, VotedBefore(id, juror));
        voteOf[id][juror] = commitment | SEALED;
        ++t.pending;
        emit Committed(id, juror);
    }

    /// @inheritdoc IJury
    function reveal(
        uint256 id,
        ProviderId juror,
        bytes32 responseHash,
        uint64 fuel,
        uint16 status,
        bytes32 salt
    ) external {
        Trial storage t = _at(id, Stage.Sitting);
        uint256 c = _now();
        require(c > t.deadline, TooSoon(c, uint256(t.deadline) + 1));
        _inTime(t.deadline + TURN);
        bytes32 commitment = commitmentOf(id, juror, responseHash, fuel, status, salt) | SEALED;
        require(voteOf[id][juror] == commitment, NotCommitted(id, juror));
        voteOf[id][juror] = answerOf(responseHash, fuel, status);
        --t.pending;
        emit Revealed(id, juror, responseHash, fuel, status);
    }

    /// @inheritdoc IJury
    function judge(uint256 id) external returns (Verdict verdict) {
        Trial storage t = _trials[id];
        Stage stage = t.stage;
        require(stage != Stage.None && stage != Stage.Over, NotStage(id, stage, Stage.Sitting));
        bytes32 answer;
        // a fatal fault takes more than a verdict could: nobody has to go on
        if (!Hot.fatal(_load(Slots.HOT, ProviderId.unwrap(t.provider)))) {
            require(stage != Stage.Drawing, NotStage(id, stage, Stage.Sitting));
            uint256 c = _now();
            uint256 last = stage == Stage.Sitting && t.pending != 0 ? t.deadline + TURN : t.deadline;
            require(c > last, TooSoon(c, last + 1));
            if (stage == Stage.Sitting) (verdict, answer) = _count(id, t);
            else verdict = Verdict.Wrong;
        }
        _end(id, verdict, answer);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IJury
    function trialOf(uint256 id) external view returns (Trial memory) {
        return _trials[id];
    }

    /// @inheritdoc IJury
    function answerOf(bytes32 responseHash, uint64 fuel, uint16 status) public pure returns (bytes32) {
        return keccak256(abi.encode(responseHash, fuel, status)) & ~SEALED;
    }

    /// @inheritdoc IJury
    function commitmentOf(
        uint256 id,
        ProviderId juror,
        bytes32 responseHash,
        uint64 fuel,
        uint16 status,
        bytes32 salt
    ) public pure returns (bytes32) {
        return keccak256(abi.encode(id, juror, responseHash, fuel, status, salt));
    }

    /// @inheritdoc IJury
    function bondFor(ProviderId provider, uint256 baseFee) external view returns (uint256) {
        return _unitFor(baseFee) * (openTrials[provider] + 1);
    }

    /// @inheritdoc IJury
    function seats() external view returns (uint256) {
        return SEATS;
    }

    /// @inheritdoc IJury
    function turn() external view returns (uint256) {
        return TURN;
    }

    /// @inheritdoc IHolds
    /// @dev A verdict takes nothing of a provider but from the lock of one lease.
    function holds(uint24) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IHolds
    function holdsLease(uint48 lease) external view returns (bool) {
        return _onLease[lease] != 0;
    }

    // ---------------------------------------------------------------- checks

    function _at(uint256 id, Stage stage) private view returns (Trial storage t) {
        t = _trials[id];
        require(t.stage == stage, NotStage(id, t.stage, stage));
    }

    function _inTime(uint256 deadline) private view {
        uint256 c = _now();
        require(c <= deadline, TurnOver(uint24(c), deadline));
    }

    function _deadline() private view returns (uint24) {
        return uint24(_now() + TURN);
    }

    function _notice() internal view override returns (uint256) {
        return TURN + 1;
    }

    /// @dev A part of a lease has the past of the whole, but served nobody.
    function _checkLease(LeaseId lease, ProviderId provider, uint256 epoch) private view {
        uint256 l = _load(Slots.LEASE, LeaseId.unwrap(lease));
        require(
            Lease.provider(l) == ProviderId.unwrap(provider) &&
                !Lease.part(l) &&
                Lease.start(l) <= epoch &&
                epoch < Lease.end(l),
            NotServed(lease, provider, epoch)
        );
    }

    /// @dev Who executes again needs all that the guest saw.
    function _checkContent(bytes calldata receipt, bytes calldata request) private view {
        bytes32 transcript = receipt.transcriptHash();
        require(transcript == 0, WrongContent("transcript", transcript, 0));
        bytes32 hash = Content.hash(request);
        require(hash == receipt.requestHash(), WrongContent("request", hash, receipt.requestHash()));
    }

    /// @dev Who pays for a lease.
    function _customerOf(LeaseId lease) private view returns (address) {
        return Deal.owner(_load(Slots.DEAL, LeaseId.unwrap(lease) >> 8));
    }

    function _seatOf(uint256 id, uint256 taken, ProviderId juror) private pure returns (uint256 seat) {
        for (; taken != 0; taken >>= 24) {
            if (uint24(taken) == ProviderId.unwrap(juror) && uint24(taken) != 0) return seat;
            ++seat;
        }
        revert NotSeated(id, juror);
    }

    /// @dev What both sides need and all seats.
    function _unitFor(uint256 baseFee) private view returns (uint256) {
        return 2 * (SEATS * SEAT_GAS + SIDE_GAS) * baseFee;
    }

    /// @dev Of a seat of a trial: not stored, so that an opening's gas does not depend on the base fee at which it is estimated.
    function _feeOf(Trial storage t) private view returns (uint256) {
        return (t.unit * SEAT_GAS) / (SEATS * SEAT_GAS + SIDE_GAS);
    }

    // ---------------------------------------------------------------- the draw

    /// @dev The hash of a block before this one; 0 when it is out of reach.
    function _hashOf(uint256 number) private view returns (bytes32 hash) {
        hash = blockhash(number);
        if (hash != 0) return hash;
        // solhint-disable-next-line avoid-low-level-calls
        (bool ok, bytes memory data) = HISTORY.staticcall(abi.encode(number));
        if (ok && data.length == 32) hash = bytes32(data);
    }

    /// @dev Jurors of distinct places, every one as likely as any other, the first lowest.
    function _drawFrom(bytes32 seed, Trial storage t) private view returns (uint256 taken, uint256 n) {
        uint256 places = t.places;
        uint256 looked = places < MOST_LOOKED ? places : MOST_LOOKED;
        // the head of a shuffled list: place i was swapped with a later one
        uint256[] memory swapped = new uint256[](looked);
        uint256[] memory with = new uint256[](looked);
        address accused = _ownerOf(ProviderId.unwrap(t.provider));
        address customer = _customerOf(t.lease);
        uint256 fee = _feeOf(t);
        for (uint256 i; i < looked && n < SEATS; ++i) {
            uint256 spot = i + (uint256(keccak256(abi.encode(seed, i))) % (places - i));
            uint256 place = spot;
            uint256 moved = i;
            for (uint256 k; k < i; ++k) {
                if (swapped[k] == spot) place = with[k];
                if (swapped[k] == i) moved = with[k];
            }
            (swapped[i], with[i]) = (spot, moved);
            ProviderId juror = jurorAt(place);
            if (!_canSit(juror, t.opened, accused, customer)) continue;
            // an empty seat counts against every verdict: nobody gains who sees to it that honest jurors cannot pay
            if (_jurors[juror].deposit >= fee) taken |= uint256(ProviderId.unwrap(juror)) << (24 * n);
            ++n;
        }
    }

    /// @dev What would keep a juror from its seat is its own doing alone: nobody shapes a jury by keeping others out.
    function _canSit(ProviderId juror, uint256 opened, address accused, address customer) private view returns (bool) {
        uint256 p = ProviderId.unwrap(juror);
        if (p == 0) return false;
        Juror storage j = _jurors[juror];
        if (j.since >= opened || (j.left != 0 && j.left < opened)) return false;
        address owner = _ownerOf(p);
        return owner != accused && owner != customer && _isReady(p);
    }

    // ---------------------------------------------------------------- the verdict

    /// @dev What more than half of all seats revealed. Who leases to the same customer counts for the receipt only: a
    /// juror that has one more reason to please them cannot help to convict, and leasing from it keeps it from no seat.
    function _count(uint256 id, Trial storage t) private view returns (Verdict, bytes32) {
        bytes32[] memory answers = _answers(id, t.seats);
        uint256 recused = t.recused;
        for (uint256 i; i < SEATS; ++i) {
            bytes32 answer = answers[i];
            if (answer == 0) continue;
            bool isClaim = answer == t.claim;
            uint256 equal;
            for (uint256 k; k < SEATS; ++k) {
                if (answers[k] == answer && (isClaim || (recused >> k) & 1 == 0)) ++equal;
            }
            if (2 * equal > SEATS) return (isClaim ? Verdict.Right : Verdict.Wrong, answer);
        }
        return (Verdict.None, 0);
    }

    /// @dev By seat; 0 where nothing was revealed.
    function _answers(uint256 id, uint256 taken) private view returns (bytes32[] memory answers) {
        answers = new bytes32[](SEATS);
        for (uint256 i; taken != 0; taken >>= 24) {
            bytes32 vote = voteOf[id][ProviderId.wrap(uint24(taken))];
            if (vote & SEALED == 0) answers[i] = vote;
            ++i;
        }
    }

    /// @param answer What the jury found, 0 where there was none
    function _end(uint256 id, Verdict verdict, bytes32 answer) private {
        Trial storage t = _trials[id];
        (ProviderId provider, LeaseId lease) = (t.provider, t.lease);
        t.stage = Stage.Over;
        --openTrials[provider];
        --_onLease[LeaseId.unwrap(lease)];
        uint256 paid = _dismiss(id, t, answer);
        _settle(t, verdict, paid);
        emit Judged(id, provider, lease, verdict);
        if (verdict == Verdict.Wrong) {
            uint256 since = t.epoch > MATURITY ? t.epoch - MATURITY : 1;
            IDisputes(DISPUTES).breach(lease, uint24(since));
        }
    }

    /// @dev Gives jurors back what their seats kept, and a fee; where there is an answer, only those who gave it.
    function _dismiss(uint256 id, Trial storage t, bytes32 answer) private returns (uint256 paid) {
        uint256 fee = _feeOf(t);
        bytes32[] memory answers = _answers(id, t.seats);
        uint256 i;
        for (uint256 taken = t.seats; taken != 0; taken >>= 24) {
            bool agrees = answers[i++] == answer;
            ProviderId juror = ProviderId.wrap(uint24(taken));
            if (ProviderId.unwrap(juror) == 0) continue;
            Juror storage j = _jurors[juror];
            --j.seats;
            if (answer == 0 || agrees) j.deposit += uint96(fee);
            else _owe(address(0), fee);
            if (answer == 0 || !agrees) continue;
            paid += fee;
            _owe(j.payee, fee);
        }
    }

    /// @dev The loser's bond pays the jurors and the winner's gas; the rest of it is burnt, as is what seats lose: nobody
    /// wins by another's loss.
    function _settle(Trial storage t, Verdict verdict, uint256 paid) private {
        uint256 unit = t.unit;
        uint256 bond = unit * t.times;
        uint256 other = t.defender == address(0) ? 0 : unit;
        uint256 costs = other == 0 ? 0 : unit - SEATS * _feeOf(t);
        if (verdict == Verdict.Right) {
            _owe(t.defender, unit + costs);
            _owe(address(0), bond - paid - costs);
        } else if (verdict == Verdict.Wrong) {
            _owe(t.challenger, bond + costs);
            _owe(address(0), other - paid - costs);
        } else {
            _owe(t.challenger, bond);
            _owe(t.defender, other);
        }
    }
}
