// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Words32} from "../../libraries/Words32.sol";

/// @notice Opens {Words32} to tests.
contract Words32Mock {
    function add(uint256 a, uint256 b) external pure returns (uint256) {
        return Words32.add(a, b);
    }

    function sub(uint256 a, uint256 b) external pure returns (uint256) {
        return Words32.sub(a, b);
    }

    function swap(uint256 words) external pure returns (uint256) {
        return Words32.swap(words);
    }
}
