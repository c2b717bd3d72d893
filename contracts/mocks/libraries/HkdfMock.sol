// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hkdf} from "../../libraries/Hkdf.sol";

/// @notice Opens {Hkdf} to tests.
contract HkdfMock {
    function derive(bytes memory key, bytes32 salt, bytes memory info) external pure returns (bytes32) {
        return Hkdf.derive(key, salt, info);
    }

    function hmac(bytes32 key, bytes memory message) external pure returns (bytes32) {
        return Hkdf.hmac(key, message);
    }
}
