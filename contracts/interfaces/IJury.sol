// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IHolds} from "./IHolds.sol";
import {LeaseId, ProviderId} from "../types/Types.sol";

/// @notice Where a trial stands.
enum Stage {
    None, // no such trial
    Opened, // the accused may stand until the deadline
    Drawing, // the hash of a block draws the jury
    Sitting, // jurors commit until the deadline, then reveal for as long
    Over
}

/// @notice What came of a trial.
enum Verdict {
    None, // nothing moves, everybody has back what they put in
    Right, // the receipt says what was executed
    Wrong // it does not, or nobody stood by it
}

/// @notice One receipt before a jury. Five words.
struct Trial {
    bytes32 claim; // what the receipt says, as {IJury.answerOf}
    address challenger;
    uint96 unit; // wei, at the base fee of the opening: the accused puts in one, the challenger `times` as much
    address defender; // who stands for the accused
    ProviderId provider; // the accused
    LeaseId lease;
    uint24 epoch; // of the opening
    uint24 deadline; // the last epoch in which the accused stands, or jurors commit
    uint16 times; // it was the n-th open on the provider
    uint24 places; // of the list, when it was opened: who came later is not drawn
    uint40 opened; // block of the opening
    uint40 drawnBy; // block whose hash draws
    uint8 pending; // commitments not revealed yet
    Stage stage;
    uint240 seats; // jurors, 24 bits each, the first lowest; 0 is an empty seat
    uint16 recused; // bit of a seat
}

/// @notice A provider that re-executes. Two words.
struct Juror {
    address payee; // who gets its fees, and its deposit back
    uint96 deposit; // wei, without what its open seats keep
    uint40 since; // block from which on it is on the list
    uint40 left; // block in which it gave notice, 0 while it stays
    uint24 leftAt; // the same, epoch
    uint24 place; // on the list
    uint16 seats; // in trials that are not over
}

/// @title Receipts of the attested tier, decided by providers that execute the request again
/// @notice docs/proof-of-processing.md, Attested tier. Whoever denies such a receipt calls `Disputes.openAttested`, which
/// checks it and hands it over here. A verdict moves what one lease's lock holds for its open epochs, and no base stake.
interface IJury is IHolds {
    // ---------------------------------------------------------------- jurors

    /// @notice Puts a provider on the list of jurors, or adds to its deposit. Its owner or its operator may; the first of
    /// them to do so is paid. Each provider that is on the list weighs one base stake.
    /// @dev Emits {Enlisted}. A notice given before is taken back: it is on the list from now on.
    function enlist(ProviderId provider) external payable;

    /// @notice Gives notice: the provider is drawn for no trial that is opened from now on. Its owner or operator may.
    /// @dev Emits {Left}.
    function giveNotice(ProviderId provider) external;

    /// @notice Takes a provider off the list and gives its deposit back to who is paid: when its notice has passed, or its
    /// provider has ended, and it has no seat. Anybody may.
    /// @dev Emits {Discharged}.
    function discharge(ProviderId provider) external;

    // ---------------------------------------------------------------- a trial

    /// @notice Opens a trial of a receipt that Disputes has checked; only Disputes may call. At stake is what {bondFor} says;
    /// what was sent above it is the challenger's.
    /// @dev Emits {Accused}.
    /// @param receipt As on the wire: of an epoch of its lease, of the attested tier, without a transcript
    /// @param request As docs/receipts.md encodes it: everybody has to execute it
    /// @return id Of the trial, counted from 1
    function open(
        address challenger,
        bytes calldata receipt,
        bytes calldata request
    ) external payable returns (uint256 id);

    /// @notice Stands by the receipt, with `unit` of the trial. Anybody may, for the accused. The hash of the block after
    /// this one draws the jury.
    /// @dev Emits {Stood}.
    function stand(uint256 id) external payable;

    /// @notice Draws the jury. Anybody may. Where the hash is out of reach it fixes another block; where too few jurors can
    /// be drawn the trial is over.
    /// @dev Emits {Drawn}, {Postponed} or {Judged}.
    function draw(uint256 id) external;

    /// @notice Shows that a juror leases to the owner of the disputed deal, until commits end: its word counts for the
    /// receipt only. Anybody may.
    /// @dev Emits {Recused}.
    /// @param lease Of the juror, of a deal of that owner, not over when the trial was opened
    function recuse(uint256 id, ProviderId juror, LeaseId lease) external;

    /// @notice A juror's owner or operator commits to what it found.
    /// @dev Emits {Committed}.
    /// @param commitment Of {commitmentOf}
    function commit(uint256 id, ProviderId juror, bytes32 commitment) external;

    /// @notice Shows what was committed to, after the last commit could come.
    /// @dev Emits {Revealed}.
    function reveal(
        uint256 id,
        ProviderId juror,
        bytes32 responseHash,
        uint64 fuel,
        uint16 status,
        bytes32 salt
    ) external;

