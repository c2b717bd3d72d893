// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Sets of operator indices as bytes
/// @notice Index `i` is bit `i mod 8`, least significant first, of byte `i / 8`; a canonical bitmap has no trailing
/// zero byte. Source: docs/protocol §1.
/// @dev Words are handed out in *natural* order, index `i` at bit `i mod 256`. That is the byte-reversed word of memory,
/// because the EVM reads the first byte of memory as the most significant one.
library Bitmap {
    /// @notice Says whether no trailing byte is zero. The empty bitmap is canonical.
    function isCanonical(bytes memory self) internal pure returns (bool) {
        return self.length == 0 || self[self.length - 1] != 0;
    }

    /// @notice Number of 256-bit words.
    function words(bytes memory self) internal pure returns (uint256) {
        return (self.length + 31) / 32;
    }

    /// @notice Word `position`, natural order; bits beyond the end are zero.
    /// @dev Requires `position < words(self)`.
    function word(bytes memory self, uint256 position) internal pure returns (uint256) {
        return reverse(_raw(self, position));
    }

    /// @notice Number of members.
    function count(bytes memory self) internal pure returns (uint256 total) {
        uint256 end = words(self);
        // The order of bits does not matter to their number, so no word is reversed.
        for (uint256 i = 0; i < end; ++i) total += popCount(_raw(self, i));
    }

    /// @notice Says whether `index` is a member.
    function has(bytes memory self, uint256 index) internal pure returns (bool) {
        return index >> 3 < self.length && (uint8(self[index >> 3]) >> (index & 7)) & 1 == 1;
    }

    /// @notice Number of members below `index`: the position of `index` among them if it is one.
    function rankOf(bytes memory self, uint256 index) internal pure returns (uint256 rank) {
        uint256 end = words(self);
        uint256 full = index >> 8;
        // The order of bits within whole words does not matter to their number.
        for (uint256 i = 0; i < end && i < full; ++i) rank += popCount(_raw(self, i));
        if (full < end) rank += popCount(word(self, full) & ((1 << (index & 255)) - 1));
    }

    /// @notice The member that `rank` lower members precede.
    /// @dev Requires `rank < count(self)`.
    function memberAt(bytes memory self, uint256 rank) internal pure returns (uint256 index) {
        uint256 i = 0;
        for (uint256 held = popCount(_raw(self, 0)); rank >= held; held = popCount(_raw(self, i))) {
            rank -= held;
            ++i;
        }
        index = (i << 8) | select(word(self, i), rank);
    }

    /// @notice The first `limit` members that are not below `from`, ascending.
    function membersFrom(
        bytes memory self,
        uint256 from,
        uint256 limit
    ) internal pure returns (uint16[] memory members) {
        members = new uint16[](limit);
        uint256 found = 0;
        uint256 end = words(self);
        for (uint256 i = from >> 8; i < end && found < limit; ++i) {
            uint256 bits = word(self, i);
            if (i == from >> 8) bits &= type(uint256).max << (from & 255);
            for (; bits != 0 && found < limit; bits &= bits - 1) {
                // An index has 16 bits: a bitmap of operators has at most 256 words.
                members[found++] = uint16((i << 8) | lowest(bits));
            }
        }
        // Only shortens: found <= limit.
        assembly ("memory-safe") {
            mstore(members, found)
        }
    }

    /// @notice Position of the lowest set bit.
    /// @dev Requires `bits != 0`. `bits & -bits` keeps only that bit, and `clz` counts the zeros above it.
    function lowest(uint256 bits) internal pure returns (uint256 position) {
        assembly ("memory-safe") {
            position := sub(255, clz(and(bits, sub(0, bits))))
        }
    }

    /// @notice Position of the set bit that `rank` lower set bits precede.
    /// @dev Requires `rank < popCount(bits)`.
    function select(uint256 bits, uint256 rank) internal pure returns (uint256 position) {
        // Halves the word down to 32 bits and then walks: cheaper than either alone. Invariant: the answer is the bit of
        // `bits` at `rank` counted from its lowest, plus `position`.
        for (uint256 width = 128; width != 16; width >>= 1) {
            uint256 held = popCount(bits & ((1 << width) - 1));
            if (rank < held) continue;
            rank -= held;
            bits >>= width;
            position += width;
        }
        for (; rank != 0; --rank) bits &= bits - 1;
        position += lowest(bits);
    }

    /// @notice Number of set bits.
    function popCount(uint256 bits) internal pure returns (uint256) {
        // Each step sums neighbouring fields of 1, 2, 4, ... bits, so a field always holds at most its own width.
        // After bytes hold at most 8 each, the product's top byte is the sum of all bytes, at most 256; 256 itself would
        // overflow the byte, so the full word is answered first.
        if (bits == type(uint256).max) return 256;
        unchecked {
            bits -= (bits >> 1) & 0x5555555555555555555555555555555555555555555555555555555555555555;
            bits =
                (bits & 0x3333333333333333333333333333333333333333333333333333333333333333) +
                ((bits >> 2) & 0x3333333333333333333333333333333333333333333333333333333333333333);
            bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f;
            return (bits * 0x0101010101010101010101010101010101010101010101010101010101010101) >> 248;
        }
    }

    /// @notice Reverses the order of the 32 bytes of a word: memory order to natural order and back.
    function reverse(uint256 bits) internal pure returns (uint256) {
        // Swaps neighbours of 1, 2, 4, 8 and 16 bytes; no bit is lost by the masks, which are complementary.
        uint256 m = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
        bits = ((bits & m) << 8) | ((bits >> 8) & m);
        m = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
        bits = ((bits & m) << 16) | ((bits >> 16) & m);
        m = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
        bits = ((bits & m) << 32) | ((bits >> 32) & m);
        m = 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;
        bits = ((bits & m) << 64) | ((bits >> 64) & m);
        return (bits << 128) | (bits >> 128);
    }

    /// @dev Word `position` as memory holds it. What lies beyond the end of the bytes is masked, since nobody promises
    /// that the padding in memory is zero.
    function _raw(bytes memory self, uint256 position) private pure returns (uint256 bits) {
        assembly ("memory-safe") {
            let start := shl(5, position)
            bits := mload(add(add(self, 32), start))
            let rest := sub(mload(self), start)
            if lt(rest, 32) {
                bits := and(bits, not(shr(shl(3, rest), not(0))))
            }
        }
    }
}
