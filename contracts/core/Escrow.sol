// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Accounts} from "./Accounts.sol";
import {IBourseCore} from "../interfaces/IBourseCore.sol";
import {ISignedMoney} from "../interfaces/ISignedMoney.sol";

/// @title Accounts: money comes in by a token call, leaves at its owner's wish, and is otherwise only booked
abstract contract Escrow is Accounts, IBourseCore {
    using SafeERC20 for IERC20;

    /// @inheritdoc IBourseCore
    function balanceOf(address account) external view returns (uint256) {
        return _balance(account);
    }

    /// @inheritdoc IBourseCore
    function deposit(address beneficiary, uint256 amount) external {
        _deposit(msg.sender, beneficiary, amount);
    }

    /// @inheritdoc IBourseCore
    function depositWithPermit(address owner, uint256 amount, uint256 deadline, bytes calldata signature) external {
        try ISignedMoney(TOKEN).permit(owner, address(this), amount, deadline, signature) {} catch (
            bytes memory reason
        ) {
            // a permit that somebody used first has done its work: the allowance is there. Only for its owner: a standing
            // allowance is nobody else's to move
            bool served = msg.sender == owner && IERC20(TOKEN).allowance(owner, address(this)) >= amount;
            if (!served) LowLevelCall.bubbleRevert(reason);
        }
        _deposit(owner, owner, amount);
    }

    /// @inheritdoc IBourseCore
    function depositWithAuthorization(
        address from,
        address beneficiary,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external {
        bytes32 nonce = keccak256(abi.encode(beneficiary, salt));
        _book(from, beneficiary, amount);
        ISignedMoney(TOKEN).receiveWithAuthorization(
            from,
            address(this),
            amount,
            validAfter,
            validBefore,
            nonce,
            signature
        );
    }

    /// @inheritdoc IBourseCore
    function withdraw(address to, uint256 amount) external {
        _receives(to);
        _debit(msg.sender, amount);
        emit Withdrawn(msg.sender, to, amount);
        IERC20(TOKEN).safeTransfer(to, amount);
    }

    /// @inheritdoc IBourseCore
    function transfer(address to, uint256 amount) external {
        _receives(to);
        _move(msg.sender, to, amount);
    }

    /// @inheritdoc IBourseCore
    function take(address from, uint256 amount) external {
        require(msg.sender == VOUCHERS || msg.sender == REQUESTS, NotModule(msg.sender));
        _move(from, msg.sender, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        _debit(from, amount);
        _credit(to, amount);
        emit Transferred(from, to, amount);
    }

    function _deposit(address from, address beneficiary, uint256 amount) private {
        _book(from, beneficiary, amount);
        IERC20(TOKEN).safeTransferFrom(from, address(this), amount);
    }

    function _book(address from, address beneficiary, uint256 amount) private {
        _receives(beneficiary);
        _credit(beneficiary, amount);
        emit Deposited(beneficiary, from, amount);
    }

    /// @dev What went to one of these two could never be taken out again.
    function _receives(address account) private view {
        require(account != address(0) && account != address(this), CannotReceive(account));
    }
}
