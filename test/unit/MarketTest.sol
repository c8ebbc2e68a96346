// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bourse} from "../../contracts/Bourse.sol";
import {BourseLens} from "../../contracts/BourseLens.sol";
import {IBourse} from "../../contracts/interfaces/IBourse.sol";
import {USDC} from "../../contracts/mocks/USDC.sol";
import {
    Config,
    DealId,
    FunctionId,
    LeaseId,
    Modules,
    OfferId,
    OfferTerms,
    Plan,
    ProviderId
} from "../../contracts/types/Types.sol";
import {TestBase} from "../TestBase.sol";

/// @notice A market with money in it, and short words for what people do there.
abstract contract MarketTest is TestBase {
    uint256 internal constant ALL = type(uint256).max;
    uint256 internal constant EPOCH = 100;
    uint24 internal constant NEVER = type(uint24).max;
    OfferId[] internal NONE;

    USDC internal usdc;
    IBourse internal bourse;
    BourseLens internal lens;
    address internal dev = address(0xd0);
    address internal stranger = address(0x5a);
    uint256 private _keys = 1000;

    function config() internal view virtual returns (Config memory) {
        return
            Config({
                token: address(usdc),
                owner: address(this),
                epochLength: uint32(EPOCH),
                grace: 2,
                window: 4,
                game: 3,
                absence: 3,
                compensated: 2,
                baseStake: 1e6
            });
    }

    function modules() internal view virtual returns (Modules memory none) {}

    function setUp() public virtual {
        usdc = new USDC(address(this));
        bourse = IBourse(address(new Bourse(config(), modules())));
        lens = new BourseLens(bourse);
        fund(dev, 1e15);
    }

    // ---------------------------------------------------------------- money and time

    function fund(address account, uint256 amount) internal {
        usdc.mint(account, amount);
        vm.startPrank(account);
        usdc.approve(address(bourse), amount);
        bourse.deposit(account, amount);
        vm.stopPrank();
    }

    function epoch() internal view returns (uint24) {
        return bourse.currentEpoch();
    }

    function warp(uint256 to) internal {
        (, uint64 genesis) = lens.config();
        vm.warp(genesis + (to - 1) * EPOCH + 1);
    }

    function skip(uint256 epochs) internal {
        warp(epoch() + epochs);
    }

    // ---------------------------------------------------------------- providers

    function operatorDigest(address owner, address operator, bytes32 key) internal view returns (bytes32) {
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
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(kind, owner, operator, key))));
    }

    function signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function register(address owner, uint256 operatorKey) internal returns (ProviderId) {
        address operator = vm.addr(operatorKey);
        bytes memory proof = signature(operatorKey, operatorDigest(owner, operator, bytes32(uint256(7))));
        vm.prank(owner);
        return bourse.register(operator, bytes32(uint256(7)), "https://p.example", proof);
    }

    /// @dev A provider whose account is its operator.
    function newProvider() internal returns (address account, ProviderId id) {
        uint256 key = ++_keys;
        account = vm.addr(key);
        fund(account, 1e13);
        id = register(account, key);
    }

    function terms(uint24 price, uint16 units) internal pure returns (OfferTerms memory) {
        return
            OfferTerms({
                price: price,
                compensation: 5,
                units: units,
                region: 0,
                features: 0,
                minEpochs: 0,
                until: NEVER
            });
    }

    function post(address account, OfferTerms memory t) internal returns (OfferId) {
        vm.prank(account);
        return bourse.postOffer(t);
    }

    function post(address account, uint24 price, uint16 units) internal returns (OfferId) {
        return post(account, terms(price, units));
    }

    function attest(address account, uint256 epoch_) internal {
        vm.prank(account);
        bourse.attest(uint24(epoch_), bytes32(epoch_));
    }

    // ---------------------------------------------------------------- deals

    function plan(uint16 instances, uint16 epochs) internal pure returns (Plan memory) {
        return
            Plan({
                functionId: FunctionId.wrap(1),
                aliasName: "live",
                instances: instances,
                unitsEach: 1,
                perProvider: 255,
                regions: type(uint64).max,
                features: 0,
                maxPrice: 1000,
                minCompensation: 0,
                epochs: epochs,
                dearer: false,
                renew: false,
                leastInstances: 0,
                tip: 0,
                minReputation: 0
            });
    }

    function open(Plan memory p) internal returns (DealId) {
        vm.prank(dev);
        return bourse.openDeal(p, NONE, ALL, 1000);
    }

    function openWith(Plan memory p, OfferId[] memory hints) internal returns (DealId) {
        vm.prank(dev);
        return bourse.openDeal(p, hints, ALL, 0);
    }

    function leaseOf(DealId deal, uint256 index) internal pure returns (LeaseId) {
        return LeaseId.wrap(uint48((uint256(DealId.unwrap(deal)) << 8) | index));
    }

    function one(OfferId a) internal pure returns (OfferId[] memory list) {
        list = new OfferId[](1);
        list[0] = a;
    }
}
