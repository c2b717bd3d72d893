// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Merkle mountain range
/// @notice A list that only grows, kept as the roots of perfect trees: one of 2ʰ leaves for every bit h of its size, the
/// largest first. Appending hashes what a carry would touch in a binary counter and writes one slot.
/// Source: docs/protocol/lineage.md.
/// @dev A node is keccak256(left ‖ right), 64 bytes. Leaves must be hashes of anything but 64 bytes.
library MountainRange {
    struct Range {
        uint256 size;
        /// @dev Means something only where `size` has the bit; left as it is otherwise.
        mapping(uint256 height => bytes32) peaks;
    }

    /// @notice Appends a leaf and returns its place.
    function append(Range storage self, bytes32 leaf) internal returns (uint256 index) {
        index = self.size;
        uint256 height = 0;
        for (; (index >> height) & 1 == 1; ++height) leaf = _parent(self.peaks[height], leaf);
        self.peaks[height] = leaf;
        self.size = index + 1;
    }

    /// @notice Whether `leaf` is at place `index`. False for a path of another length, as of an older range.
    function has(
        Range storage self,
        bytes32 leaf,
        uint256 index,
        bytes32[] calldata path
    ) internal view returns (bool) {
        uint256 size = self.size;
        if (index >= size) return false;
        // Going down from the highest bit, the leaf is in the tree of the first bit in which its place, being smaller,
        // differs from the size.
        uint256 height = Math.log2(index ^ size);
        if (path.length != height) return false;
        for (uint256 i = 0; i < height; ++i)
            leaf = (index >> i) & 1 == 0 ? _parent(leaf, path[i]) : _parent(path[i], leaf);
        return leaf == self.peaks[height];
    }

    /// @notice Roots of the trees, the largest first.
    function list(Range storage self) internal view returns (bytes32[] memory peaks) {
        uint256 size = self.size;
        peaks = new bytes32[](256);
        uint256 found = 0;
        for (uint256 height = size == 0 ? 0 : Math.log2(size) + 1; height != 0; --height)
            if ((size >> (height - 1)) & 1 == 1) peaks[found++] = self.peaks[height - 1];
        // Only shortens.
        assembly ("memory-safe") {
            mstore(peaks, found)
        }
    }

    function _parent(bytes32 left, bytes32 right) private pure returns (bytes32 node) {
        // keccak256(abi.encode(left, right)), in scratch space.
        assembly ("memory-safe") {
            mstore(0, left)
            mstore(32, right)
            node := keccak256(0, 64)
        }
    }
}
