// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Actions} from "./handlers/Actions.sol";
import {Books} from "./handlers/Books.sol";
import {Parts} from "./handlers/World.sol";

/// @notice What people do on a market, each action where it can happen, and now and then where it may not. A refused call
/// changes nothing. Every function takes a seed: the runner draws which, and when.
contract MarketHandler is Books {
    constructor(Parts memory parts) {
        (bourse, usdc, faults) = (parts.bourse, parts.usdc, parts.faults);
        (vouchers, requests, consumers) = (parts.vouchers, parts.requests, parts.consumers);
        admin = msg.sender;
        genesis = block.timestamp;
        c = 1;
        _start();
    }

    /// @dev Everybody gets their money, the sellers their start.
    function _start() private {
        for (uint256 i; i < SELLERS; ++i) sellers.push(vm.addr(SELLER_KEY + i));
        for (uint256 i; i < BUYERS; ++i) buyers.push(vm.addr(BUYER_KEY + i));
        for (uint256 i; i < SELLERS; ++i) _give(sellers[i], FUNDS);
        // the last buyer cannot always pay
        for (uint256 i; i < BUYERS; ++i) _give(buyers[i], i + 1 == BUYERS ? LITTLE : FUNDS);
        for (uint256 i; i < 2; ++i) _give(address(consumers[i]), FUNDS);
        _give(BYSTANDER, LITTLE);
        for (uint256 i; i < SELLERS; ++i) {
            _register(i);
            _post(i, uint256(keccak256(abi.encode(i))));
            _post(i, uint256(keccak256(abi.encode(i, "more"))));
        }
    }

    function _give(address account, uint256 amount) private {
        usdc.mint(account, amount);
        vm.startPrank(account);
        usdc.approve(address(bourse), amount);
        bourse.deposit(account, amount);
        vm.stopPrank();
    }

    // ---------------------------------------------------------------- what was done

    /// @notice What the runner may call, for a test that plays without it.
    function acts() external pure returns (bytes4[] memory list) {
        list = new bytes4[](43);
        uint256 n;
        list[n++] = this.pass.selector;
        list[n++] = this.registerAgain.selector;
        list[n++] = this.retire.selector;
        list[n++] = this.withdrawStake.selector;
        list[n++] = this.attest.selector;
        list[n++] = this.attestBatch.selector;
        list[n++] = this.claim.selector;
        list[n++] = this.sync.selector;
        list[n++] = this.postOffer.selector;
        list[n++] = this.closeOffer.selector;
        list[n++] = this.withdrawOffer.selector;
        list[n++] = this.openDeal.selector;
        list[n++] = this.fill.selector;
        list[n++] = this.cancelDeal.selector;
        list[n++] = this.replaceLease.selector;
        list[n++] = this.setDelegate.selector;
        list[n++] = this.refund.selector;
        list[n++] = this.release.selector;
        list[n++] = this.extendDeal.selector;
        list[n++] = this.renewDeal.selector;
        list[n++] = this.scaleUp.selector;
        list[n++] = this.scaleDown.selector;
        list[n++] = this.dropUnfilled.selector;
        list[n++] = this.setMaxPrice.selector;
        list[n++] = this.decline.selector;
        list[n++] = this.breach.selector;
        list[n++] = this.punish.selector;
        list[n++] = this.deposit.selector;
        list[n++] = this.withdraw.selector;
        list[n++] = this.transfer.selector;
        list[n++] = this.setPaused.selector;
        list[n++] = this.transferOwnership.selector;
        list[n++] = this.acceptOwnership.selector;
        list[n++] = this.fundVoucher.selector;
        list[n++] = this.redeem.selector;
        list[n++] = this.revokeKey.selector;
        list[n++] = this.requestRefund.selector;
        list[n++] = this.refundVoucher.selector;
        list[n++] = this.request.selector;
        list[n++] = this.refundRequest.selector;
        list[n++] = this.reject.selector;
        list[n++] = this.answer.selector;
        list[n++] = this.deliver.selector;
        assert(n == list.length);
    }

    /// @notice How often each action was tried, and how often it was not refused, in the order of Actions.
    function tally() public view returns (uint256[] memory tries, uint256[] memory successes) {
        (tries, successes) = (new uint256[](Actions.COUNT), new uint256[](Actions.COUNT));
        for (uint256 i; i < Actions.COUNT; ++i) (tries[i], successes[i]) = (tallies[i] >> 128, uint128(tallies[i]));
    }

    /// @notice The same as a line: calls, then successes and tries of each action.
    function line() external view returns (string memory text) {
        (uint256[] memory tries, uint256[] memory successes) = tally();
        text = Strings.toString(calls);
        for (uint256 i; i < tries.length; ++i) {
            text = string.concat(text, " ", Strings.toString(successes[i]), "/", Strings.toString(tries[i]));
        }
    }
}
