// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The actions that are counted, by number.
library Actions {
    uint256 internal constant DEPOSIT = 0;
    uint256 internal constant WITHDRAW = 1;
    uint256 internal constant TRANSFER = 2;
    uint256 internal constant REGISTER = 3;
    uint256 internal constant RESUME = 4;
    uint256 internal constant RETIRE = 5;
    uint256 internal constant WITHDRAW_STAKE = 6;
    uint256 internal constant ATTEST = 7;
    uint256 internal constant ATTEST_BATCH = 8;
    uint256 internal constant CLAIM = 9;
    uint256 internal constant SYNC = 10;
    uint256 internal constant POST_OFFER = 11;
    uint256 internal constant CLOSE_OFFER = 12;
    uint256 internal constant WITHDRAW_OFFER = 13;
    uint256 internal constant OPEN_DEAL = 14;
    uint256 internal constant FILL = 15;
    uint256 internal constant CANCEL_DEAL = 16;
    uint256 internal constant REPLACE_LEASE = 17;
    uint256 internal constant REFUND = 18;
    uint256 internal constant RELEASE = 19;
    uint256 internal constant EXTEND_DEAL = 20;
    uint256 internal constant RENEW_DEAL = 21;
    uint256 internal constant SCALE_UP = 22;
    uint256 internal constant SCALE_DOWN = 23;
    uint256 internal constant DROP_UNFILLED = 24;
    uint256 internal constant SET_MAX_PRICE = 25;
    uint256 internal constant DECLINE = 26;
    uint256 internal constant BREACH = 27;
    uint256 internal constant PUNISH = 28;
    uint256 internal constant SET_PAUSED = 29;
    uint256 internal constant TRANSFER_OWNERSHIP = 30;
    uint256 internal constant ACCEPT_OWNERSHIP = 31;
    uint256 internal constant FUND = 32;
    uint256 internal constant REDEEM = 33;
    uint256 internal constant REQUEST_REFUND = 34;
    uint256 internal constant VOUCHERS_REFUND = 35;
    uint256 internal constant SET_KEY = 36;
    uint256 internal constant REVOKE_KEY = 37;
    uint256 internal constant REQUEST = 38;
    uint256 internal constant FULFIL = 39;
    uint256 internal constant COMMIT = 40;
    uint256 internal constant REVEAL = 41;
    uint256 internal constant DELIVER = 42;
    uint256 internal constant REJECT = 43;
    uint256 internal constant REQUESTS_REFUND = 44;
    uint256 internal constant SET_DELEGATE = 45;
    uint256 internal constant COUNT = 46;

    function names() internal pure returns (string memory) {
        return
            "deposit,withdraw,transfer,register,resume,retire,withdrawStake,attest,attestBatch,claim,sync,postOffer,"
            "closeOffer,withdrawOffer,openDeal,fill,cancelDeal,replaceLease,refund,release,extendDeal,renewDeal,scaleUp,"
            "scaleDown,dropUnfilled,setMaxPrice,decline,breach,punish,setPaused,transferOwnership,acceptOwnership,"
            "Vouchers.fund,Vouchers.redeem,Vouchers.requestRefund,Vouchers.refund,Vouchers.setKey,Vouchers.revokeKey,"
            "Requests.request,Requests.fulfil,Requests.commit,Requests.reveal,Requests.deliver,Requests.reject,"
            "Requests.refund,setDelegate";
    }
}
