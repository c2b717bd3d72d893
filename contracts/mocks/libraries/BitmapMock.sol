// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bitmap} from "../../libraries/Bitmap.sol";

/// @notice Opens {Bitmap} to tests.
contract BitmapMock {
    function isCanonical(bytes memory self) external pure returns (bool) {
        return Bitmap.isCanonical(self);
    }

    function count(bytes memory self) external pure returns (uint256) {
        return Bitmap.count(self);
    }

    function has(bytes memory self, uint256 index) external pure returns (bool) {
        return Bitmap.has(self, index);
    }

    function rankOf(bytes memory self, uint256 index) external pure returns (uint256) {
        return Bitmap.rankOf(self, index);
    }

    function memberAt(bytes memory self, uint256 rank) external pure returns (uint256) {
        return Bitmap.memberAt(self, rank);
    }

    function membersFrom(bytes memory self, uint256 from, uint256 limit) external pure returns (uint16[] memory) {
        return Bitmap.membersFrom(self, from, limit);
    }

    function select(uint256 bits, uint256 rank) external pure returns (uint256) {
        return Bitmap.select(bits, rank);
    }

    function popCount(uint256 bits) external pure returns (uint256) {
        return Bitmap.popCount(bits);
    }

    function reverse(uint256 bits) external pure returns (uint256) {
        return Bitmap.reverse(bits);
    }

    /// @notice Counts a bitmap that is followed by ones in memory.
    function countBeforeOnes(bytes memory self) external pure returns (uint256) {
        uint256 length = self.length;
        bytes memory copy = new bytes(length + 64);
        for (uint256 i = 0; i < copy.length; ++i) copy[i] = i < length ? self[i] : bytes1(0xff);
        assembly ("memory-safe") {
            mstore(copy, length)
        }
        return Bitmap.count(copy);
    }
}
