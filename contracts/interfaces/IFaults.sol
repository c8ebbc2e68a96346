// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Batch, LeaseSummary, Place, RootOpening} from "../types/Receipts.sol";
import {LeaseId, ProviderId} from "../types/Types.sol";

/// @notice Where a case stands, and what its deadline does.
enum State {
    None, // never asked
    Asked, // unanswered at the deadline, it ends the provider
    Demanded, // unanswered at the deadline, it ends the lease
    Answered,
    Expired,
    ContentAsked // unanswered at the deadline, it ends the provider
}

/// @notice Which bytes of an execution.
enum Part {
    Request,
    Response,
    Transcript
}

/// @notice The `index`-th run of 2^level chunks of some content, as docs/receipts.md hashes it.
struct Piece {
    uint8 level; // 0 for one chunk of 1 KiB, 6 for all that can be asked for
    uint8 index;
    uint64 length; // of all the content, bytes
    bytes data; // the piece; nothing where the content ends before it, or has more than 64 KiB
    bytes32[] path; // from the piece up; where nothing is shown, the root of the chunks alone
}

/// @notice One thing asked of a provider. Two words.
struct Case {
    bytes23 subject; // the attestation's commitment; for a demand lease 48 | epoch 24; for content its hash's first bytes
    ProviderId provider;
    uint24 deadline; // the last epoch in which an answer counts
    uint16 share; // of the deposit one such part pays for an answer: 1, for the n-th content n
    State state;
    address asker;
    uint96 deposit; // wei
}

/// @notice What a demand asks the guest, as an HTTP request.
struct DemandedCall {
    bytes method; // 1 to 16 of A-Z
    bytes target; // "/" and more printable ASCII, at most 512 bytes
    bytes contentType; // printable ASCII, at most 128 bytes
    bytes body; // at most 8192 bytes
}

/// @title Asks that a provider answers on chain or ends, demands of service, and proofs of two truths
/// @notice docs/verbs/ask.md, docs/receipts.md. Everybody may ask; the chain sees to it that an honest provider can
/// answer, and is paid for it.
interface IFaults {
    // ---------------------------------------------------------------- asks

    /// @notice Asks for the leaf of a lease in the root of an epoch that was attested while the lease was live.
    /// @dev Emits {LeafAsked}. Takes the deposit of {depositFor}, or more; what an answer does not cost comes back.
    /// @return id Of the case: one leaf is asked for once, ever
    function askLeaf(ProviderId provider, uint24 epoch, LeaseId lease) external payable returns (bytes32 id);

    /// @notice Shows the leaf. Anybody may; who does is paid from the deposit.
    /// @dev Emits {LeafAnswered}.
    function answerLeaf(
        ProviderId provider,
        LeaseSummary calldata summary,
        RootOpening calldata root,
        Place calldata place
    ) external;

    /// @notice Asks where a header that the provider signed is in its first root since that epoch.
    /// @dev Emits {HeaderAsked}. Takes the deposit of {depositFor}, or more.
    /// @param signature Of the provider's operator in the batch's epoch, 65 bytes r || s || v
    /// @return id Of the case: one header is asked for once, ever
    function askHeader(Batch calldata batch, bytes calldata signature) external payable returns (bytes32 id);

    /// @notice Shows the header's place: number n is leaf n - 1 of the mountain range.
    /// @dev Emits {HeaderAnswered}.
    /// @param signature As the leaf holds it
    function answerHeader(
        Batch calldata batch,
        bytes calldata signature,
        RootOpening calldata root,
        bytes32[] calldata path
    ) external;

    // ---------------------------------------------------------------- what was executed

    /// @notice Asks for a piece of the request, the response or the transcript of a receipt that the provider signed.
    /// @dev Emits {ContentAsked}. Takes the deposit of {contentDepositFor}, or more: the n-th that is open against a provider
    /// at once costs n times as much, so that nobody asks faster than a provider can answer. The bytes become public.
    /// @param receipt As on the wire
    /// @param level Of 2^level chunks, 0 to 6
    /// @param index Of pieces of that size, within the first 64 KiB
    /// @return id Of the case, keccak256(abi.encode(bytes32("content"), provider, hash, level, index)): one piece of one
    /// content is asked of a provider once, ever
    function askContent(
        bytes calldata receipt,
        Part part,
        uint8 level,
        uint8 index
    ) external payable returns (bytes32 id);

    /// @notice Shows a piece, or that the content ends before it, or that it has more than 64 KiB. Anybody may; who does is
    /// paid from the deposit for what was shown.
    /// @dev Emits {ContentAnswered} with the bytes.
    /// @param hash Of the content
    function answerContent(ProviderId provider, bytes32 hash, Piece calldata piece) external;

    // ---------------------------------------------------------------- demands

    /// @notice The owner of a live lease, or its delegate, asks for service in public. Unanswered at its deadline, the
    /// lease ends, unpaid from this epoch.
    /// @dev Emits {Demanded} with the request as docs/receipts.md encodes it. Takes the deposit of {demandDepositFor}.
    /// @return id Of the case: one request of a lease is demanded once an epoch
    function demand(LeaseId lease, DemandedCall calldata call) external payable returns (bytes32 id);