    /// @notice Ends a trial: when all commitments are revealed or time is up, when nobody stood for the accused in time, or
    /// when the accused was convicted of a fatal fault meanwhile. Anybody may.
    /// @dev Emits {Judged}.
    function judge(uint256 id) external returns (Verdict verdict);

    /// @notice Sends the caller's native coin to `to`.
    /// @dev Emits {Withdrawn}.
    function withdraw(address to) external returns (uint256 amount);

    // ---------------------------------------------------------------- views

    function trialOf(uint256 id) external view returns (Trial memory);

    /// @notice Trials ever opened.
    function trials() external view returns (uint256);

    /// @notice Trials of a provider that are not over.
    function openTrials(ProviderId provider) external view returns (uint256);

    function jurorOf(ProviderId provider) external view returns (Juror memory);

    /// @notice Jurors on the list, those that gave notice among them.
    function jurors() external view returns (uint256);

    /// @notice The juror at a place of the list, 0 for an empty one.
    function jurorAt(uint256 place) external view returns (ProviderId);

    /// @notice What a juror committed to (highest bit 1) or revealed, as {answerOf} (highest bit 0); 0 for neither.
    function voteOf(uint256 id, ProviderId juror) external view returns (bytes32);

    /// @notice The hash of an outcome, its highest bit 0.
    function answerOf(bytes32 responseHash, uint64 fuel, uint16 status) external pure returns (bytes32);

    /// @notice What a juror commits to: nobody else can open it.
    function commitmentOf(
        uint256 id,
        ProviderId juror,
        bytes32 responseHash,
        uint64 fuel,
        uint16 status,
        bytes32 salt
    ) external pure returns (bytes32);

    /// @notice What the next challenger of a provider has to put in at a base fee, wei.
    function bondFor(ProviderId provider, uint256 baseFee) external view returns (uint256);

    /// @notice What a seat pays at a base fee, and what it costs who is silent or in the minority, wei.
    function feeFor(uint256 baseFee) external view returns (uint256);

    /// @notice The least deposit of a juror at a base fee, wei.
    function depositFor(uint256 baseFee) external view returns (uint256);

    /// @notice Jurors of a trial. More than half of them have to say the same.
    function seats() external view returns (uint256);

    /// @notice Epochs after the one in which it begins that the accused has to stand, jurors to commit, and to reveal.
    function turn() external view returns (uint256);

    /// @notice Native coin of an account, wei. What the account 0 has is burnt.
    function owed(address account) external view returns (uint256);

    event Enlisted(ProviderId indexed provider, address indexed payee, uint256 deposit);
    event Left(ProviderId indexed provider, uint24 epoch);
    event Discharged(ProviderId indexed provider, address indexed payee, uint256 amount);
    event Accused(
        uint256 indexed id,
        ProviderId indexed provider,
        address indexed challenger,
        LeaseId lease,
        uint256 bond,
        uint24 deadline,
        bytes receipt,
        bytes request
    );
    event Stood(uint256 indexed id, ProviderId indexed provider, address indexed defender, uint256 drawnBy);
    event Postponed(uint256 indexed id, uint256 drawnBy);
    /// @param jurors 24 bits each, the first lowest; 0 is an empty seat
    event Drawn(uint256 indexed id, uint240 jurors, uint24 commitUntil, uint24 revealUntil);
    event Recused(uint256 indexed id, ProviderId indexed juror, LeaseId lease);
    event Committed(uint256 indexed id, ProviderId indexed juror);
    event Revealed(uint256 indexed id, ProviderId indexed juror, bytes32 responseHash, uint64 fuel, uint16 status);
    event Judged(uint256 indexed id, ProviderId indexed provider, LeaseId indexed lease, Verdict verdict);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);

    error NotDisputes(address caller);
    /// @dev Neither the provider's owner nor its operator.
    error NotOfProvider(address caller, ProviderId provider);
    error NotReady(ProviderId provider);
    error NotEnlisted(ProviderId provider);
    error SeatsOpen(ProviderId provider, uint256 seats);
    error NoticeRuns(uint24 running, uint256 from);
    error BondTooLow(uint256 value, uint256 needed);
    error TooFewJurors(uint256 jurors, uint256 needed);
    /// @dev The receipt's epoch is none of its lease, or the lease is another provider's.
    error NotServed(LeaseId lease, ProviderId provider, uint256 epoch);
    /// @dev Bytes that are not those the receipt signs the hash of, or a receipt with a transcript.
    error WrongContent(bytes32 field, bytes32 actual, bytes32 expected);
    error NotStage(uint256 id, Stage stage, Stage expected);
    error TurnOver(uint24 running, uint256 deadline);
    error TooSoon(uint256 now_, uint256 from);
    error NotSeated(uint256 id, ProviderId juror);
    error VotedBefore(uint256 id, ProviderId juror);
    error NotCommitted(uint256 id, ProviderId juror);
    /// @dev The lease is not this juror's, not of the same owner, or was over.
    error NoCause(LeaseId lease, ProviderId juror);
}
