// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Sha256Merkle} from "../libraries/Sha256Merkle.sol";

/// @title Entries of the trees of a game about a sum
/// @notice Each says whose it is: an index, then what belongs to it. See {ISumCourt}, {KeccakTree}.
library SumLeaf {
    /// @notice keccak256(abi.encode(index, first, second)): what a survivor adds to the sum.
    function ofSurvivor(uint256 index, bytes32 first, bytes32 second) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, index)
            mstore(add(free, 32), first)
            mstore(add(free, 64), second)
            hash := keccak256(free, 96)
        }
    }

    /// @notice keccak256(abi.encode(peer, seed, first, second)): what the mask with a dropped peer adds to a vector.
    function ofPair(uint256 peer, bytes32 seed, bytes32 first, bytes32 second) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, peer)
            mstore(add(free, 32), seed)
            mstore(add(free, 64), first)
            mstore(add(free, 96), second)
            hash := keccak256(free, 128)
        }
    }

    /// @notice Hash of the leaf of a survivor's edges that its pair with `peer` has. Source: docs/protocol §4.3, §4.5.
    function ofEdge(bytes32 ctx, uint256 index, uint256 peer, bytes32 seed) internal view returns (bytes32 hash) {
        (uint256 low, uint256 high) = index < peer ? (index, peer) : (peer, index);
        bool ok;
        assembly ("memory-safe") {
            let free := mload(0x40)
            // H("vain/edge/1" ‖ ctx ‖ u16(low) ‖ u16(high) ‖ seed), then H(0x00 ‖ u16(peer) ‖ that).
            mstore(free, "vain/edge/1")
            mstore(add(free, 11), ctx)
            mstore(add(free, 43), shl(224, or(shl(16, low), high)))
            mstore(add(free, 47), seed)
            ok := staticcall(gas(), 0x02, free, 79, 0, 32)
            let edge := mload(0)
            mstore(free, shl(232, peer))
            mstore(add(free, 3), edge)
            ok := and(ok, staticcall(gas(), 0x02, free, 35, 0, 32))
            hash := mload(0)
        }
        // The precompile fails only for want of gas; then nothing may be concluded.
        if (!ok) revert Sha256Merkle.HashFailed();
    }
}
