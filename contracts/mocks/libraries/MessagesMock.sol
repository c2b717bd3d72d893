// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Messages} from "../../libraries/Messages.sol";

/// @notice Opens {Messages} to tests.
contract MessagesMock {
    function digest(
        address ledger,
        uint32 run,
        uint32 round,
        uint8 phase,
        uint16 sender,
        bytes32 bodyHash
    ) external view returns (bytes32) {
        return Messages.digest(ledger, run, round, phase, sender, bodyHash);
    }

    function encodeEnvelope(
        uint16 sender,
        bytes memory body,
        bytes memory signature
    ) external pure returns (bytes memory) {
        return Messages.encodeEnvelope(sender, body, signature);
    }

    function parseEnvelope(
        bytes memory data
    ) external pure returns (bool ok, uint16 sender, bytes memory body, bytes memory signature) {
        return Messages.parseEnvelope(data);
    }

    function encodeMask(Messages.Mask memory mask) external pure returns (bytes memory) {
        return Messages.encodeMask(mask);
    }

    function parseMask(bytes memory data) external pure returns (bool ok, Messages.Mask memory mask) {
        return Messages.parseMask(data);
    }

    function encodeAdvertise(Messages.Advertise memory advertise) external pure returns (bytes memory) {
        return Messages.encodeAdvertise(advertise);
    }

    function parseAdvertise(bytes memory data) external pure returns (bool ok, Messages.Advertise memory advertise) {
        return Messages.parseAdvertise(data);
    }
}
