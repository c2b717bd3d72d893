// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Pausing} from "../governance/Pausing.sol";
import {IRunRegistry} from "./IRunRegistry.sol";

/// @title What is trained and by which rules
/// @notice See {IRunRegistry}.
contract RunRegistry is IRunRegistry, Pausing {
    uint256 private constant MAX_CID_LENGTH = 128;

    /// @inheritdoc IRunRegistry
    uint32 public count;

    mapping(uint32 run => Run) private _runs;

    /// @dev Zero just for runs that do not exist.
    mapping(uint32 run => uint40) private _createdAt;

    constructor(address authority_) AccessManaged(authority_) {}

    /// @inheritdoc IRunRegistry
    function createRun(Run calldata spec, string calldata configCid) external restricted returns (uint32 run) {
        _checkParams(spec.params);
        if (
            spec.configHash == 0 ||
            spec.trainProgramHash == 0 ||
            spec.evaluateProgramHash == 0 ||
            spec.dataPolicyHash == 0 ||
            spec.genesisModelRoot == 0
        ) revert ZeroHash();
        if (bytes(configCid).length > MAX_CID_LENGTH) revert CidTooLong(bytes(configCid).length);

        run = ++count;
        _runs[run] = spec;
        // Seconds fit 40 bits for 35,000 years.
        _createdAt[run] = uint40(block.timestamp);
        emit RunCreated(run, spec, configCid);
    }

    /// @inheritdoc IRunRegistry
    function setParams(uint32 run, RoundParams calldata params) external restricted {
        _checkRun(run);
        _checkParams(params);

        _runs[run].params = params;
        emit ParamsSet(run, params);
    }

    /// @inheritdoc IRunRegistry
    function runOf(uint32 run) external view returns (Run memory) {
        _checkRun(run);
        return _runs[run];
    }

    /// @inheritdoc IRunRegistry
    function paramsToOpen(uint32 run) external view returns (RoundParams memory) {
        _checkUnpaused();
        return paramsOf(run);
    }

    /// @inheritdoc IRunRegistry
    function paramsOf(uint32 run) public view returns (RoundParams memory params) {
        params = _runs[run].params;
        // A run that exists has turns, so no second slot is read.
        if (params.turnSeconds == 0) revert UnknownRun(run);
    }

    /// @inheritdoc IRunRegistry
    function createdAt(uint32 run) external view returns (uint40) {
        _checkRun(run);
        return _createdAt[run];
    }

    function _checkRun(uint32 run) private view {
        if (_createdAt[run] == 0) revert UnknownRun(run);
    }

    function _checkParams(RoundParams calldata params) private pure {
        if (params.minMembers < 2) revert TooFewMinMembers(params.minMembers);
        if (params.corruptionBps >= 5000) revert CorruptionTooHigh(params.corruptionBps);
        if (params.turnSeconds == 0 || params.phaseTurns == 0) revert ZeroTurn(params.turnSeconds, params.phaseTurns);
        if (params.finalityBlocks == 0) revert ZeroFinality();
    }
}
