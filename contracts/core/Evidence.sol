// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MarketReader} from "./MarketReader.sol";
import {IFaults} from "../interfaces/IFaults.sol";
import {Batches} from "../libraries/Batches.sol";
import {Hot} from "../libraries/Records.sol";
import {SignedReceipt} from "../libraries/SignedReceipt.sol";
import {Slots} from "../libraries/Slots.sol";
import {ProviderId} from "../types/Types.sol";

/// @title What a provider signed
abstract contract Evidence is MarketReader {
    using SignedReceipt for bytes;

    bytes32 internal immutable SEPARATOR;

    constructor() {
        SEPARATOR = Batches.separator(address(BOURSE));
    }

    /// @dev Refuses a receipt as on the wire that is not whole, or whose batch its provider did not sign.
    function _checkReceipt(bytes calldata receipt) internal view {
        _checkShape(receipt);
        _checkSigner(
            receipt.digest(SEPARATOR),
            receipt.signature(),
            ProviderId.unwrap(receipt.provider()),
            receipt.epoch()
        );
    }

    function _checkShape(bytes calldata receipt) internal view {
        (bytes32 wrong, ) = receipt.check(SEPARATOR);
        require(wrong == 0, IFaults.WrongReceipt("receipt", uint256(wrong), 0));
    }

    /// @dev A signature counts while stakes answer for its epoch: who finds an old key can do nothing with it.
    function _mayProve(uint256 epoch) internal view {
        _before(epoch, epoch + NOTICE);
    }

    function _before(uint256 epoch, uint256 last) internal view {
        uint256 c = _now();
        require(epoch <= c, IFaults.EpochNotBegun(uint24(epoch), uint24(c)));
        require(c <= last, IFaults.WindowClosed(uint24(epoch), uint24(c), last));
    }

    function _isFatal(uint256 p) internal view returns (bool) {
        return Hot.fatal(_load(Slots.HOT, p));
    }

    /// @dev Of the provider's key in that epoch.
    function _checkSigner(bytes32 digest, bytes calldata signature, uint256 p, uint256 epoch) internal view {
        address signer = ECDSA.recover(digest, signature);
        address expected = _operatorAt(p, epoch);
        require(signer == expected, IFaults.WrongSigner(signer, expected));
    }
}
