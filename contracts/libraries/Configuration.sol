// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Configuration of a run
/// @notice Reads what a run's configuration says of its sums, from the DAG-CBOR bytes that the run's `configHash` is the hash
/// of. Source: docs/protocol §5.4, §9; RFC 8949 §3.
/// @dev Walks over everything it does not look for, whatever that is, so fields may be added. Nodes take no part in a run
/// whose configuration does not encode back to the same bytes, so a key stands in a map once.
library Configuration {
    uint256 private constant UNSIGNED = 0;
    uint256 private constant BYTES = 2;
    uint256 private constant TEXT = 3;
    uint256 private constant LIST = 4;
    uint256 private constant MAP = 5;
    uint256 private constant TAG = 6;

    uint256 private constant WIDE_LANES = 32;

    bytes32 private constant WHOLE = keccak256("whole");

    /// @notice The bytes are no configuration.
    error MalformedConfiguration();

    /// @notice Whether sums of the run are published as a plain tree over words of 32 bits, of all members at once.
    function hasPlainSums(bytes calldata configuration) internal pure returns (bool) {
        uint256 lanes = _find(configuration, _find(configuration, 0, "numbers"), "laneBits");
        (uint256 kind, uint256 bits, ) = _head(configuration, lanes);
        if (kind != UNSIGNED) revert MalformedConfiguration();
        uint256 grouping = _find(configuration, _find(configuration, 0, "aggregation"), "grouping");
        (bytes calldata name, ) = _text(configuration, grouping);
        return bits == WIDE_LANES && keccak256(name) == WHOLE;
    }

    /// @dev Where the value of a key begins, in the map that begins at `offset`.
    function _find(bytes calldata data, uint256 offset, bytes memory key) private pure returns (uint256) {
        (uint256 kind, uint256 count, uint256 start) = _head(data, offset);
        if (kind != MAP) revert MalformedConfiguration();
        for (; count != 0; --count) {
            bytes calldata name;
            (name, start) = _text(data, start);
            if (keccak256(name) == keccak256(key)) return start;
            start = _skip(data, start);
        }
        revert MalformedConfiguration();
    }

    function _text(bytes calldata data, uint256 offset) private pure returns (bytes calldata text, uint256 end) {
        (uint256 kind, uint256 length, uint256 start) = _head(data, offset);
        end = start + length;
        if (kind != TEXT || end > data.length) revert MalformedConfiguration();
        text = data[start:end];
    }

    /// @dev Where the item that begins at `offset` ends.
    function _skip(bytes calldata data, uint256 offset) private pure returns (uint256) {
        // Ends: each item takes a byte, and the bytes end. Numbers have 64 bits, so sums of them do not overflow.
        for (uint256 left = 1; left != 0; --left) {
            (uint256 kind, uint256 value, uint256 start) = _head(data, offset);
            offset = start;
            if (kind == BYTES || kind == TEXT) offset += value;
            else if (kind == LIST) left += value;
            else if (kind == MAP) left += 2 * value;
            else if (kind == TAG) ++left;
        }
        return offset;
    }

    /// @dev Major type and argument of the item at `offset`, and where its content begins.
    function _head(
        bytes calldata data,
        uint256 offset
    ) private pure returns (uint256 kind, uint256 value, uint256 start) {
        if (offset >= data.length) revert MalformedConfiguration();
        uint256 first = uint8(data[offset]);
        (kind, value, start) = (first >> 5, first & 31, offset + 1);
        if (value < 24) return (kind, value, start);
        // DAG-CBOR has no lengths that come later.
        if (value > 27) revert MalformedConfiguration();
        uint256 end = start + (1 << (value - 24));
        if (end > data.length) revert MalformedConfiguration();
        for (value = 0; start < end; ++start) value = (value << 8) | uint8(data[start]);
    }
}
