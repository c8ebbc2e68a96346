// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IRequestConsumer} from "../../contracts/interfaces/IRequestConsumer.sol";
import {Ask, IRequests} from "../../contracts/interfaces/IRequests.sol";

/// @title A sealed number of lots for the dearest bids, all at the price of the last one that gets any
/// @notice Sorting hundreds of bids costs a contract far more than asking for it. The order comes from a function on the
/// Bourse; that it is one takes a single walk, which is done here: what is cheap to check is better checked than trusted.
contract Auction is IRequestConsumer {
    struct Bid {
        address bidder;
        uint64 price; // micro-USDC per lot
        uint32 lots;
    }

    error Closed();
    error NotClosed();
    error NotAnswered(uint64 id);
    error NotForThis(address caller, uint64 id);
    error Failed(uint16 status);
    error NotAnOrder(uint256 place);

    event Cleared(uint64 price, uint256 lastWinner, uint32 lotsOfLast);

    IRequests public immutable REQUESTS;
    uint32 public immutable SUPPLY;

    Bid[] public bids;
    uint64 public requestId;
    bool public isCleared;
    uint64 public clearingPrice;
    uint16 public lastWinner;
    uint32 public lotsOfLast;
    Ask private _ask;

    constructor(IRequests requests, Ask memory ask, uint32 supply) {
        (REQUESTS, _ask, SUPPLY) = (requests, ask, supply);
    }

    function bid(uint64 price, uint32 lots) external {
        require(requestId == 0, Closed());
        bids.push(Bid(msg.sender, price, lots));
    }

    /// @notice Asks for the order of the bids. A request that nobody answered can be made again.
    function close() external returns (uint64) {
        require(requestId == 0 || (!isCleared && REQUESTS.stateOf(requestId) == 0), Closed());
        bytes memory prices = new bytes(8 * bids.length);
        for (uint256 i; i < bids.length; ++i) {
            uint256 word = uint256(bids[i].price) << 192;
            assembly ("memory-safe") {
                // the bytes behind are of later bids, or of the padding
                mstore(add(add(prices, 0x20), mul(8, i)), word)
            }
        }
        requestId = REQUESTS.request(_ask, prices);
        return requestId;
    }

    /// @inheritdoc IRequestConsumer
    function onBourseAnswer(uint64 id, uint16 status, bytes calldata order) external {
        require(msg.sender == address(REQUESTS) && id == requestId && !isCleared, NotForThis(msg.sender, id));
        require(status == 0, Failed(status));
        uint256 n = bids.length;
        require(order.length == 2 * n, NotAnOrder(n));
        uint256 left = SUPPLY;
        uint256 before = n;
        uint64 beforePrice;
        for (uint256 i; i < n; ++i) {
            uint256 index = uint16(bytes2(order[2 * i:2 * i + 2]));
            require(index < n, NotAnOrder(i));
            Bid memory b = bids[index];
            // strictly later than the one before: so no bid stands here twice, and all of them do
            bool follows = i == 0 || b.price < beforePrice || (b.price == beforePrice && index > before);
            require(follows, NotAnOrder(i));
            (before, beforePrice) = (index, b.price);
            if (left == 0) continue;
            uint256 lots = b.lots < left ? b.lots : left;
            left -= lots;
            (clearingPrice, lastWinner, lotsOfLast) = (b.price, uint16(index), uint32(lots));
        }
        isCleared = true;
        emit Cleared(clearingPrice, lastWinner, lotsOfLast);
    }

    /// @notice What a bid gets, at `clearingPrice` each.
    function lotsOf(uint256 index) external view returns (uint32) {
        require(isCleared, NotAnswered(requestId));
        Bid memory b = bids[index];
        if (index == lastWinner) return lotsOfLast;
        bool wins = b.price > clearingPrice || (b.price == clearingPrice && index < lastWinner);
        return wins ? b.lots : 0;
    }

    function count() external view returns (uint256) {
        return bids.length;
    }
}
