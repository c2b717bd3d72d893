// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Sha256Merkle} from "./Sha256Merkle.sol";

/// @title Leaves of a vector's tree
/// @notice A vector of 32-bit words has one tree: leaves of 4,096 bytes, the last one shorter. Source: docs/protocol §2.1.
/// @dev A leaf is placed by the turns from the root, not by an index and a size: turns and hashes lead from a root to one
/// leaf only, whoever made the tree, so a tree that is not that of the vector shows itself by a leaf of its own.
library VectorTree {
    /// @notice Bytes of a leaf, the last one apart.
    uint256 internal constant LEAF_BYTES = 4096;

    /// @notice Longest path: 2³² words have 2²² leaves.
    uint256 internal constant MAX_DEPTH = 64;

    /// @notice A leaf, and how it hangs under a root.
    struct Place {
        /// @dev Content of the leaf.
        bytes leaf;
        /// @dev Bit `k` says whether node `k` of the way up is a right child. The leaf is node 0.
        uint256 turns;
        /// @dev The other child at every node of the way up.
        bytes32[] siblings;
    }

    /// @notice The way up is longer than that of any vector.
    error TooDeep(uint256 depth);

    /// @notice The root over a leaf.
    function rootOf(Place memory place) internal view returns (bytes32 root) {
        uint256 depth = place.siblings.length;
        if (depth > MAX_DEPTH) revert TooDeep(depth);
        root = Sha256Merkle.leafHash(place.leaf);
        for (uint256 i = 0; i < depth; ++i) {
            bytes32 sibling = place.siblings[i];
            root =
                (place.turns >> i) & 1 == 0
                    ? Sha256Merkle.nodeHash(root, sibling)
                    : Sha256Merkle.nodeHash(sibling, root);
        }
    }

    /// @notice Number of the leaf in the tree of a vector of `length` words. `fits` is false if that tree has no leaf
    /// there, or one of another length: then the root is not that of such a vector.
    function locate(Place memory place, uint256 length) internal pure returns (bool fits, uint256 index) {
        uint256 size = (4 * length + LEAF_BYTES - 1) / LEAF_BYTES;
        uint256 below = size;
        for (uint256 i = place.siblings.length; i != 0; --i) {
            // A leaf, or nothing, where this way goes on.
            if (below < 2) return (false, 0);
            uint256 left = _split(below);
            if ((place.turns >> (i - 1)) & 1 == 0) {
                below = left;
            } else {
                index += left;
                below -= left;
            }
        }
        if (below != 1) return (false, 0);
        uint256 expected = index + 1 == size ? 4 * length - LEAF_BYTES * index : LEAF_BYTES;
        fits = place.leaf.length == expected;
    }

    /// @dev The greatest power of two below `size`. Requires `size >= 2`. Source: RFC 9162 §2.1.1.
    function _split(uint256 size) private pure returns (uint256 left) {
        left = 1;
        while (left << 1 < size) left <<= 1;
    }
}
