// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourse} from "../../contracts/interfaces/IBourse.sol";
import {BourseLens} from "../../contracts/BourseLens.sol";
import {USDC} from "../../contracts/mocks/USDC.sol";
import {DealId, FunctionId, LeaseId, OfferId, OfferTerms, Plan, ProviderId} from "../../contracts/types/Types.sol";
import {TestBase} from "../TestBase.sol";

/// @notice What people do on a market, in bounds that make it happen often. A refused call changes nothing.
contract MarketHandler is TestBase {
    uint256 public constant FUNDS = 1e12;
    uint256 private constant EPOCH = 100;

    // not immutable: the test runner knows a contract by its code
    IBourse private bourse;
    BourseLens private lens;
    USDC private usdc;
    uint256 private genesis;

    address[] public developers;
    /// @dev Their accounts are their operators too.
    address[] public sellers;
    uint256[] private keys;
    OfferId[] private none;

    /// @dev What `attest` let through, by provider and epoch.
    mapping(uint256 provider => mapping(uint256 epoch => uint256)) public attested;
    mapping(uint256 offer => uint256) public posted;

    constructor(IBourse bourse_, BourseLens lens_, USDC usdc_) {
        (bourse, lens, usdc) = (bourse_, lens_, usdc_);
        (, genesis) = lens_.config();
    }

    /// @dev The minter gives everybody their money and the sellers their start.
    function begin() external {
        for (uint256 i; i < 2; ++i) developers.push(address(uint160(0xd000 + i)));
        for (uint256 i; i < 3; ++i) {
            keys.push(77_000 + i);
            sellers.push(vm.addr(keys[i]));
        }
        for (uint256 i; i < developers.length; ++i) fund(developers[i]);
        for (uint256 i; i < sellers.length; ++i) {
            fund(sellers[i]);
            register(i);
            post(i, 3 + i, 4, 2, 0);
        }
    }

    function fund(address account) private {
        vm.startPrank(account);
        usdc.approve(address(bourse), FUNDS);
        bourse.deposit(account, FUNDS);
        vm.stopPrank();
    }

    // ---------------------------------------------------------------- time

    function pass(uint256 epochs) public {
        epochs = epochs % 8 == 0 ? bound(epochs / 8, 2, 12) : 1;
        vm.warp(genesis + (bourse.currentEpoch() - 1 + epochs) * EPOCH + 1);
        // most of the time those who owe attest
        if (epochs == 1) for (uint256 i; i < sellers.length; ++i) if (epochs % 5 != i) attest(i);
    }

    // ---------------------------------------------------------------- providers

    function register(uint256 who) public {
        who = who % sellers.length;
        bytes32 key = bytes32(uint256(7));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[who], digest(sellers[who], key));
        vm.prank(sellers[who]);
        try bourse.register(sellers[who], key, "https://p.example", abi.encodePacked(r, s, v)) {} catch {}
    }

    function resume(uint256 who) external {
        vm.prank(seller(who));
        try bourse.resume() {} catch {}
    }

    function retire(uint256 who) external {
        if (who % 11 != 0) return;
        vm.prank(seller(who / 11));
        try bourse.retire() {} catch {}
    }

    function withdrawStake(uint256 id) external {
        ProviderId provider = anyProvider(id);
        vm.prank(lens.provider(provider).owner);
        try bourse.withdrawStake(provider) {} catch {}
    }

    function attest(uint256 who) public {
        uint24 provider = ProviderId.unwrap(lens.providerOf(seller(who)));
        uint24 epoch = lens.provider(ProviderId.wrap(provider)).nextEpoch;
        vm.prank(seller(who));
        try bourse.attest(epoch, bytes32(uint256(epoch))) {
            ++attested[provider][epoch];
        } catch {}
    }

    function attestWrongly(uint256 who, uint256 back) external {
        uint24 provider = ProviderId.unwrap(lens.providerOf(seller(who)));
        uint24 epoch = uint24(bound(back, 0, bourse.currentEpoch() + 1));
        vm.prank(seller(who));
        try bourse.attest(epoch, bytes32(back)) {
            ++attested[provider][epoch];
        } catch {}
    }

    function claim(uint256 id) external {
        try bourse.claim(anyProvider(id)) {} catch {}
    }

    function sync(uint256 id) external {
        try bourse.sync(anyProvider(id)) {} catch {}
    }

    // ---------------------------------------------------------------- offers

    function post(uint256 who, uint256 price, uint256 units, uint256 compensation, uint256 region) public {
        OfferTerms memory terms = OfferTerms({
            price: uint24(bound(price, 1, 12)),
            compensation: uint24(bound(compensation, 0, 9)),
            units: uint16(bound(units, 1, 6)),
            region: uint8(region % 2),
            features: 0,
            minEpochs: uint16(region % 3),
            until: type(uint24).max
        });
        vm.prank(seller(who));
        try bourse.postOffer(terms) returns (OfferId id) {
            posted[OfferId.unwrap(id)] = terms.units;
        } catch {}
    }

    function closeOffer(uint256 id) external {
        if (id % 4 != 0) return;
        OfferId offer = anyOffer(id / 4);
        vm.prank(ownerOf(offer));
        try bourse.closeOffer(offer) {} catch {}
    }

    function withdrawOffer(uint256 id) external {
        OfferId offer = anyOffer(id);
        vm.prank(ownerOf(offer));
        try bourse.withdrawOffer(offer) {} catch {}
    }

    // ---------------------------------------------------------------- deals

    function open(uint256 who, uint256 instances, uint256 epochs, uint256 price, bool dearer) external {
        Plan memory plan = Plan({
            functionId: FunctionId.wrap(1),
            aliasName: "live",
            instances: uint16(bound(instances, 1, 4)),
            unitsEach: uint8(bound(instances / 7, 1, 2)),
            perProvider: uint8(bound(instances / 9, 1, 3)),
            regions: 3,
            features: 0,
            maxPrice: uint24(bound(price, 4, 14)),
            minCompensation: 0,
            epochs: uint16(bound(epochs, 1, 9)),
            dearer: dearer,
            renew: false,
            leastInstances: 0,
            tip: 0,
            minReputation: 0
        });
        // providers buy too, from themselves also
        vm.prank(who % 4 == 0 ? seller(who / 4) : developers[(who / 4) % 2]);
        try bourse.openDeal(plan, none, type(uint256).max, 50) {} catch {}
    }

    function fill(uint256 id, uint256 steps) external {
        try bourse.fill(anyDeal(id), none, type(uint256).max, steps % 6) {} catch {}
    }

    function cancel(uint256 id) external {
        if (id % 3 != 0) return;
        DealId deal = anyDeal(id / 3);
        vm.prank(lens.deal(deal).owner);
        try bourse.cancelDeal(deal) {} catch {}
    }

    function replace(uint256 id, uint256 index, bool stranger) external {
        DealId deal = anyDeal(id);
        if (!stranger) vm.prank(lens.deal(deal).owner);
        try bourse.replaceLease(leaseOf(deal, index), none, type(uint256).max, 50) {} catch {}
    }

    function refund(uint256 id, uint256 index) external {
        try bourse.refund(leaseOf(anyDeal(id), index)) {} catch {}
    }

    function release(uint256 id, uint256 index) external {
        try bourse.release(leaseOf(anyDeal(id), index)) {} catch {}
    }

    // ---------------------------------------------------------------- who and which

    function seller(uint256 who) private view returns (address) {
        return sellers[who % sellers.length];
    }

    function ownerOf(OfferId offer) private view returns (address) {
        return lens.provider(lens.offer(offer).provider).owner;
    }

    function anyProvider(uint256 id) private view returns (ProviderId) {
        (uint24 n, , , ) = lens.counts();
        return ProviderId.wrap(uint24(bound(id, 1, n)));
    }

    function anyOffer(uint256 id) private view returns (OfferId) {
        (, uint32 n, , ) = lens.counts();
        return OfferId.wrap(uint32(bound(id, 1, n)));
    }

    function anyDeal(uint256 id) private view returns (DealId) {
        (, , uint40 n, ) = lens.counts();
        return DealId.wrap(uint40(bound(id, n > 8 ? n - 7 : 1, n == 0 ? 1 : n)));
    }

    function leaseOf(DealId deal, uint256 index) private pure returns (LeaseId) {
        return LeaseId.wrap(uint48((uint256(DealId.unwrap(deal)) << 8) | (index % 4)));
    }

    function digest(address owner, bytes32 key) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Lambda Bourse"),
                keccak256("1"),
                block.chainid,
                address(bourse)
            )
        );
        bytes32 kind = keccak256("Operator(address owner,address operator,bytes32 encryptionKey)");
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(kind, owner, owner, key))));
    }
}
