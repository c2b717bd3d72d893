// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Sha256Merkle} from "./Sha256Merkle.sol";

/// @title Several leaves of one tree at once
/// @notice Proves any leaves of a tree of RFC 9162 with each node above them hashed once.
library Sha256Multiproof {
    /// @notice The proof has more hashes than the tree has room for.
    error TooManyHashes(uint256 length, uint256 used);

    /// @notice Root of the tree of `size` leaves that has leaves with the hashes `hashes` at `positions`; zero if it has no
    /// leaves at all. Overwrites both lists.
    /// @dev Requires as many hashes as positions, which are below `size` and ascending. Reverts if `rest` is too short.
    /// @param rest the siblings that do not follow from these leaves, level by level from the leaves, each from left to
    /// right; of a tree of which nothing is shown, its root
    function rootOf(
        uint256[] memory positions,
        bytes32[] memory hashes,
        bytes32[] memory rest,
        uint256 size
    ) internal view returns (bytes32 root) {
        uint256 used = 0;
        uint256 known = positions.length;
        if (known == 0 && size != 0) root = rest[used++];
        for (; known != 0 && size > 1; size = (size + 1) >> 1)
            (known, used) = _climb(positions, hashes, rest, known, size, used);
        if (known != 0) root = hashes[0];
        if (used != rest.length) revert TooManyHashes(rest.length, used);
    }

    /// @dev Goes up one level. Of `known` nodes it makes those above them.
    function _climb(
        uint256[] memory positions,
        bytes32[] memory hashes,
        bytes32[] memory rest,
        uint256 known,
        uint256 size,
        uint256 used
    ) private view returns (uint256 kept, uint256) {
        uint256 i = 0;
        while (i < known) {
            uint256 position = _get(positions, i);
            uint256 node = i;
            // Numbers of nodes: far from the end of the numbers.
            unchecked {
                ++i;
            }
            bytes32 hash;
            assembly ("memory-safe") {
                // The node at `node`: both lists have `known` at least.
                hash := mload(add(add(hashes, 32), shl(5, node)))
            }
            if (position & 1 == 1) {
                // Its sibling came before it and would have taken it along.
                hash = Sha256Merkle.nodeHash(rest[used++], hash);
            } else if (i < known && _get(positions, i) == position + 1) {
                hash = Sha256Merkle.nodeHash(hash, hashes[i++]);
            } else if (position + 1 < size) {
                hash = Sha256Merkle.nodeHash(hash, rest[used++]);
            }
            // A last node without a sibling moves up. Writes before what is read next: kept < i.
            assembly ("memory-safe") {
                mstore(add(add(positions, 32), shl(5, kept)), shr(1, position))
                mstore(add(add(hashes, 32), shl(5, kept)), hash)
            }
            unchecked {
                ++kept;
            }
        }
        return (kept, used);
    }

    /// @dev Requires that there is such an entry.
    function _get(uint256[] memory list, uint256 i) private pure returns (uint256 entry) {
        assembly ("memory-safe") {
            entry := mload(add(add(list, 32), shl(5, i)))
        }
    }
}
