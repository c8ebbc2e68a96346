// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Evidence} from "./Evidence.sol";
import {IBourseBase} from "../interfaces/IBourseBase.sol";
import {Game, IDisputes, Turn} from "../interfaces/IDisputes.sol";
import {IHolds} from "../interfaces/IHolds.sol";
import {IRewards} from "../interfaces/IRewards.sol";
import {Lease, Word} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {LeaseId, ProviderId} from "../types/Types.sol";

/// @title Whose turn it is, how long, and what becomes of bonds and rewards
abstract contract Games is IDisputes, IHolds, IRewards, Evidence {
    /// @dev All moves of a provider in the longest game, whole transactions.
    uint256 private constant DEFENCE_GAS = 800_000;

    /// @dev What is open on a provider, and who of several challengers is to be rewarded. One word.
    struct Docket {
        uint16 open;
        uint48 reward; // micro-USDC that waits here for the reporter, in the Bourse
        uint32 first; // the reporter's game
        address reporter;
    }

    uint256 private immutable CLOCK;
    address private immutable FAULTS;

    mapping(uint256 id => Game) internal _games;
    uint256 private _count;
    mapping(ProviderId provider => Docket) internal _dockets;
    mapping(LeaseId lease => uint256) internal _onLease;
    mapping(address account => uint256) public owed;

    constructor(uint256 clock_) {
        // the chain's forced inclusion fits into it; a game that is opened as late as can be ends before stakes may leave
        uint256 most = Word.min((GAME * EPOCH_LENGTH) / 2, type(uint24).max);
        _within("clock", clock_, GRACE * EPOCH_LENGTH, most);
        CLOCK = clock_;
        FAULTS = address(uint160(_load(Slots.MODULES + 1)));
    }

    /// @inheritdoc IDisputes
    function timeout(uint256 id) external {
        Game storage g = _games[id];
        Turn turn = g.turn;
        bool isProvider = turn == Turn.Show || turn == Turn.Defend || turn == Turn.Split;
        require(isProvider || turn == Turn.Pick || turn == Turn.Prove, NotTurn(id, turn, Turn.Over));
        uint256 left = isProvider ? g.providerLeft : g.challengerLeft;
        uint256 elapsed = block.timestamp - g.since;
        require(elapsed > left, TimeLeft(id, elapsed, left));
        _over(id, g, isProvider);
    }

    /// @inheritdoc IDisputes
    function drop(uint256 id) external {
        Game storage g = _games[id];
        require(g.turn != Turn.None && g.turn != Turn.Over, NotTurn(id, g.turn, Turn.Over));
        ProviderId provider = g.provider;
        require(_isFatal(ProviderId.unwrap(provider)), NotPunished(provider));
        require(msg.sender == g.challenger || _dockets[provider].reward == 0, NotPlayer(id, msg.sender));
        _over(id, g, false);
    }

    /// @inheritdoc IRewards
    function report(ProviderId provider, address reporter) external {
        require(msg.sender == FAULTS, IBourseBase.NotModule(msg.sender));
        _report(provider, reporter);
    }

    /// @inheritdoc IDisputes
    function withdraw(address to) external returns (uint256 amount) {
        amount = owed[msg.sender];
        owed[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amount);
        Address.sendValue(payable(to), amount);
    }

    /// @inheritdoc IDisputes
    function gameOf(uint256 id) external view returns (Game memory) {
        return _games[id];
    }

    /// @inheritdoc IDisputes
    function games() external view returns (uint256) {
        return _count;
    }

    /// @inheritdoc IDisputes
    function openGames(ProviderId provider) external view returns (uint256) {
        return _dockets[provider].open;
    }

    /// @inheritdoc IDisputes
    function bondFor(ProviderId provider, uint256 baseFee) public view returns (uint256) {
        return 2 * DEFENCE_GAS * baseFee * (uint256(_dockets[provider].open) + 1);
    }

    /// @inheritdoc IDisputes
    function clock() external view returns (uint256) {
        return CLOCK;
    }

    // ---------------------------------------------------------------- for the moves

    /// @dev Enters a game with the caller as challenger; the provider is next.
    function _begin(ProviderId provider, LeaseId lease, bytes32 terms, Turn turn) internal returns (uint256 id) {
        uint256 needed = bondFor(provider, block.basefee);
        require(msg.value >= needed, BondTooLow(msg.value, needed));
        _within("bond", msg.value, needed, type(uint72).max);
        Docket storage d = _dockets[provider];
        _within("open", d.open, 0, type(uint16).max - 1);
        id = ++_count;
        _within("games", id, 1, type(uint32).max);
        unchecked {
            ++d.open;
            // a lease that a receipt only names is nobody's to hold up
            if (Lease.provider(_load(Slots.LEASE, LeaseId.unwrap(lease))) == ProviderId.unwrap(provider)) {
                ++_onLease[lease];
            } else {
                lease = LeaseId.wrap(0);
            }
        }
        Game storage g = _games[id];
        g.terms = terms;
        (g.challenger, g.provider, g.bond) = (msg.sender, provider, uint72(msg.value));
        (g.lease, g.since, g.share, g.turn) = (lease, uint40(block.timestamp), d.open, turn);
        (g.providerLeft, g.challengerLeft) = (uint24(CLOCK), uint24(CLOCK));
    }

    /// @dev The caller moves for the provider: its time is taken off.
    function _providerMoves(uint256 id, Turn turn) internal returns (Game storage g) {
        g = _games[id];
        require(g.turn == turn, NotTurn(id, g.turn, turn));
        require(_isOf(ProviderId.unwrap(g.provider)), NotPlayer(id, msg.sender));
        g.providerLeft = _timeLeft(id, g.since, g.providerLeft);
    }

    /// @dev The caller moves as the challenger: its time is taken off.
    function _challengerMoves(uint256 id, Turn turn) internal returns (Game storage g) {
        g = _games[id];
        require(g.turn == turn, NotTurn(id, g.turn, turn));
        require(msg.sender == g.challenger, NotPlayer(id, msg.sender));
        g.challengerLeft = _timeLeft(id, g.since, g.challengerLeft);
    }

    /// @dev The other side is next, about so many steps.
    function _next(Game storage g, Turn turn, bytes32 claim, uint256 first, uint256 width) internal {
        g.claim = claim;
        (g.first, g.width, g.since, g.turn) = (uint48(first), uint48(width), uint40(block.timestamp), turn);
    }

    /// @dev Ends a game. Where it was upheld the provider is punished, unless it is already; who loses on a punished provider
    /// loses nothing: there was no more to be won for anybody.
    function _over(uint256 id, Game storage g, bool upheld) internal {
        (ProviderId provider, address challenger, LeaseId lease) = (g.provider, g.challenger, g.lease);
        uint256 bond = g.bond;
        g.turn = Turn.Over;
        unchecked {
            --_dockets[provider].open;
            if (LeaseId.unwrap(lease) != 0) --_onLease[lease];
        }
        emit Over(id, provider, challenger, upheld);
        if (upheld) {
            _owe(challenger, bond);
            _punish(provider, challenger, id);
        } else if (_isFatal(ProviderId.unwrap(provider))) {
            _owe(challenger, bond);
        } else {
            // what many challengers must stake is no prize for the provider: the rest is burnt
            uint256 fee = ((bond / g.share) * 3) / 4;
            _owe(address(uint160(_load(Slots.OWNER, ProviderId.unwrap(provider)))), fee);
            _owe(address(0), bond - fee);
        }
        _reward(provider);
    }

    function _convict(ProviderId provider, bytes32 field, bytes calldata receipt) internal {
        emit Convicted(provider, msg.sender, field, receipt);
        _report(provider, msg.sender);
    }

    /// @dev One that shows a fault without a game comes after all who have one.
    function _report(ProviderId provider, address reporter) private {
        require(!_isFatal(ProviderId.unwrap(provider)), IBourseBase.HasEnded(provider));
        _punish(provider, reporter, type(uint32).max);
    }

    // ---------------------------------------------------------------- inside

    /// @dev A friend of the provider that loses a game of its own in time does not get what another's game is worth: the reward
    /// waits until all games are over, and goes to the earliest that was won.
    function _punish(ProviderId provider, address reporter, uint256 id) private {
        Docket storage d = _dockets[provider];
        if (_isFatal(ProviderId.unwrap(provider))) {
            if (d.reward != 0 && id < d.first) (d.first, d.reporter) = (uint32(id), reporter);
        } else if (d.open == 0) {
            BOURSE.punish(provider, reporter);
        } else {
            uint256 before = BOURSE.balanceOf(address(this));
            BOURSE.punish(provider, address(this));
            d.reward = uint48(BOURSE.balanceOf(address(this)) - before);
            (d.first, d.reporter) = (uint32(id), reporter);
        }
    }

    function _reward(ProviderId provider) private {
        Docket memory d = _dockets[provider];
        if (d.open != 0 || d.reward == 0) return;
        delete _dockets[provider];
        emit Rewarded(provider, d.reporter, d.reward);
        BOURSE.transfer(d.reporter, d.reward);
    }

    /// @dev Whether the caller is the provider's owner or has its newest key: which may serve a later term by now, too.
    function _isOf(uint256 p) private view returns (bool) {
        uint256 o = _load(Slots.OWNER, p);
        if (msg.sender == address(uint160(o))) return true;
        unchecked {
            return msg.sender == address(uint160(_load(Slots.KEY, (p << 16) | ((o >> 160) - 1))));
        }
    }

    function _timeLeft(uint256 id, uint256 since, uint256 left) private view returns (uint24) {
        uint256 elapsed = block.timestamp - since;
        require(elapsed <= left, NoTimeLeft(id, elapsed, left));
        return uint24(left - elapsed);
    }

    function _owe(address account, uint256 amount) private {
        if (amount != 0) owed[account] += amount;
    }
}
