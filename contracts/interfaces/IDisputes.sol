// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Part} from "./IFaults.sol";
import {OneStep} from "../prover/OneStep.sol";
import {LeaseSummary, Place, RootOpening} from "../types/Receipts.sol";
import {FunctionId, LeaseId, ProviderId} from "../types/Types.sol";

/// @notice What a receipt's or a version's imageHash is the hash of (docs/proof-of-processing.md, Image):
/// keccak256(abi.encode(uint256(1), image)).
struct Image {
    bytes32 codeRoot;
    bytes32 stackRoot;
    bytes32 memoryRoot;
    uint256 regs; // of the first state, pc at the entry
    uint256 maxPages; // at most 2^15
    uint256 counterSlot; // the global that counts fuel and call depth
    uint256 fuel; // limit of an execution, at most 2^32
}

/// @notice What a game is about: fixed when it is opened, shown again where a move needs it.
struct Terms {
    bytes32 start; // hash of the first state, the request in its window
    bytes32 codeRoot;
    uint256 maxPages;
    uint256 counterSlot;
    uint256 fuelLimit; // the image's; of a canary's sample at most 32,000,000
    uint256 fuel; // this and the rest are the receipt's, or what the provider showed of its canary
    uint256 status;
    uint256 responseLength; // bytes
    bytes32 responseRoot; // of the 2^11 leaves of a window that holds the response, and zeros
}

/// @notice What the event `Attested` said: nobody can keep it back.
struct Attestation {
    bytes32 root;
    bytes32 seed;
}

/// @notice A lease's leaf in an epoch root that was attested (docs/receipts.md, Epoch root), and what drew its canary.
struct Leaf {
    ProviderId provider;
    LeaseSummary summary;
    RootOpening root;
    Place place; // of the leaf, below `root.leasesRoot`
    Attestation previous; // the provider's before that one; not heeded where there is none
}

/// @notice The sample that a canary draws, of a provable version; not heeded where the version is attested or has none.
struct Sample {
    Image image;
    bytes request; // at most 64 KiB, as docs/receipts.md encodes it
    Place place; // of its content hash, in the tree of the version's samplesHash
    uint256 counter; // slot `counterSlot` of the image's stack
    bytes32[17] counterPath; // its siblings, from the bottom up
    bytes32[15] window; // as of `IDisputes.open`
}

/// @notice What the provider has to show of a canary that was denied.
struct Duty {
    bytes32 canary; // the leaf's
    bytes32 seed; // of the epoch, as docs/receipts.md derives it
    bytes32 moduleHash; // of the version that the alias named when the epoch began
    uint8 tag; // of the canary: 0x07 of chunks alone, 0x08 with a result that nothing decides, 0x09 with one that a game does
    bytes32 requestHash; // of the sample; 0 but for tag 0x09
    Terms terms; // of the sample's execution, without fuel, status and response; zeros but for tag 0x09
}

/// @notice The chunks of a module that a canary draws: chunk i is number keccak256(seed || uint8(i)) modulo their count.
struct Chunks {
    uint64 length; // of the module, bytes
    bytes[4] data; // 1024 bytes each, of the module's last chunk what there is
    bytes32[][4] paths; // from the chunk up to the root of the module's chunks
}

/// @notice A last state, opened where the receipt's outcome can be read. Paths are siblings from the bottom up.
struct Ending {
    OneStep.State state;
    uint256 counter; // slot `counterSlot` of the stack
    bytes32[17] counterPath;
    bytes32 header; // the leaf at 2^31 of memory: lengths, outcome
    bytes32[12] headerPath; // to the node over the first 2^12 leaves from there
    bytes32 response; // node over the next 2^11 leaves
    bytes32 rest; // node over the 2^11 leaves after those
    bytes32[14] windowPath; // from the node over all these 2^13 leaves to the memory's root
}

/// @notice Whose move it is, and which.
enum Turn {
    None, // no such game
    Show, // the provider's: of a canary
    Defend, // the provider's
    Pick, // the challenger's
    Split, // the provider's
    Prove, // the challenger's
    Over
}

