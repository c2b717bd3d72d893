// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title HKDF-SHA256 with 32 bytes of output
/// @notice Source: docs/protocol §4.2; RFC 5869 §2.
library Hkdf {
    /// @dev 64 bytes of 0x36 and of 0x5c begin with these. Source: RFC 2104 §2.
    bytes32 private constant INNER = 0x3636363636363636363636363636363636363636363636363636363636363636;
    bytes32 private constant OUTER = 0x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c;

    /// @notice The first 32 bytes of HKDF.
    /// @param salt 32 bytes; a shorter salt is the same as one filled up with zeros
    function derive(bytes memory key, bytes32 salt, bytes memory info) internal pure returns (bytes32) {
        return hmac(hmac(salt, key), abi.encodePacked(info, hex"01"));
    }

    /// @notice HMAC-SHA256 under a key of 32 bytes. Source: RFC 2104 §2.
    function hmac(bytes32 key, bytes memory message) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(key ^ OUTER, OUTER, sha256(abi.encodePacked(key ^ INNER, INNER, message))));
    }
}
