// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cases} from "./Cases.sol";
import {Case, DemandedCall, IFaults, State} from "../interfaces/IFaults.sol";
import {IBourseBase} from "../interfaces/IBourseBase.sol";
import {IFunctionRegistry} from "../interfaces/IFunctionRegistry.sol";
import {Content} from "../libraries/Content.sol";
import {Deal, Hot, Lease} from "../libraries/Records.sol";
import {SignedReceipt} from "../libraries/SignedReceipt.sol";
import {Slots} from "../libraries/Slots.sol";
import {FunctionId, LeaseId, ProviderId} from "../types/Types.sol";

/// @title Service that is refused in private, demanded in public
abstract contract Demands is Cases {
    using SignedReceipt for bytes;

    /// @dev Gas of an answer with a response of 4 KiB, most of it calldata at the floor price of EIP-7623.
    uint256 internal constant DEMAND_GAS = 400_000;
    uint256 private constant MOST_RESPONSE = 4096;
    bytes32 private constant DEMAND = "demand";

    address private immutable REGISTRY;

    constructor() {
        REGISTRY = address(uint160(_load(Slots.MODULES)));
    }

    /// @inheritdoc IFaults
    function demand(LeaseId lease, DemandedCall calldata call) external payable returns (bytes32 id) {
        uint256 l = _load(Slots.LEASE, LeaseId.unwrap(lease));
        ProviderId provider = ProviderId.wrap(uint24(Lease.provider(l)));
        uint24 c = uint24(_now());
        require(!Lease.part(l) && Lease.start(l) <= c && c < Lease.end(l), NotLive(lease, provider, c));
        require(!Hot.ended(_load(Slots.HOT, ProviderId.unwrap(provider))), IBourseBase.HasEnded(provider));
        address owner = Deal.owner(_load(Slots.DEAL, LeaseId.unwrap(lease) >> 8));
        uint256 delegation = Slots.find(uint160(owner), uint160(msg.sender));
        require(msg.sender == owner || _load(Slots.DELEGATE, delegation) != 0, IBourseBase.NotOwner(msg.sender, owner));
        bytes memory request = _encode(call);
        id = _demandId(lease, c, Content.hash(request));
        _ask(id, bytes23(uint184((uint256(LeaseId.unwrap(lease)) << 24) | c)), provider, State.Demanded, DEMAND_GAS);
        emit Demanded(id, provider, lease, request, c, _deadline());
    }

    /// @inheritdoc IFaults
    function answerDemand(bytes32 id, bytes calldata receipt, bytes calldata response) external {
        Case memory k = _due(id, State.Demanded);
        _checkShape(receipt);
        (LeaseId lease, uint24 since) = _demandOf(k);
        _expect("provider", ProviderId.unwrap(receipt.provider()), ProviderId.unwrap(k.provider));
        require(receipt.epoch() >= since && receipt.epoch() <= _now(), WrongReceipt("epoch", receipt.epoch(), since));
        _expect("lease", LeaseId.unwrap(receipt.lease()), LeaseId.unwrap(lease));
        _expect("requestHash", uint256(_demandId(lease, since, receipt.requestHash())), uint256(id));
        _checkCode(LeaseId.unwrap(lease) >> 8, receipt);
        _checkResponse(response, receipt.responseHash());
        _checkSigner(receipt.digest(SEPARATOR), receipt.signature(), ProviderId.unwrap(k.provider), receipt.epoch());
        _answered(id, k, DEMAND_GAS);
        emit DemandAnswered(id, k.provider, receipt, response);
    }

    function _expect(bytes32 field, uint256 actual, uint256 expected) private pure {
        require(actual == expected, WrongReceipt(field, actual, expected));
    }

    /// @dev A true receipt of something else is no service: it is of the deal's function, as its owner published it. Of
    /// which version is not asked: whoever turns an alias twice before an answer would have refused an honest one.
    function _checkCode(uint256 deal, bytes calldata receipt) private view {
        _expect("deal", receipt.deal(), deal);
        uint256 functionId = receipt.functionId();
        _expect("function", functionId, uint64(_load(Slots.SERVES, deal)));
        if (REGISTRY == address(0)) return;
        IFunctionRegistry registry = IFunctionRegistry(REGISTRY);
        bytes32 published = registry.version(FunctionId.wrap(uint64(functionId)), receipt.version()).moduleHash;
        _expect("module", uint256(receipt.moduleHash()), uint256(published));
    }

    /// @dev All of a response, or its length and the root of its chunks where it is too long to be shown. A response of 40
    /// bytes may look like the latter.
    function _checkResponse(bytes calldata response, bytes32 expected) private view {
        if (response.length == 40 && uint64(bytes8(response[:8])) > MOST_RESPONSE) {
            if (Content.bind(uint64(bytes8(response[:8])), bytes32(response[8:])) == expected) return;
        }
        _within("response", response.length, 0, MOST_RESPONSE);
        _expect("responseHash", uint256(Content.hash(response)), uint256(expected));
    }

    /// @dev docs/receipts.md, Request. Only what every honest worker takes: else a demand nobody can read ends leases.
    function _encode(DemandedCall calldata call) private pure returns (bytes memory) {
        _check("method", call.method, 1, 16, 0x41, 0x5a);
        _check("target", call.target, 1, 512, 0x21, 0x7e);
        require(call.target[0] == "/", BadRequest("target", 0));
        _check("contentType", call.contentType, 0, 128, 0x20, 0x7e);
        _within("body", call.body.length, 0, 8192);
        return
            bytes.concat(
                bytes.concat(hex"01", bytes1(uint8(call.method.length)), call.method),
                bytes.concat(bytes2(uint16(call.target.length)), call.target),
                bytes.concat(bytes2(uint16(call.contentType.length)), call.contentType),
                bytes.concat(bytes4(uint32(call.body.length)), call.body)
            );
    }

    function _check(
        bytes32 field,
        bytes calldata text,
        uint256 least,
        uint256 most,
        uint8 from,
        uint8 to
    ) private pure {
        _within(field, text.length, least, most);
        for (uint256 i; i < text.length; ++i) {
            require(uint8(text[i]) >= from && uint8(text[i]) <= to, BadRequest(field, i));
        }
    }

    function _demandId(LeaseId lease, uint24 epoch, bytes32 requestHash) private pure returns (bytes32) {
        return keccak256(abi.encode(DEMAND, lease, epoch, requestHash));
    }
}
