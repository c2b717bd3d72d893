// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {KeccakTree} from "../../libraries/KeccakTree.sol";

/// @notice Opens {KeccakTree} to tests.
contract KeccakTreeMock {
    function root(bytes32[] memory leaves) external pure returns (bytes32) {
        return KeccakTree.root(leaves);
    }

    function verify(bytes32[] memory proof, bytes32 expected, bytes32 leaf) external pure returns (bool) {
        return MerkleProof.verify(proof, expected, leaf);
    }
}
