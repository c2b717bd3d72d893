// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Sha256Merkle} from "../../libraries/Sha256Merkle.sol";

/// @notice Opens {Sha256Merkle} to tests.
contract Sha256MerkleMock {
    function leafHash(bytes memory leaf) external pure returns (bytes32) {
        return Sha256Merkle.leafHash(leaf);
    }

    function nodeHash(bytes32 left, bytes32 right) external view returns (bytes32) {
        return Sha256Merkle.nodeHash(left, right);
    }

    function rootOfLeafHash(
        bytes32 hash,
        uint256 index,
        uint256 size,
        bytes32[] memory path
    ) external view returns (bytes32) {
        return Sha256Merkle.rootOfLeafHash(hash, index, size, path);
    }

    function levelSize(uint256 size, uint256 level) external pure returns (uint256) {
        return Sha256Merkle.levelSize(size, level);
    }
}
