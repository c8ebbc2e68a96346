// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MarketReader} from "./MarketReader.sol";
import {IBourse} from "../interfaces/IBourse.sol";
import {IBourseBase} from "../interfaces/IBourseBase.sol";
import {IBourseCore} from "../interfaces/IBourseCore.sol";
import {IHolds} from "../interfaces/IHolds.sol";
import {IRequests, Request} from "../interfaces/IRequests.sol";
import {Batches} from "../libraries/Batches.sol";
import {Content} from "../libraries/Content.sol";
import {Hot, Lease} from "../libraries/Records.sol";
import {SignedReceipt} from "../libraries/SignedReceipt.sol";
import {Slots} from "../libraries/Slots.sol";
import {DealId, LeaseId, ProviderId} from "../types/Types.sol";

/// @title Who may answer, and whether a receipt is for this request and this answer
abstract contract RequestChecks is IRequests, MarketReader {
    using SignedReceipt for bytes;

    uint256 internal constant MOST_ANSWER = 4096;

    address private immutable FAULTS;
    address private immutable DISPUTES;

    /// @dev An answer, as its receipt says it.
    struct Answer {
        uint256 provider;
        address owner;
        uint16 status;
        bytes32 responseHash;
    }

    constructor(IBourse bourse) MarketReader(bourse) {
        FAULTS = address(uint160(_load(Slots.MODULES + 1)));
        DISPUTES = address(uint160(_load(Slots.MODULES + 2)));
    }

    // ---------------------------------------------------------------- who

    /// @dev Refuses unless the caller is of the provider, which holds a live lease of the deal, owes nothing that is overdue,
    /// and has a stake. Says its newest key: operator 160 | from epoch.
    function _admit(Request calldata r, LeaseId lease, uint256 p) internal view returns (uint256 key, address owner) {
        uint256 c = _now();
        require(c <= r.deadline, RequestOver(r.id, uint24(c), r.deadline));
        uint256 id = LeaseId.unwrap(lease);
        (uint256 l, uint256 h, uint256 o) = _words(id, p);
        require(
            id >> 8 == DealId.unwrap(r.deal) && c < Lease.end(l) && Lease.provider(l) == p,
            NotLeased(lease, r.deal)
        );
        require(_ready(_skipIdle(p, h, c), c), ProviderNotReady(ProviderId.wrap(uint24(p))));
        owner = address(uint160(o));
        key = _load(Slots.KEY, (p << 16) | ((o >> 160) - 1));
        require(
            msg.sender == address(uint160(key)) || msg.sender == owner,
            NotProvider(msg.sender, ProviderId.wrap(uint24(p)))
        );
    }

    /// @dev The provider of a lease.
    function _providerOf(LeaseId lease) internal view returns (uint256) {
        return Lease.provider(_load(Slots.LEASE, LeaseId.unwrap(lease)));
    }

    /// @dev A lease, and the first and last word of what its provider is, in one call.
    function _words(uint256 lease, uint256 p) private view returns (uint256 l, uint256 h, uint256 o) {
        address bourse = address(BOURSE);
        bytes4 selector = IBourseCore.extsload.selector;
        (l, h, o) = (Slots.find(Slots.LEASE, lease), Slots.find(Slots.HOT, p), Slots.find(Slots.OWNER, p));
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, selector)
            mstore(add(data, 0x04), 0x20)
            mstore(add(data, 0x24), 3)
            mstore(add(data, 0x44), l)
            mstore(add(data, 0x64), h)
            mstore(add(data, 0x84), o)
            if iszero(staticcall(gas(), bourse, data, 0xa4, data, 0xa0)) {
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
            l := mload(add(data, 0x40))
            h := mload(add(data, 0x60))
            o := mload(add(data, 0x80))
        }
    }

    // ---------------------------------------------------------------- what

    /// @dev Checks an answer and the signed receipt it comes with. Whoever signed it answers for it: it can be disputed as
    /// any other receipt.
    function _check(Request calldata r, bytes calldata w, bytes calldata answer) internal returns (Answer memory a) {
        bytes32 domain = Batches.separator(address(BOURSE));
        (bytes32 wrong, bytes32 hash) = w.check(domain);
        require(wrong == 0, WrongReceipt(wrong));
        LeaseId lease = w.lease();
        a.provider = ProviderId.unwrap(w.provider());
        uint256 key;
        (key, a.owner) = _admit(r, lease, a.provider);
        _within("answer", answer.length, 0, MOST_ANSWER);
        uint256 epoch = w.epoch();
        uint256 c = _now();
        _same("deal", w.deal() == DealId.unwrap(r.deal));
        _same("epoch", epoch == c || epoch + 1 == c);
        _same("code", w.code() == r.code);
        _same("request", w.requestHash() == r.requestHash);
        (a.status, a.responseHash) = (w.status(), w.responseHash());
        _same("answer", Content.hash(answer) == a.responseHash);
        // a key counts for receipts from the epoch after it was set
        address operator = key >> 160 <= epoch ? address(uint160(key)) : _operatorAt(a.provider, epoch);
        address signer = ECDSA.recoverCalldata(w.digest(domain), w.signature());
        require(signer == operator, WrongSigner(signer, operator));
        emit Answered(r.id, w.provider(), lease, a.status, hash, answer);
    }

    function _same(bytes32 field, bool same) private pure {
        require(same, WrongReceipt(field));
    }

    function _isConvicted(uint256 p) internal view returns (bool) {
        return Hot.fatal(_load(Slots.HOT, p));
    }

    function _noCase(uint256 p) internal view {
        _noCase(FAULTS, p);
        _noCase(DISPUTES, p);
    }

    function _noCase(address module, uint256 p) private view {
        if (module == address(0)) return;
        require(!IHolds(module).holds(uint24(p)), IBourseBase.CaseOpen(ProviderId.wrap(uint24(p)), module));
    }
}
