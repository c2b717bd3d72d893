// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Words32} from "./Words32.sol";

/// @title One block of a mask stream
/// @notice The ChaCha20 block function with nonce zero. Source: docs/protocol §4.5; RFC 8439 §2.3.
/// @dev A row of the state, four words, lives in one word of the EVM, 64 bits apart: one pass over four rows does four
/// quarter rounds, and what a sum or a rotation pushes beyond 32 bits is masked away.
library ChaCha20 {
    /// @dev "expand 32-byte k" as four little-endian words. Source: RFC 8439 §2.3.
    uint256 private constant CONSTANTS = 0x000000006b206574_0000000079622d32_000000003320646e_0000000061707865;

    uint256 private constant M = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;

    /// @notice Bytes `64 · counter …` of the keystream, 64 of them.
    function keystream(bytes32 key, uint32 counter) internal pure returns (bytes32 first, bytes32 second) {
        uint256 words = Words32.swap(uint256(key));
        uint256 a = CONSTANTS;
        uint256 b = _spread(words >> 128);
        uint256 c = _spread(words);
        uint256 d = counter;
        unchecked {
            // Sums are of values below 2³², 64 bits apart, so they stay apart.
            for (uint256 i = 0; i < 10; ++i) {
                (a, b, c, d) = _round(a, b, c, d);
                // The diagonals become columns, and columns again: word k of a row meets word k + 1, 2, 3 of the next.
                (a, b, c, d) = _round(a, _turn(b, 64), _turn(c, 128), _turn(d, 192));
                (b, c, d) = (_turn(b, 192), _turn(c, 128), _turn(d, 64));
            }
            a = (a + CONSTANTS) & M;
            b = (b + _spread(words >> 128)) & M;
            c = (c + _spread(words)) & M;
            d = (d + counter) & M;
        }
        first = bytes32(Words32.swap((_gather(a) << 128) | _gather(b)));
        second = bytes32(Words32.swap((_gather(c) << 128) | _gather(d)));
    }

    /// @dev The quarter round on all four columns. Source: RFC 8439 §2.1.
    function _round(
        uint256 a,
        uint256 b,
        uint256 c,
        uint256 d
    ) private pure returns (uint256, uint256, uint256, uint256) {
        unchecked {
            // As in `keystream`: values below 2³², 64 bits apart.
            a = (a + b) & M;
            d ^= a;
            d = ((d << 16) | (d >> 16)) & M;
            c = (c + d) & M;
            b ^= c;
            b = ((b << 12) | (b >> 20)) & M;
            a = (a + b) & M;
            d ^= a;
            d = ((d << 8) | (d >> 24)) & M;
            c = (c + d) & M;
            b ^= c;
            b = ((b << 7) | (b >> 25)) & M;
        }
        return (a, b, c, d);
    }

    /// @dev Turns a row to the right by `bits`.
    function _turn(uint256 row, uint256 bits) private pure returns (uint256) {
        return (row >> bits) | (row << (256 - bits));
    }

    /// @dev The lower four lanes, the first of them uppermost, as a row: word k of the row at bit 64 · k.
    function _spread(uint256 lanes) private pure returns (uint256) {
        return
            ((lanes >> 96) & 0xffffffff) |
            (((lanes >> 64) & 0xffffffff) << 64) |
            (((lanes >> 32) & 0xffffffff) << 128) |
            ((lanes & 0xffffffff) << 192);
    }

    /// @dev Undoes `_spread`.
    function _gather(uint256 row) private pure returns (uint256) {
        return
            ((row & 0xffffffff) << 96) |
            (((row >> 64) & 0xffffffff) << 64) |
            (((row >> 128) & 0xffffffff) << 32) |
            (row >> 192);
    }
}
