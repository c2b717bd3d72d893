// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Bytes kept as the code of a contract
/// @notice Cheaper than slots for what is written once and read often: 200 gas a byte to write, and a read costs one
/// cold account however long it is. The code begins with `STOP`, so it can be called by nobody to any effect, and code
/// cannot change or vanish (`SELFDESTRUCT` needs an opcode that is never reached).
library CodeStorage {
    /// @notice Longest content: the code limit of EIP-170 less the leading `STOP`.
    uint256 internal constant MAX_LENGTH = 24_575;

    /// @notice The content is longer than `MAX_LENGTH`.
    error ContentTooLong(uint256 length);

    /// @notice The contract that would hold the content could not be created.
    error ContentNotStored();

    /// @notice Stores `content` and returns the contract that holds it.
    function store(bytes memory content) internal returns (address blob) {
        uint256 length = content.length;
        if (length > MAX_LENGTH) revert ContentTooLong(length);
        // PUSH2 (length + 1) DUP1 PUSH1 10 RETURNDATASIZE CODECOPY RETURNDATASIZE RETURN, then STOP and the content:
        // copies all but its own ten bytes to memory 0 and returns it. length + 1 <= 24,576 fits two bytes.
        bytes memory creation = abi.encodePacked(hex"61", uint16(length + 1), hex"80600a3d393df300", content);
        assembly ("memory-safe") {
            blob := create(0, add(creation, 32), mload(creation))
        }
        if (blob == address(0)) revert ContentNotStored();
    }

    /// @notice The `length` bytes of content at `offset`.
    /// @dev Requires that `blob` came from `store` and holds that many; what lies beyond reads as zero.
    function read(address blob, uint256 offset, uint256 length) internal view returns (bytes memory content) {
        content = new bytes(length);
        copy(blob, offset, content, 0, length);
    }

    /// @notice Copies `length` bytes of content at `offset` to `target[position …]`.
    /// @dev Requires `position + length <= target.length`.
    function copy(address blob, uint256 offset, bytes memory target, uint256 position, uint256 length) internal view {
        assembly ("memory-safe") {
            extcodecopy(blob, add(add(target, 32), position), add(offset, 1), length)
        }
    }
}
