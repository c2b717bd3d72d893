// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Sha256Multiproof} from "../../libraries/Sha256Multiproof.sol";

/// @notice Opens {Sha256Multiproof} to tests.
contract Sha256MultiproofMock {
    function rootOf(
        uint256[] memory positions,
        bytes32[] memory hashes,
        bytes32[] memory rest,
        uint256 size
    ) external view returns (bytes32) {
        return Sha256Multiproof.rootOf(positions, hashes, rest, size);
    }
}
