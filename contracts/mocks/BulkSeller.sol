// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBourse} from "../interfaces/IBourse.sol";
import {OfferTerms, ProviderId} from "../types/Types.sol";

/// @title A provider that posts many offers in one transaction, for benches and tests
contract BulkSeller {
    IBourse public immutable bourse;

    constructor(IBourse bourse_) {
        bourse = bourse_;
    }

    function register(address operator, bytes calldata signature) external returns (ProviderId) {
        return bourse.register(operator, 0, "", signature);
    }

    /// @notice `n` offers of one unit, `perPrice` of them at each price from `price` on.
    function postMany(uint24 price, uint256 perPrice, uint256 n, uint8 region, uint24 until) external {
        for (uint256 i; i < n; ++i) {
            bourse.postOffer(
                OfferTerms({
                    price: price + uint24(i / perPrice),
                    compensation: 0,
                    units: 1,
                    region: region,
                    features: 0,
                    minEpochs: 0,
                    until: until
                })
            );
        }
    }
}
