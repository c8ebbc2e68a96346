// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Evidence} from "./Evidence.sol";
import {Case, IFaults, State} from "../interfaces/IFaults.sol";
import {IHolds} from "../interfaces/IHolds.sol";
import {IRewards} from "../interfaces/IRewards.sol";
import {Slots} from "../libraries/Slots.sol";
import {LeaseId, ProviderId} from "../types/Types.sol";

/// @title Deposits, deadlines, and what becomes of a case
abstract contract Cases is IFaults, IHolds, Evidence {
    uint256 private constant ONE_OF_CONTENT = (1 << 128) | 1;
    uint256 private immutable ANSWER_EPOCHS;
    IRewards private immutable DISPUTES;

    mapping(bytes32 id => Case) private _cases;
    /// @dev Of content 128 | all of them 128.
    mapping(ProviderId provider => uint256) private _open;
    mapping(LeaseId lease => uint256) private _demands;
    mapping(address account => uint256) public owed;

    constructor(uint256 answerEpochs_) {
        // an honest answer needs the chain's forced inclusion; a question about the last epoch that can still be attested
        // must fit into the window
        _within("answerEpochs", answerEpochs_, GRACE, WINDOW + GAME);
        ANSWER_EPOCHS = answerEpochs_;
        DISPUTES = IRewards(address(uint160(_load(Slots.MODULES + 2))));
    }

    /// @inheritdoc IFaults
    function expire(bytes32 id) external {
        Case memory k = _cases[id];
        require(
            k.state == State.Asked || k.state == State.Demanded || k.state == State.ContentAsked,
            NotAsked(id, k.state)
        );
        uint256 c = _now();
        require(c > k.deadline, NotExpired(uint24(c), k.deadline));
        _finish(id, k, State.Expired);
        _owe(k.asker, k.deposit);
        emit Expired(id, k.provider, k.asker);
        if (k.state == State.Demanded) {
            (LeaseId lease, uint24 since) = _demandOf(k);
            BOURSE.breach(lease, since);
        } else if (!_isFatal(ProviderId.unwrap(k.provider))) {
            _punish(k.provider, k.asker);
        }
    }

    /// @inheritdoc IFaults
    function withdraw(address to) external returns (uint256 amount) {
        amount = owed[msg.sender];
        owed[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amount);
        Address.sendValue(payable(to), amount);
    }

    /// @inheritdoc IFaults
    function caseOf(bytes32 id) external view returns (Case memory) {
        return _cases[id];
    }

    /// @inheritdoc IFaults
    function answerEpochs() external view returns (uint256) {
        return ANSWER_EPOCHS;
    }

    /// @inheritdoc IFaults
    function openCases(ProviderId provider) external view returns (uint256) {
        return uint128(_open[provider]);
    }

    /// @inheritdoc IHolds
    function holds(uint24 provider) external view returns (bool) {
        return _open[ProviderId.wrap(provider)] != 0;
    }

    /// @inheritdoc IHolds
    function holdsLease(uint48 lease) external view returns (bool) {
        return _demands[LeaseId.wrap(lease)] != 0;
    }

    // ---------------------------------------------------------------- for the kinds of cases

    /// @dev Takes the caller's deposit for an answer of `gas`. One case of an id, ever.
    function _ask(bytes32 id, bytes23 subject, ProviderId provider, State state, uint256 gas) internal {
        _askFor(id, Case(subject, provider, _deadline(), 1, state, msg.sender, 0), gas);
    }

    /// @dev The same, `k.share` times as much.
    function _askFor(bytes32 id, Case memory k, uint256 gas) internal {
        State before = _cases[id].state;
        require(before == State.None, AskedBefore(id, before));
        uint256 needed = 2 * gas * block.basefee * k.share;
        require(msg.value >= needed, DepositTooLow(msg.value, needed));
        _within("deposit", msg.value, needed, type(uint96).max);
        unchecked {
            k.deposit = uint96(msg.value);
            _open[k.provider] += _one(k.state);
            if (k.state == State.Demanded) {
                (LeaseId lease, ) = _demandOf(k);
                ++_demands[lease];
            }
        }
        _cases[id] = k;
    }

    /// @dev By way of Disputes, where there is one: it knows who was at the provider's heels already.
    function _punish(ProviderId provider, address reporter) internal {
        if (address(DISPUTES) == address(0)) BOURSE.punish(provider, reporter);
        else DISPUTES.report(provider, reporter);
    }

    /// @dev The case of an id, which an answer is due for now.
    function _due(bytes32 id, State state) internal view returns (Case memory k) {
        k = _cases[id];
        require(k.state == state, NotAsked(id, k.state));
        uint256 c = _now();
        require(c <= k.deadline, TooLate(uint24(c), k.deadline));
    }

    /// @dev Pays who answered for `gas` at the transaction's price, as far as the deposit's share for it goes. The rest is
    /// the asker's: what many askers must deposit is no prize for who pays the highest tip.
    function _answered(bytes32 id, Case memory k, uint256 gas) internal {
        _finish(id, k, State.Answered);
        uint256 fee = gas * tx.gasprice;
        uint256 most = k.deposit / k.share;
        if (fee > most) fee = most;
        _owe(msg.sender, fee);
        unchecked {
            _owe(k.asker, k.deposit - fee);
        }
    }

    function _openOfContent(ProviderId provider) internal view returns (uint256) {
        return _open[provider] >> 128;
    }

    function _deadline() internal view returns (uint24) {
        unchecked {
            return uint24(_now() + ANSWER_EPOCHS);
        }
    }

    /// @dev An epoch is asked about while every answer comes in its window and the longest game: stakes stay so long.
    function _mayAsk(uint256 epoch) internal view {
        _before(epoch, epoch + NOTICE - ANSWER_EPOCHS);
    }

    function _finish(bytes32 id, Case memory k, State state) private {
        _cases[id].state = state;
        delete _cases[id].asker;
        delete _cases[id].deposit;
        unchecked {
            _open[k.provider] -= _one(k.state);
            if (k.state == State.Demanded) {
                (LeaseId lease, ) = _demandOf(k);
                --_demands[lease];
            }
        }
    }

    /// @dev The lease that a demand is of, and the epoch in which it was made.
    function _demandOf(Case memory k) internal pure returns (LeaseId lease, uint24 since) {
        uint256 subject = uint184(k.subject);
        return (LeaseId.wrap(uint48(subject >> 24)), uint24(subject));
    }

    function _one(State state) private pure returns (uint256) {
        return state == State.ContentAsked ? ONE_OF_CONTENT : 1;
    }

    function _owe(address account, uint256 amount) private {
        if (amount != 0) owed[account] += amount;
    }
}
