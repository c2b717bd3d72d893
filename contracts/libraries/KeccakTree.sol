// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Trees that a contract builds itself
/// @notice Commits to a list whose entries say in their hash where they stand; `MerkleProof` of OpenZeppelin proves them.
/// @dev Children are hashed in ascending order, and a last node without a sibling moves up. An entry must not have 64
/// bytes, so that no inner node passes for one.
library KeccakTree {
    /// @notice Root over hashes of entries, which it overwrites; zero if there are none.
    function root(bytes32[] memory level) internal pure returns (bytes32) {
        uint256 size = level.length;
        if (size == 0) return 0;
        for (; size > 1; size = (size + 1) >> 1) {
            assembly ("memory-safe") {
                let read := add(level, 32)
                let write := read
                let end := add(read, shl(5, size))
                // Each node overwrites what was read for it, or earlier.
                for {} lt(read, end) {} {
                    let node := mload(read)
                    read := add(read, 32)
                    if lt(read, end) {
                        let other := mload(read)
                        read := add(read, 32)
                        let swapped := lt(other, node)
                        mstore(shl(5, swapped), node)
                        mstore(shl(5, iszero(swapped)), other)
                        node := keccak256(0, 64)
                    }
                    mstore(write, node)
                    write := add(write, 32)
                }
            }
        }
        return level[0];
    }
}
