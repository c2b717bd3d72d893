// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BLS381} from "../../libraries/BLS381.sol";

/// @notice Opens {BLS381} to tests.
contract BLS381Mock {
    function hashToG1(bytes memory message, bytes memory tag) external view returns (bytes memory) {
        return BLS381.hashToG1(message, tag);
    }

    function verify(bytes memory signature, bytes memory message, bytes memory key) external view returns (bool) {
        return BLS381.verify(signature, message, BLS381.SIGNATURE_TAG, key);
    }

    function verifyPossession(
        bytes memory signature,
        bytes memory message,
        bytes memory key
    ) external view returns (bool) {
        return BLS381.verify(signature, message, BLS381.POSSESSION_TAG, key);
    }

    function add(bytes memory a, bytes memory b) external view returns (bytes memory) {
        bytes memory pair = bytes.concat(a, b);
        BLS381.accumulate(pair);
        assembly ("memory-safe") {
            mstore(pair, 256)
        }
        return pair;
    }

    function negate(bytes memory point) external pure returns (bytes memory) {
        BLS381.negate(point);
        return point;
    }
}
