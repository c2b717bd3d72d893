// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Configuration} from "../../libraries/Configuration.sol";

/// @notice Opens {Configuration} to tests.
contract ConfigurationMock {
    function hasPlainSums(bytes calldata configuration) external pure returns (bool) {
        return Configuration.hasPlainSums(configuration);
    }
}