    /// @notice Shows the receipt of a demanded request, of this epoch or later, in any version that was published of the
    /// deal's function, and what was answered. Anybody may.
    /// @dev Emits {DemandAnswered}.
    /// @param receipt As on the wire
    /// @param response All of it; above 4096 bytes, uint64(length) || root of its chunks
    function answerDemand(bytes32 id, bytes calldata receipt, bytes calldata response) external;

    // ---------------------------------------------------------------- fatal at once

    /// @notice Two headers that no honest provider signs both: one number, or one sequence, twice.
    /// @dev Emits {Equivocated}. The caller is the reporter.
    function proveEquivocation(
        Batch calldata a,
        bytes calldata signatureA,
        Batch calldata b,
        bytes calldata signatureB
    ) external;

    /// @notice A signed header whose number the provider attested to be void.
    /// @dev Emits {VoidSigned}. The caller is the reporter.
    function proveVoid(
        Batch calldata batch,
        bytes calldata signature,
        RootOpening calldata root,
        bytes32[] calldata path
    ) external;

    // ---------------------------------------------------------------- ends of cases

    /// @notice A case whose deadline passed: an ask ends the provider, a demand the lease. Anybody may; the deposit is
    /// the asker's again.
    /// @dev Emits {Expired}.
    function expire(bytes32 id) external;

    /// @notice Sends the caller's native coin to `to`.
    /// @dev Emits {Withdrawn}.
    function withdraw(address to) external returns (uint256 amount);

    // ---------------------------------------------------------------- views

    function caseOf(bytes32 id) external view returns (Case memory);

    /// @notice Cases against a provider that are neither answered nor expired.
    function openCases(ProviderId provider) external view returns (uint256);

    /// @notice Native coin of an account, wei.
    function owed(address account) external view returns (uint256);

    /// @notice The least deposit at a base fee: twice the answer's gas.
    function depositFor(uint256 baseFee) external pure returns (uint256);

    /// @notice The same for a demand.
    function demandDepositFor(uint256 baseFee) external pure returns (uint256);

    /// @notice The same for the next piece of 2^level chunks that is asked of a provider.
    function contentDepositFor(ProviderId provider, uint8 level, uint256 baseFee) external view returns (uint256);

    /// @notice D: an answer counts in the epoch of the ask and so many after it.
    function answerEpochs() external view returns (uint256);

    event LeafAsked(
        bytes32 indexed id,
        ProviderId indexed provider,
        address indexed asker,
        uint24 epoch,
        LeaseId lease,
        uint24 deadline
    );
    event LeafAnswered(bytes32 indexed id, ProviderId indexed provider, LeaseSummary summary);
    /// @dev `epoch` is the root's.
    event HeaderAsked(
        bytes32 indexed id,
        ProviderId indexed provider,
        address indexed asker,
        Batch batch,
        uint24 epoch,
        uint24 deadline
    );
    event HeaderAnswered(bytes32 indexed id, ProviderId indexed provider);
    event ContentAsked(
        bytes32 indexed id,
        ProviderId indexed provider,
        address indexed asker,
        bytes32 hash,
        Part part,
        uint64 sequence,
        uint8 level,
        uint8 index,
        uint24 epoch,
        uint24 deadline
    );
    event ContentAnswered(
        bytes32 indexed id,
        ProviderId indexed provider,
        bytes32 indexed hash,
        uint64 length,
        uint8 level,
        uint8 index,
        bytes data
    );
    event Demanded(
        bytes32 indexed id,
        ProviderId indexed provider,
        LeaseId indexed lease,
        bytes request,
        uint24 epoch,
        uint24 deadline
    );
    event DemandAnswered(bytes32 indexed id, ProviderId indexed provider, bytes receipt, bytes response);
    event Equivocated(ProviderId indexed provider, bytes32 a, bytes32 b);
    event VoidSigned(ProviderId indexed provider, uint64 number);
    event Expired(bytes32 indexed id, ProviderId indexed provider, address indexed asker);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);

    /// @dev A lease that was not the provider's in that epoch.
    error NotLive(LeaseId lease, ProviderId provider, uint24 epoch);
    error NotAttested(ProviderId provider, uint24 epoch);
    /// @dev `last` is the last running epoch in which this can be asked or proved.
    error WindowClosed(uint24 epoch, uint24 running, uint256 last);
    error EpochNotBegun(uint24 epoch, uint24 running);
    error DepositTooLow(uint256 value, uint256 needed);
    error AskedBefore(bytes32 id, State state);
    error NotAsked(bytes32 id, State state);
    error TooLate(uint24 running, uint256 deadline);
    error NotExpired(uint24 running, uint256 deadline);
    /// @dev The root or the attestation is another one than asked for.
    error WrongRoot(bytes23 actual, bytes23 expected);
    /// @dev The path does not lead to the root.
    error WrongPath(bytes32 actual, bytes32 expected);
    error WrongSigner(address signer, address expected);
    error NoCollision();
    /// @dev A receipt whose execution used no recorded capability.
    error NoTranscript();
    /// @dev Not as many bytes as the piece has.
    error WrongSize(uint256 actual, uint256 expected);
    error WrongReceipt(bytes32 field, uint256 actual, uint256 expected);
    /// @dev A character that a demanded request may not hold.
    error BadRequest(bytes32 field, uint256 index);
}
