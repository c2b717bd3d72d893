// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CodeStorage} from "../../libraries/CodeStorage.sol";

/// @notice Opens {CodeStorage} to tests.
contract CodeStorageMock {
    event Stored(address blob);

    function store(bytes memory content) external returns (address blob) {
        blob = CodeStorage.store(content);
        emit Stored(blob);
    }

    function read(address blob, uint256 offset, uint256 length) external view returns (bytes memory) {
        return CodeStorage.read(blob, offset, length);
    }
}
