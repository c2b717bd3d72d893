// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Merkle trees of RFC 9162
/// @notice SHA-256 over leaves with the prefix `0x00` and nodes with the prefix `0x01`; a last node without a sibling moves
/// up as it is. Source: docs/protocol §2.1, RFC 9162 §2.1.1 and §2.1.3.
/// @dev A root fixes its leaves only together with their number: index `8` of `9` leaves has the same path as index `4` of
/// `5`. Callers know the size from elsewhere, or use `levelSize` to speak of inner nodes of a tree of known size.
library Sha256Merkle {
    /// @notice The path does not have the length that index and size ask for, or there is no such index.
    error BadPath(uint256 index, uint256 size, uint256 length);

    /// @notice Too little gas was left to hash.
    error HashFailed();

    /// @notice Hash of a leaf.
    function leafHash(bytes memory leaf) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x00), leaf));
    }

    /// @notice Hash of an inner node.
    /// @dev Leaves the end of memory where it is.
    function nodeHash(bytes32 left, bytes32 right) internal view returns (bytes32 hash) {
        bool ok;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 0x01)
            mstore(add(free, 1), left)
            mstore(add(free, 33), right)
            ok := staticcall(gas(), 0x02, free, 65, 0, 32)
            hash := mload(0)
        }
        // The precompile fails only for want of gas; then nothing may be concluded.
        if (!ok) revert HashFailed();
    }

    /// @notice Root of the tree of `size` leaves whose leaf `index` has the hash `hash`. Source: RFC 9162 §2.1.3.2.
    /// @dev Reverts with `BadPath` if there is no such leaf or the path is too long or too short, so what comes back may be
    /// compared with any root, zero included.
    /// @param path the hashes from the leaf's level upwards
    function rootOfLeafHash(
        bytes32 hash,
        uint256 index,
        uint256 size,
        bytes32[] memory path
    ) internal view returns (bytes32 root) {
        if (index >= size) revert BadPath(index, size, path.length);
        uint256 place = index;
        // Above index, so at least zero.
        uint256 last = size - 1;
        root = hash;
        for (uint256 i = 0; i < path.length; ++i) {
            if (last == 0) revert BadPath(index, size, path.length);
            // A last node without a sibling moved up unhashed: skip the levels where it did. It ends, since `last` is not
            // zero and each step halves both.
            while (place == last && place & 1 == 0) {
                place >>= 1;
                last >>= 1;
            }
            root = place & 1 == 0 ? nodeHash(root, path[i]) : nodeHash(path[i], root);
            place >>= 1;
            last >>= 1;
        }
        if (last != 0) revert BadPath(index, size, path.length);
    }

    /// @notice Number of nodes at `level` of a tree of `size` leaves, level 0 being the leaves. Above `level`, the tree is
    /// the tree whose leaves are these nodes; node `i` stands over the leaves from `i · 2^level` on.
    /// @dev ⌈size / 2^level⌉. Requires `size != 0`.
    function levelSize(uint256 size, uint256 level) internal pure returns (uint256) {
        return ((size - 1) >> level) + 1;
    }
}
