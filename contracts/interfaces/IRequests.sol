// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {DealId, LeaseId, ProviderId} from "../types/Types.sol";

/// @notice What a consumer asks for.
struct Ask {
    DealId deal; // a provider with a live lease of it answers
    bytes32 code; // keccak256(functionId || version || moduleHash || imageHash), packed: what has to be run
    uint48 fee; // micro-USDC, from the consumer's balance in the Bourse; shared by those who answer
    uint32 callbackGas; // exactly what the callback gets
    uint16 epochs; // it may be answered in so many epochs after the running one
    uint8 quorum; // equal answers of distinct providers that it takes; 1 for the first answer
    uint8 seats; // providers that may commit to an answer, at least the quorum; 0 with a quorum of 1
    bool waits; // deliver the answer only when it cannot be disputed any more
}

/// @notice An open request: its hash is stored, the event has it all.
struct Request {
    uint64 id;
    address consumer;
    DealId deal;
    bytes32 code;
    bytes32 requestHash; // of docs/receipts.md
    uint48 fee;
    uint32 callbackGas;
    uint24 deadline; // last epoch in which it is answered
    uint8 quorum;
    uint8 seats;
    bool waits;
}

/// @notice An answer that waits for its time.
struct Proposal {
    uint24 epoch; // in which it was complete
    uint16 status;
    bytes32 responseHash; // of docs/receipts.md
    uint256 providers; // that gave it: 24 bits each, the last one lowest
}

/// @title Executions that contracts ask for, answered by a callback
interface IRequests {
    // ---------------------------------------------------------------- events
    event Requested(uint64 indexed id, address indexed consumer, DealId indexed deal, Request request, bytes body);
    event Committed(uint64 indexed id, ProviderId indexed provider);
    /// @dev `receiptHash` names the signed receipt that the provider answers for; its bytes are in the calldata.
    event Answered(
        uint64 indexed id,
        ProviderId indexed provider,
        LeaseId lease,
        uint16 status,
        bytes32 receiptHash,
        bytes answer
    );
    /// @dev The answer can be delivered after the window of `proposal.epoch`.
    event Proposed(uint64 indexed id, Proposal proposal);
    /// @dev `success`: whether the consumer took it.
    event Delivered(uint64 indexed id, bool success);
    event Refunded(uint64 indexed id, address indexed consumer, uint256 fee);
    event Rejected(uint64 indexed id, ProviderId indexed provider);

    // ---------------------------------------------------------------- errors
    /// @dev No such request is open: it is answered, refunded, waits in another state, or a field differs.
    error NotThisRequest(uint64 id, bytes32 stored, bytes32 given);
    /// @dev A request with a quorum of 1 is fulfilled, others are committed to and revealed.
    error WrongQuorum(uint8 quorum);
    error RequestOver(uint64 id, uint24 running, uint24 deadline);
    error RequestOpen(uint64 id, uint24 running, uint24 deadline);
    error NotLeased(LeaseId lease, DealId deal);
    /// @dev The provider has ended, missed an epoch, or is more than two epochs behind.
    error ProviderNotReady(ProviderId provider);
    error NotProvider(address caller, ProviderId provider);
    /// @dev A part of the signed receipt (ASCII, left-aligned) is not what the request or the answer says.
    error WrongReceipt(bytes32 field);
    error WrongSigner(address signer, address operator);
    error GasTooLow(uint256 left, uint256 needed);
    error CommittedBefore(uint64 id, ProviderId provider);
    error NoSeat(uint64 id, uint8 seats);
    /// @dev Some may still commit: nothing is revealed before.
    error CommitsOpen(uint64 id, uint8 committed, uint8 seats);
    error NotCommitted(uint64 id, ProviderId provider);
    error Disputable(uint24 running, uint256 from);
    error NotRejected(uint64 id);

    // ---------------------------------------------------------------- consumers

    /// @notice Asks for one execution of `POST /` with this body, and takes the fee from the caller's balance.
    /// @dev Emits {Requested}.
    /// @return id Of the callback; counted from 1, never used twice
    function request(Ask calldata ask, bytes calldata body) external returns (uint64 id);

    /// @notice Gives the fee back to the consumer when the deadline has passed without an answer. Anybody may call it.
    /// @dev Emits {Refunded}.
    function refund(Request calldata r) external;

    /// @notice Gives the fee back when one of those who gave a waiting answer was convicted. Anybody may call it.
    /// @dev Emits {Rejected} and {Refunded}.
    function reject(Request calldata r, Proposal calldata proposal) external;

    // ---------------------------------------------------------------- providers

    /// @notice Answers a request with a quorum of 1: delivers at once, or proposes. The caller is the operator or the
    /// owner of a provider with a live lease of the deal.
    /// @dev Emits {Answered}, then {Delivered} or {Proposed}. Warning: send enough gas: it reverts where the callback
    /// could get less than the request named.
    /// @param receipt The signed receipt, as on the wire (docs/receipts.md)
    /// @param answer The response, at most 4 KiB
    function fulfil(Request calldata r, bytes calldata receipt, bytes calldata answer) external;

    /// @notice Takes a seat of a request with a larger quorum.
    /// @dev Emits {Committed}.
    /// @param commitment Of `commitmentOf`
    function commit(Request calldata r, LeaseId lease, bytes32 commitment) external;

    /// @notice Shows what the caller committed to, when all seats are taken or in the last epoch. The answer that completes
    /// the quorum is delivered or proposed; its fee is split, the remainder is the last one's.
    /// @dev Emits {Answered}, and where it is complete {Delivered} or {Proposed}.
    function reveal(Request calldata r, bytes calldata receipt, bytes calldata answer, bytes32 salt) external;

    /// @notice Delivers a waiting answer when its window has passed and nothing is open against those who gave it.
    /// Anybody may call it.
    /// @dev Emits {Delivered}.
    function deliver(Request calldata r, Proposal calldata proposal, bytes calldata answer) external;

    // ---------------------------------------------------------------- views

    /// @notice Requests ever made.
    function count() external view returns (uint64);

    /// @notice Hash of an open request, or of a waiting one with its proposal; 0 when it is over.
    function stateOf(uint64 id) external view returns (bytes32);

    /// @notice The providers that committed to answers of a request.
    function committed(uint64 id) external view returns (uint8);

    /// @notice What a provider commits to. The salt keeps a short answer from being guessed.
    function commitmentOf(
        uint64 id,
        ProviderId provider,
        uint16 status,
        bytes32 responseHash,
        bytes32 salt
    ) external pure returns (bytes32);

    /// @notice The content hash of `POST /` with this body, as in docs/receipts.md.
    function requestHashOf(bytes calldata body) external view returns (bytes32);
}
