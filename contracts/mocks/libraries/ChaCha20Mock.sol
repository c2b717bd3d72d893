// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ChaCha20} from "../../libraries/ChaCha20.sol";

/// @notice Opens {ChaCha20} to tests.
contract ChaCha20Mock {
    function keystream(bytes32 key, uint32 counter) external pure returns (bytes32, bytes32) {
        return ChaCha20.keystream(key, counter);
    }

    /// @notice Gas of one block.
    function gasOfBlock(bytes32 key, uint32 counter) external view returns (uint256 gas) {
        gas = gasleft();
        (bytes32 first, bytes32 second) = ChaCha20.keystream(key, counter);
        gas -= gasleft();
        // Used, or the compiler would leave the block out.
        if (first == second) gas = 0;
    }
}
