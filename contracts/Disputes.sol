// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Games} from "./core/Games.sol";
import {Leaves} from "./core/Leaves.sol";
import {MarketReader} from "./core/MarketReader.sol";
import {IBourse} from "./interfaces/IBourse.sol";
import {IBourseBase} from "./interfaces/IBourseBase.sol";
import {Ending, Game, IDisputes, Image, Terms, Turn} from "./interfaces/IDisputes.sol";
import {Part} from "./interfaces/IFaults.sol";
import {IHolds} from "./interfaces/IHolds.sol";
import {IJury} from "./interfaces/IJury.sol";
import {Content} from "./libraries/Content.sol";
import {SignedReceipt} from "./libraries/SignedReceipt.sol";
import {OneStep} from "./prover/OneStep.sol";
import {Sections} from "./prover/Sections.sol";
import {Window} from "./prover/Window.sol";
import {LeaseId, ProviderId} from "./types/Types.sol";

/// @title Games about what an execution did, decided by executing one step of it
/// @notice docs/proof-of-processing.md says how one is played, interfaces/IDisputes.sol what can be called here.
///
/// @dev Assumptions for safety (no honest provider ends, no one loses what is theirs):
/// - OneStep is the machine of docs/proof-of-processing.md, and an honest provider signs what that machine does with an
///   image that it made itself of the version's module; `mostSteps` is above the steps of every such execution.
/// - secp256k1, sha-256 and keccak-256 hold.
/// - Each side gets its moves included within its clock: grace, the chain's forced inclusion, is part of it.
/// - Bourse, FunctionRegistry and the jury are the market's: calls to them do not come back here to move in a game.
///
/// Assumptions for liveness (everybody can leave, alone):
/// - Anybody may end a game whose next mover has no time left: none lasts longer than both clocks unless everybody wants it to.
/// - Native coin waits here for whoever it is owed to; a receiver that refuses it blocks nobody but itself.
contract Disputes is Leaves {
    using SignedReceipt for bytes;

    /// @dev Of the final state's counter: fuel left 40, signed | guard 1 | stack slots left 23.
    uint256 private constant FUEL = 24;
    uint256 private constant GUARD = 1 << 23;
    /// @dev Statuses of receipts (docs/receipts.md).
    uint256 private constant TRAP = 2;
    uint256 private constant OUT_OF_FUEL = 3;
    uint256 private constant TOO_DEEP = 4;
    uint256 private constant TRAPPED = 2;

    OneStep private immutable STEP;
    IJury private immutable JURY;

    /// @dev A response that was shown ahead: what a game needs of it.
    struct Shown {
        uint256 length; // bytes
        bytes32 root; // of its half of the window, never 0
    }

    mapping(bytes32 contentHash => Shown) private _shown;

    constructor(IBourse bourse, OneStep step, IJury jury_, uint256 clock_) MarketReader(bourse) Games(clock_) {
        (STEP, JURY) = (step, jury_);
    }

    // ---------------------------------------------------------------- the challenger's moves

    /// @inheritdoc IDisputes
    function showResponse(bytes calldata response) external {
        _within("length", response.length, 0, Window.MOST_BYTES);
        bytes memory content = response;
        bytes32 hash = Content.hash(content);
        _shown[hash] = Shown(response.length, Window.half(content));
        emit ResponseShown(hash, response.length);
    }

    /// @inheritdoc IDisputes
    function open(
        bytes calldata receipt,
        Image calldata image,
        bytes calldata request,
        bytes calldata response,
        bytes32[15] calldata window
    ) external payable returns (uint256 id) {
        ProviderId provider = _checkOpen(receipt);
        _checkRuns(image, receipt.imageHash());
        Terms memory terms;
        bytes32 requestHash = receipt.requestHash();
        bytes memory content = _content(Part.Request, request, requestHash);
        terms.start = _start(image, image.stackRoot, window, receipt.epoch(), content, requestHash);
        (terms.codeRoot, terms.maxPages) = (image.codeRoot, image.maxPages);
        (terms.counterSlot, terms.fuelLimit) = (image.counterSlot, image.fuel);
        (terms.fuel, terms.status) = (receipt.fuel(), receipt.status());
        (terms.responseLength, terms.responseRoot) = _responseOf(response, receipt.responseHash());
        id = _begin(provider, receipt.lease(), _hashOf(terms), Turn.Defend);
        emit Opened(id, provider, msg.sender, msg.value, receipt, image, terms);
    }

    /// @inheritdoc IDisputes
    function pick(uint256 id, uint256 section, bytes32 from, bytes32 to, bytes32[5] calldata path) external {
        Game storage g = _challengerMoves(id, Turn.Pick);
        (uint256 first, uint256 width) = (g.first, g.width);
        _within("section", section, 0, Sections.countOf(width) - 1);
        bytes32 leaf = Sections.leafOf(from, to);
        _checkClaim(g, Sections.rootAbove(leaf, section, path));
        uint256 before;
        (before, width) = Sections.part(width, section);
        first += before;
        _next(g, width == 1 ? Turn.Prove : Turn.Split, leaf, first, width);
        emit Picked(id, section, from, to, uint48(first), uint48(width));
    }

    /// @inheritdoc IDisputes
    function prove(
        uint256 id,
        Terms calldata terms,
        OneStep.State calldata before,
        bytes32 claimed,
        bytes32[] calldata witness
    ) external {
        Game storage g = _challengerMoves(id, Turn.Prove);
        _checkTerms(g, _hashOf(terms));
        _checkClaim(g, Sections.leafOf(keccak256(abi.encode(before)), claimed));
        bytes32 state = STEP.step(OneStep.Context(terms.codeRoot, terms.maxPages), before, witness);
        require(state != claimed, StepIsRight(state));
        _over(id, g, true);
    }

    // ---------------------------------------------------------------- the provider's moves

    /// @inheritdoc IDisputes
    function defend(
        uint256 id,
        Terms calldata terms,
        uint48 steps,
        Ending calldata last,
        bytes32[] calldata points
    ) external {
        Game storage g = _providerMoves(id, Turn.Defend);
        _checkTerms(g, _hashOf(terms));
        _checkEnding(terms, last);
        // where it traps, charges that were not booked yet are lost
        _within("steps", steps, 1, mostSteps(terms.status == TRAP ? terms.fuelLimit : terms.fuel));
        _post(g, Sections.leafOf(terms.start, keccak256(abi.encode(last.state))), 0, steps, points);
        emit Defended(id, steps, points);
    }

    /// @inheritdoc IDisputes
    function split(uint256 id, bytes32[] calldata points) external {
        Game storage g = _providerMoves(id, Turn.Split);
        _post(g, g.claim, g.first, g.width, points);
        emit Split(id, points);
    }

    // ---------------------------------------------------------------- the attested tier

    /// @inheritdoc IDisputes
    function openAttested(bytes calldata receipt, bytes calldata request) external payable returns (uint256 id) {
        _checkOpen(receipt);
        bool isAttested = receipt.imageHash() == 0 && _lieOf(receipt) == 0;
        require(isAttested && jury() != address(0), NotAttestedTier());
        return JURY.open{value: msg.value}(msg.sender, receipt, request);
    }

    /// @inheritdoc IDisputes
    function breach(LeaseId lease, uint24 since) external {
        require(msg.sender == jury(), NotJury(msg.sender));
        BOURSE.breach(lease, since);
    }

    /// @inheritdoc IDisputes
    function jury() public view returns (address) {
        return address(JURY);
    }

    /// @inheritdoc IHolds
    function holds(uint24 provider) external view returns (bool) {
        return _dockets[ProviderId.wrap(provider)].open != 0 || (jury() != address(0) && JURY.holds(provider));
    }

    /// @inheritdoc IHolds
    function holdsLease(uint48 lease) external view returns (bool) {
        return _onLease[LeaseId.wrap(lease)] != 0 || (jury() != address(0) && JURY.holdsLease(lease));
    }

    /// @inheritdoc IDisputes
    function mostSteps(uint256 fuel) public pure returns (uint256) {
        return (1 << 20) + 32 * fuel;
    }

    // ---------------------------------------------------------------- inside

    /// @dev Refuses a receipt that is not the provider's, is out of its window, or whose provider is guilty already.
    function _checkOpen(bytes calldata receipt) private view returns (ProviderId provider) {
        _checkProvable(receipt, MATURITY);
        provider = receipt.provider();
        require(!_isFatal(ProviderId.unwrap(provider)), IBourseBase.HasEnded(provider));
    }

    /// @dev Length and root of a response; without bytes, of one that was shown ahead.
    function _responseOf(bytes calldata response, bytes32 expected) private view returns (uint256, bytes32) {
        if (response.length == 0) {
            Shown memory shown = _shown[expected];
            if (shown.root != 0) return (shown.length, shown.root);
        }
        return (response.length, Window.half(_content(Part.Response, response, expected)));
    }

    /// @dev Refuses a last state that does not say what the receipt says (docs/proof-of-processing.md, Outcome).
    function _checkEnding(Terms calldata terms, Ending calldata last) private pure {
        uint256 machine = uint8(last.state.regs);
        require(machine != 0, WrongEnding("running", machine, 1));
        (bytes32 stack, bytes32 memory_) = Window.rootsOf(last, terms.counterSlot);
        _sameEnding("stack", uint256(stack), uint256(last.state.stackRoot));
        _sameEnding("memory", uint256(memory_), uint256(last.state.memoryRoot));
        (uint256 length, uint256 outcome) = Window.headerOf(last.header);
        int256 left = int64(uint64(last.counter)) >> FUEL;
        uint256 status = TRAP;
        if (left < 0) status = OUT_OF_FUEL;
        else if (machine == TRAPPED && last.counter & GUARD == 0) status = TOO_DEEP;
        else if (outcome != 0) status = outcome - 1;
        _sameEnding("status", status, terms.status);
        unchecked {
            // more left than the limit is no fuel that a receipt can say
            _sameEnding("fuel", left < 0 ? terms.fuelLimit : terms.fuelLimit - uint256(left), terms.fuel);
        }
        bool isShown = status < TRAP;
        _sameEnding("length", isShown ? length : 0, terms.responseLength);
        if (isShown) _sameEnding("response", uint256(last.response), uint256(terms.responseRoot));
    }

    function _sameEnding(bytes32 field, uint256 actual, uint256 expected) private pure {
        require(actual == expected, WrongEnding(field, actual, expected));
    }

    /// @dev Takes the points of a section's cut; of one step there is nothing to cut.
    function _post(Game storage g, bytes32 claim, uint256 first, uint256 width, bytes32[] calldata points) private {
        uint256 n = Sections.countOf(width);
        _within("points", points.length, n + 1, n + 1);
        bytes32 ends = Sections.leafOf(points[0], points[n]);
        require(ends == claim, WrongClaim(ends, claim));
        if (width == 1) _next(g, Turn.Prove, claim, first, width);
        else _next(g, Turn.Pick, Sections.rootOf(points), first, width);
    }

    function _checkClaim(Game storage g, bytes32 actual) private view {
        bytes32 expected = g.claim;
        require(actual == expected, WrongClaim(actual, expected));
    }
}
