// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {MarketReader} from "./MarketReader.sol";
import {Case, IFaults, State} from "../interfaces/IFaults.sol";
import {IHolds} from "../interfaces/IHolds.sol";
import {Hot} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {LeaseId, ProviderId} from "../types/Types.sol";

/// @title Deposits, deadlines, and what becomes of a case
abstract contract Cases is IFaults, IHolds, MarketReader {
    uint256 private immutable ANSWER_EPOCHS;

    mapping(bytes32 id => Case) private _cases;
    mapping(ProviderId provider => uint256) public openCases;
    mapping(address account => uint256) public owed;

    constructor(uint256 answerEpochs_) {
        // an honest answer needs the chain's forced inclusion; a question about the last epoch that can still be attested
        // must fit into the window
        _within("answerEpochs", answerEpochs_, GRACE, WINDOW + GAME);
        ANSWER_EPOCHS = answerEpochs_;
    }

    /// @inheritdoc IFaults
    function expire(bytes32 id) external {
        Case memory k = _cases[id];
        require(k.state == State.Asked || k.state == State.Demanded, NotAsked(id, k.state));
        uint256 c = _now();
        require(c > k.deadline, NotExpired(uint24(c), k.deadline));
        _finish(id, k, State.Expired);
        _owe(k.asker, k.deposit);
        emit Expired(id, k.provider, k.asker);
        if (k.state == State.Demanded) {
            uint256 subject = uint184(k.subject);
            BOURSE.breach(LeaseId.wrap(uint48(subject >> 24)), uint24(subject));
        } else if (!_isFatal(ProviderId.unwrap(k.provider))) {
            BOURSE.punish(k.provider, k.asker);
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

    /// @inheritdoc IHolds
    function holds(uint24 provider) external view returns (bool) {
        return openCases[ProviderId.wrap(provider)] != 0;
    }

    // ---------------------------------------------------------------- for the kinds of cases

    /// @dev Takes the caller's deposit for an answer of `gas`. One case of an id, ever.
    function _ask(bytes32 id, bytes23 subject, ProviderId provider, State state, uint256 gas) internal {
        State before = _cases[id].state;
        require(before == State.None, AskedBefore(id, before));
        uint256 needed = 2 * gas * block.basefee;
        require(msg.value >= needed, DepositTooLow(msg.value, needed));
        _within("deposit", msg.value, needed, type(uint96).max);
        unchecked {
            _cases[id] = Case(subject, provider, uint40(_now() + ANSWER_EPOCHS), state, msg.sender, uint96(msg.value));
            ++openCases[provider];
        }
    }

    /// @dev The case of an id, which an answer is due for now.
    function _due(bytes32 id, State state) internal view returns (Case memory k) {
        k = _cases[id];
        require(k.state == state, NotAsked(id, k.state));
        uint256 c = _now();
        require(c <= k.deadline, TooLate(uint24(c), k.deadline));
    }

    /// @dev Pays who answered for `gas` at the transaction's price, as far as the deposit goes. The rest is the asker's.
    function _answered(bytes32 id, Case memory k, uint256 gas) internal {
        _finish(id, k, State.Answered);
        uint256 fee = gas * tx.gasprice;
        if (fee > k.deposit) fee = k.deposit;
        _owe(msg.sender, fee);
        unchecked {
            _owe(k.asker, k.deposit - fee);
        }
    }

    function _isFatal(uint256 p) internal view returns (bool) {
        return Hot.fatal(_load(Slots.HOT, p));
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

    /// @dev A signature counts while stakes answer for its epoch: who finds an old key can do nothing with it.
    function _mayProve(uint256 epoch) internal view {
        _before(epoch, epoch + NOTICE);
    }

    function _before(uint256 epoch, uint256 last) private view {
        uint256 c = _now();
        require(epoch <= c, EpochNotBegun(uint24(epoch), uint24(c)));
        require(c <= last, WindowClosed(uint24(epoch), uint24(c), last));
    }

    function _finish(bytes32 id, Case memory k, State state) private {
        _cases[id].state = state;
        delete _cases[id].asker;
        delete _cases[id].deposit;
        unchecked {
            --openCases[k.provider];
        }
    }

    function _owe(address account, uint256 amount) private {
        if (amount != 0) owed[account] += amount;
    }
}