/// @notice One game about one receipt, or one canary. Four words.
struct Game {
    bytes32 terms; // keccak256(abi.encode(Terms)); in turn Show keccak256(abi.encode(Duty))
    // Pick: root over the sections; Split, Prove: the section that is denied, keccak256(from || to)
    bytes32 claim;
    address challenger;
    ProviderId provider;
    uint72 bond; // wei
    LeaseId lease; // the receipt's or the leaf's, where it is one of the provider's; else 0
    uint48 first; // steps before what is denied
    uint48 width; // steps in what is denied
    uint40 since; // when the turn began, seconds
    uint24 providerLeft; // seconds for all its moves, at `since`
    uint24 challengerLeft;
    uint16 share; // it was the n-th open on the provider, and its bond n times one such part
    Turn turn;
}

/// @title Games about receipts and canaries of provable versions, and proofs of what no honest provider signs
/// @notice docs/proof-of-processing.md, The game. The provider claims a number of steps from the first state, which this
/// contract computes, to a last one that says what the receipt says; it cuts them into sections, the challenger picks one
/// that it denies, until one step is left, which is executed here.
interface IDisputes {
    // ---------------------------------------------------------------- the game

    /// @notice Denies what a signed receipt says: response, status or fuel. Anybody may, in the receipt's epoch and
    /// window + grace epochs after it, as often as they like; the provider is next.
    /// @dev Emits {Opened}. Takes the bond of {bondFor}, or more: all of it is at stake.
    /// @param receipt As on the wire
    /// @param image Of which the receipt signs the hash
    /// @param request Of which the receipt signs the hash, at most 64 KiB, as docs/receipts.md encodes it
    /// @param response The same; empty where {showResponse} has it. `IFaults.askContent` gets what the challenger lacks
    /// @param window Siblings, from the bottom up, of the node over the 2^12 leaves from 2^31 on in the image's memory
    /// @return id Games count from 1
    function open(
        bytes calldata receipt,
        Image calldata image,
        bytes calldata request,
        bytes calldata response,
        bytes32[15] calldata window
    ) external payable returns (uint256 id);

    /// @notice Keeps what {open} needs of a response, at most 64 KiB: networks refuse transactions that are large enough for a
    /// long request and a long response. Anybody may, for all receipts of that response.
    /// @dev Emits {ResponseShown}.
    function showResponse(bytes calldata response) external;

    /// @notice Denies the canary of a lease's leaf in an attested root: chunks of the module, and what came out of the sample of a
    /// provable version. Anybody may, in the leaf's epoch and window + grace epochs after it; the provider is next, with {show}.
    /// @dev Emits {LeafOpened}. Takes the bond of {bondFor}, or more: all of it is at stake. Who sends bytes that are not
    /// those of the chain's records is told which, before anything is written.
    /// @return id Games count from 1
    function openLeaf(Leaf calldata leaf, Sample calldata sample) external payable returns (uint256 id);

    /// @notice The provider shows what its canary is the hash of. That decides a canary of chunks, and the chunks of any; about
    /// a result that a machine comes to the game goes on with {defend}. Its owner or operator may.
    /// @dev Emits {CanaryShown}, and {Over} where nothing is left to decide. There is no move for a canary that was made up.
    /// @param duty Of the event
    /// @param tail What follows the chunks in the canary: nothing for tag 0x07, 74 bytes for 0x08, 82 for 0x09
    function show(uint256 id, Duty calldata duty, Chunks calldata chunks, bytes calldata tail) external;

    /// @notice The provider's first move about a receipt, its second about a canary: how many steps, the last state, and the first cut. Its owner or operator may.
    /// @dev Emits {Defended}. Refused where the last state does not say what the receipt says, or the steps are more than
    /// {mostSteps}: a provider that lied there has no move, and runs out of time.
    /// @param points Hashes of states, those at both ends among them: n = min(steps, 32) sections, n + 1 points; point i is
    /// after floor(steps * i / n) steps
    function defend(
        uint256 id,
        Terms calldata terms,
        uint48 steps,
        Ending calldata last,
        bytes32[] calldata points
    ) external;

    /// @notice The provider cuts the section that was denied, as in {defend}. Its owner or operator may.
    /// @dev Emits {Split}.
    function split(uint256 id, bytes32[] calldata points) external;

