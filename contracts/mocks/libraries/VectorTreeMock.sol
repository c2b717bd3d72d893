// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {VectorTree} from "../../libraries/VectorTree.sol";

/// @notice Opens {VectorTree} to tests.
contract VectorTreeMock {
    function rootOf(VectorTree.Place memory place) external view returns (bytes32) {
        return VectorTree.rootOf(place);
    }

    function locate(VectorTree.Place memory place, uint256 length) external pure returns (bool, uint256) {
        return VectorTree.locate(place, length);
    }
}
