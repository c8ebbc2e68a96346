// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Where each record of the Bourse lives
/// @dev A record is one word at keccak256(key . kind), as in a `mapping(uint256 key => uint256) at slot kind`. Bourse
/// and BourseLens share this file, so a light client can prove any record with eth_getProof.
library Slots {
    uint256 internal constant CONFIG = 0; // this slot and the next: see Parameters
    uint256 internal constant ADMIN = 2; // who may pause
    uint256 internal constant NEXT_ADMIN = 3; // to whom that right is offered
    uint256 internal constant MODULES = 4; // this slot and the four after it: the fields of Modules
    uint256 internal constant GLOBAL = 16; // a slot, not a mapping: see Global
    uint256 internal constant BALANCE = 17; // account => kept 1 (a module's) | balance 255
    uint256 internal constant PROVIDER_OF = 18; // owner => provider
    uint256 internal constant OPERATOR = 19; // operator => provider
    uint256 internal constant OWNER = 20; // provider => owner 160 | keys 16
    uint256 internal constant HOT = 21; // provider => see Hot
    uint256 internal constant COLD = 22; // provider => see Cold
    uint256 internal constant KEY = 23; // provider << 16 | index => operator 160 | from epoch 24
    uint256 internal constant ENCRYPTION = 24; // provider => encryption key
    uint256 internal constant ENDPOINT = 25; // provider => length 8, text: as many words as it takes
    uint256 internal constant LANES = 26; // provider << 24 | epoch / 5 => five signed changes of the rate, 48 bits each
    uint256 internal constant RING = 27; // provider << 24 | index => commitment 184 | earned before 48 | epoch 24
    uint256 internal constant RANGE = 28; // provider << 24 | index => missed before 24 | end 24 | start 24
    uint256 internal constant OFFER = 29; // offer => see Offer
    uint256 internal constant LOCK = 30; // offer => see Lock
    uint256 internal constant TICK = 31; // region << 24 | price => used 1 | tail 32 | head 32
    uint256 internal constant BITMAP = 32; // region << 40 | level << 32 | word
    uint256 internal constant DEAL = 33; // deal => see Deal
    uint256 internal constant NEED = 34; // deal => see Need
    uint256 internal constant SERVES = 35; // deal => alias 192 | function 64
    uint256 internal constant LEASE = 36; // lease => see Lease
    uint256 internal constant DELEGATE = 37; // keccak256(owner, delegate) => 1
    uint256 internal constant TERMS = 38; // deal => see Terms

    function find(uint256 kind, uint256 key) internal pure returns (uint256 slot) {
        assembly ("memory-safe") {
            mstore(0x00, key)
            mstore(0x20, kind)
            slot := keccak256(0x00, 0x40)
        }
    }
}
