// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Eight 32-bit words in one word of the EVM
/// @notice Adds and subtracts lane by lane, modulo 2³². Vectors hold their words little-endian (docs/protocol §1), while
/// the EVM reads bytes big-endian: `swap` turns eight words of a vector into eight *lanes* and back.
/// @dev The top bit of each lane is set apart, so that no carry or borrow leaves its lane. Source: Warren, "Hacker's
/// Delight", §2-18.
library Words32 {
    uint256 private constant TOP = 0x8000000080000000800000008000000080000000800000008000000080000000;

    /// @notice `a + b` in every lane, modulo 2³².
    function add(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked {
            // Two values of 31 bits have a sum of at most 32: it stays in its lane.
            return ((a & ~TOP) + (b & ~TOP)) ^ ((a ^ b) & TOP);
        }
    }

    /// @notice `a - b` in every lane, modulo 2³².
    function sub(uint256 a, uint256 b) internal pure returns (uint256) {
        unchecked {
            // At least 2³¹ less at most 2³¹ - 1: every lane stays above zero, so nothing is borrowed from the next one.
            return ((a | TOP) - (b & ~TOP)) ^ ((a ^ ~b) & TOP);
        }
    }

    /// @notice Reverses the four bytes of every lane: little-endian words to lanes, and lanes to little-endian words.
    function swap(uint256 words) internal pure returns (uint256) {
        uint256 m = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
        words = ((words & m) << 8) | ((words >> 8) & m);
        m = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
        return ((words & m) << 16) | ((words >> 16) & m);
    }
}