    /// @notice The challenger accepts where a section begins, and denies where it ends.
    /// @dev Emits {Picked}. The next move is {split}, of one step {prove}.
    /// @param section Counted from 0
    /// @param from The point at which it begins
    /// @param to The point at which it ends
    /// @param path Siblings of keccak256(from || to) in the tree over 32 sections, zero where there are fewer
    function pick(uint256 id, uint256 section, bytes32 from, bytes32 to, bytes32[5] calldata path) external;

    /// @notice The challenger shows that the step which is left does not lead to what the provider claims.
    /// @dev Emits {Over}, and punishes the provider.
    /// @param before The state before it
    /// @param claimed Hash of the state after it, as the provider says
    /// @param witness Of `OneStep.step`
    function prove(
        uint256 id,
        Terms calldata terms,
        OneStep.State calldata before,
        bytes32 claimed,
        bytes32[] calldata witness
    ) external;

    /// @notice Ends a game whose next mover has no time left: it has lost. Anybody may.
    /// @dev Emits {Over}.
    function timeout(uint256 id) external;

    /// @notice Ends a game on a provider that was punished meanwhile; the bond is the challenger's again. The challenger may,
    /// and where no reward waits for who was first, anybody.
    /// @dev Emits {Over}.
    function drop(uint256 id) external;

    /// @notice Sends the caller's native coin to `to`.
    /// @dev Emits {Withdrawn}.
    function withdraw(address to) external returns (uint256 amount);

    // ---------------------------------------------------------------- the attested tier

    /// @notice Denies a receipt of a version without image hash: handed to {jury} with the challenger and what was sent.
    /// Receipt, key, window and registry are checked here, the rest there (IJury.open).
    /// @param request Of which the receipt signs the hash, as docs/receipts.md encodes it: jurors execute it
    /// @return id Of the jury's trial
    function openAttested(bytes calldata receipt, bytes calldata request) external payable returns (uint256 id);

    /// @notice The jury found a receipt wrong: handed to `Bourse.breach`. Only {jury} may call.
    function breach(LeaseId lease, uint24 since) external;

    /// @notice Decides receipts of the attested tier; 0 where nobody does.
    function jury() external view returns (address);

    // ---------------------------------------------------------------- fatal at once

    /// @notice A receipt of a version that was never published, or whose module or image is not the registry's.
    /// @dev Emits {Convicted}. The caller is the reporter.
    function proveCode(bytes calldata receipt) external;

    /// @notice A receipt whose image no honest provider accepts: its limits are not those of the machine, or the request's
    /// window is not empty.
    /// @dev Emits {Convicted}. The caller is the reporter.
    /// @param node Over the 2^12 leaves from 2^31 on in the image's memory
    /// @param window Its siblings, from the bottom up
    function proveImage(
        bytes calldata receipt,
        Image calldata image,
        bytes32 node,
        bytes32[15] calldata window
    ) external;

    /// @notice A receipt of a provable version whose request or response is longer than 64 KiB.
    /// @dev Emits {Convicted}. The caller is the reporter.
    /// @param length Of the content, bytes
    /// @param root Of its chunks
    function proveSize(bytes calldata receipt, Part part, uint64 length, bytes32 root) external;

    // ---------------------------------------------------------------- views

    function gameOf(uint256 id) external view returns (Game memory);

    /// @notice How many games were ever opened.
    function games() external view returns (uint256);

    /// @notice Games on a provider that are not over.
    function openGames(ProviderId provider) external view returns (uint256);

    /// @notice The least bond of the next game on a provider at a base fee, wei: it pays for all the provider's moves, twice;
    /// for the n-th that is open at once n times as much.
    function bondFor(ProviderId provider, uint256 baseFee) external view returns (uint256);

    /// @notice Native coin of an account, wei. What address 0 has is burnt.
    function owed(address account) external view returns (uint256);

    /// @notice Seconds that each side has for all its moves of a game.
    function clock() external view returns (uint256);

    /// @notice The most steps that an execution of so much fuel can have.
    function mostSteps(uint256 fuel) external pure returns (uint256);

