// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {MarketReader} from "./MarketReader.sol";
import {IJury, Juror} from "../interfaces/IJury.sol";
import {Hot} from "../libraries/Records.sol";
import {Slots} from "../libraries/Slots.sol";
import {ProviderId} from "../types/Types.sol";

/// @title Who can be drawn, and what they put in
/// @dev A place of the list is never given to another juror while it could be drawn for a trial opened before: it is left
/// empty, and whoever takes it later came after that opening. So a hash that is known already says who is drawn, whatever
/// anybody does then, but that a juror may fail to be there itself.
abstract contract Jurors is IJury, MarketReader {
    /// @dev Gas of a seat: a commitment and a reveal, with room for what a rollup adds.
    uint256 internal constant SEAT_GAS = 300_000;
    /// @dev A juror's deposit is good for so many seats at once at the base fee at which it came.
    uint256 private constant SEATS_AT_ONCE = 4;

    ProviderId[] private _list;
    /// @dev Empty places.
    uint24[] private _empty;
    mapping(ProviderId provider => Juror) internal _jurors;
    /// @inheritdoc IJury
    mapping(address account => uint256) public owed;

    // ---------------------------------------------------------------- the list

    /// @inheritdoc IJury
    function enlist(ProviderId provider) external payable {
        uint256 p = ProviderId.unwrap(provider);
        _onlyOf(p);
        require(_isReady(p), NotReady(provider));
        Juror storage j = _jurors[provider];
        if (j.payee == address(0)) {
            (j.payee, j.place) = (msg.sender, _placeFor(provider));
            j.since = uint40(block.number);
        } else if (j.left != 0) {
            (j.left, j.leftAt) = (0, 0);
            j.since = uint40(block.number);
        }
        uint256 deposit = j.deposit + msg.value;
        _within("deposit", deposit, _depositFor(block.basefee), type(uint96).max);
        j.deposit = uint96(deposit);
        emit Enlisted(provider, j.payee, deposit);
    }

    /// @inheritdoc IJury
    function giveNotice(ProviderId provider) external {
        _onlyOf(ProviderId.unwrap(provider));
        Juror storage j = _jurors[provider];
        require(j.payee != address(0) && j.left == 0, NotEnlisted(provider));
        uint24 c = uint24(_now());
        (j.left, j.leftAt) = (uint40(block.number), c);
        emit Left(provider, c);
    }

    /// @inheritdoc IJury
    function discharge(ProviderId provider) external {
        Juror memory j = _jurors[provider];
        require(j.payee != address(0), NotEnlisted(provider));
        require(j.seats == 0, SeatsOpen(provider, j.seats));
        if (!Hot.ended(_load(Slots.HOT, ProviderId.unwrap(provider)))) {
            uint256 from = j.left == 0 ? type(uint24).max : j.leftAt + _notice();
            uint256 c = _now();
            require(c >= from, NoticeRuns(uint24(c), from));
        }
        delete _jurors[provider];
        _list[j.place] = ProviderId.wrap(0);
        _empty.push(j.place);
        _owe(j.payee, j.deposit);
        emit Discharged(provider, j.payee, j.deposit);
    }

    /// @inheritdoc IJury
    function withdraw(address to) external returns (uint256 amount) {
        amount = owed[msg.sender];
        owed[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amount);
        Address.sendValue(payable(to), amount);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IJury
    function jurorOf(ProviderId provider) external view returns (Juror memory) {
        return _jurors[provider];
    }

    /// @inheritdoc IJury
    function jurors() public view returns (uint256) {
        return _list.length - _empty.length;
    }

    /// @inheritdoc IJury
    function jurorAt(uint256 place) public view returns (ProviderId) {
        return place < _list.length ? _list[place] : ProviderId.wrap(0);
    }

    /// @inheritdoc IJury
    function feeFor(uint256 baseFee) external pure returns (uint256) {
        return _feeFor(baseFee);
    }

    /// @inheritdoc IJury
    function depositFor(uint256 baseFee) external pure returns (uint256) {
        return _depositFor(baseFee);
    }

    // ---------------------------------------------------------------- for trials

    function _places() internal view returns (uint256) {
        return _list.length;
    }

    /// @dev Epochs from a notice to the end of what was opened before it and is not drawn yet.
    function _notice() internal view virtual returns (uint256);

    /// @dev Twice its gas.
    function _feeFor(uint256 baseFee) internal pure returns (uint256) {
        return 2 * SEAT_GAS * baseFee;
    }

    /// @dev The caller is the provider's owner, or its operator of now.
    function _onlyOf(uint256 p) internal view {
        require(
            p != 0 && (msg.sender == _ownerOf(p) || _load(Slots.OPERATOR, uint160(msg.sender)) == p),
            NotOfProvider(msg.sender, ProviderId.wrap(uint24(p)))
        );
    }

    function _ownerOf(uint256 p) internal view returns (address) {
        return address(uint160(_load(Slots.OWNER, p)));
    }

    /// @dev It has a stake, misses nothing, and is at most two epochs behind: as for a match.
    function _isReady(uint256 p) internal view returns (bool) {
        uint256 c = _now();
        uint256 h = _load(Slots.HOT, p);
        return _ready(_skipIdle(p, h, c), c);
    }

    function _owe(address account, uint256 amount) internal {
        if (amount != 0) owed[account] += amount;
    }

    // ---------------------------------------------------------------- inside

    function _depositFor(uint256 baseFee) private pure returns (uint256) {
        return SEATS_AT_ONCE * _feeFor(baseFee);
    }

    function _placeFor(ProviderId provider) private returns (uint24 place) {
        uint256 n = _empty.length;
        if (n != 0) {
            place = _empty[n - 1];
            _empty.pop();
            _list[place] = provider;
        } else {
            n = _list.length;
            _within("jurors", n, 0, type(uint24).max);
            place = uint24(n);
            _list.push(provider);
        }
    }
}