    /// @dev What the receipt says of itself is in `receipt`, as on the wire.
    event Opened(
        uint256 indexed id,
        ProviderId indexed provider,
        address indexed challenger,
        uint256 bond,
        bytes receipt,
        Image image,
        Terms terms
    );
    /// @param functionId Of the lease's deal
    /// @param version That the deal's alias named when the epoch began
    /// @param image As sent: the version's where `duty` has terms, else nobody looked at it
    event LeafOpened(
        uint256 indexed id,
        ProviderId indexed provider,
        address indexed challenger,
        uint256 bond,
        LeaseSummary summary,
        uint24 epoch,
        FunctionId functionId,
        uint32 version,
        Duty duty,
        Image image
    );
    /// @param terms Complete: the game's from now on; zeros where the canary was decided by being shown
    event CanaryShown(uint256 indexed id, Terms terms);
    /// @dev {open} finds it by the hash that a receipt signs.
    event ResponseShown(bytes32 indexed contentHash, uint256 length);
    event Defended(uint256 indexed id, uint48 steps, bytes32[] points);
    event Split(uint256 indexed id, bytes32[] points);
    /// @dev `first` and `width` are of the section, in steps.
    event Picked(uint256 indexed id, uint256 section, bytes32 from, bytes32 to, uint48 first, uint48 width);
    /// @param upheld Whether the receipt was shown to be false, or nobody stood by it in time
    event Over(uint256 indexed id, ProviderId indexed provider, address indexed challenger, bool upheld);
    /// @param field What of the receipt is a lie of its own: "version", "module", "image", "request", "response"
    event Convicted(ProviderId indexed provider, address indexed reporter, bytes32 field, bytes receipt);
    /// @dev Who of several was first is paid when all games on the provider are over.
    event Rewarded(ProviderId indexed provider, address indexed reporter, uint256 amount);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);

    /// @dev Not this move's turn.
    error NotTurn(uint256 id, Turn turn, Turn expected);
    /// @dev The move is the other side's.
    error NotPlayer(uint256 id, address caller);
    error NoTimeLeft(uint256 id, uint256 elapsed, uint256 left);
    error TimeLeft(uint256 id, uint256 elapsed, uint256 left);
    error NotPunished(ProviderId provider);
    error BondTooLow(uint256 value, uint256 needed);
    /// @dev The receipt is of the attested tier: no machine decides about it.
    error NotProvable();
    /// @dev A version with an image, or a receipt that is a lie of its own ({proveCode}), or no jury.
    error NotAttestedTier();
    error NotJury(address caller);
    error WrongImage(bytes32 actual, bytes32 expected);
    /// @dev Such an image is a lie of its own: {proveImage}.
    error BadImage(bytes32 field, uint256 value);
    /// @dev Bytes that are not those the receipt signs the hash of.
    error WrongContent(Part part, bytes32 actual, bytes32 expected);
    /// @dev The siblings do not lead to the image's memory.
    error WrongWindow(bytes32 actual, bytes32 expected);
    error WrongTerms(bytes32 actual, bytes32 expected);
    /// @dev Points or a section other than those the game is at.
    error WrongClaim(bytes32 actual, bytes32 expected);
    /// @dev The last state does not say what the receipt says, or is none.
    error WrongEnding(bytes32 field, uint256 actual, uint256 expected);
    /// @dev The step leads to the state that the provider claims.
    error StepIsRight(bytes32 state);
    /// @dev The receipt tells no lie of this kind.
    error NoLie();
    /// @dev A canary of zeros: the provider did not have the module, or could not run it, and says so.
    error NoCanary(LeaseId lease);
    /// @dev The alias named no version when the epoch began, at `second`.
    error NoVersion(FunctionId functionId, uint64 second);
    /// @dev Something that was sent is not the canary's, as the chain's records have it: `field` is "draw" (the sample's
    /// index), "samples" (where its place leads), "counter" (the image's stack), "size" or "chunk" (of the module), "tail"
    /// (its length), "request", "response" (of a result that has none), or "canary" (the hash of all that was shown).
    error WrongCanary(bytes32 field, uint256 actual, uint256 expected);
}
