// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What is trained and by which rules
/// @notice Fixes for each run what its operators must agree on. What is trained never changes; the rules of its rounds may,
/// by governance, and count from the next round on. Source: docs/protocol §9.
interface IRunRegistry {
    /// @notice Rules of the rounds of one run. One slot.
    struct RoundParams {
        /// @dev Fewest members of a round, at least 2.
        uint16 minMembers;
        /// @dev Share of members that may be corrupt, in 1/10,000, below 5,000. Source: docs/protocol §6.3.
        uint16 corruptionBps;
        /// @dev Seconds until the next aggregator may lead. Source: docs/protocol §6.4.
        uint16 turnSeconds;
        /// @dev Turns until a phase has failed.
        uint8 phaseTurns;
        /// @dev Seconds of training before the first turn of the phase that waits for masked updates.
        uint24 trainSeconds;
        /// @dev Seconds from a certificate to the next round, in which it can be disputed.
        uint24 disputeSeconds;
        /// @dev Blocks on top of one before nodes take it as final, at least 1. Source: docs/protocol §4.7.
        uint8 finalityBlocks;
        /// @dev Epochs that a validator set may be old when a round opens.
        uint16 maxEpochAge;
        /// @dev Number of the last round that the run's privacy budget pays for. Rounds without a result count as well.
        uint32 lastRound;
    }

    /// @notice A run. Source: docs/protocol §9.
    struct Run {
        bytes32 configHash;
        bytes32 trainProgramHash;
        bytes32 evaluateProgramHash;
        bytes32 dataPolicyHash;
        bytes32 genesisModelRoot;
        RoundParams params;
    }

    /// @notice A run exists; its configuration is found under `configCid`.
    event RunCreated(uint32 indexed run, Run spec, string configCid);

    /// @notice The rules of a run's rounds are `params` from the next round on.
    event ParamsSet(uint32 indexed run, RoundParams params);

    /// @notice No run has this number.
    error UnknownRun(uint32 run);

    /// @notice A hash or root is missing.
    error ZeroHash();

    /// @notice A round needs two members, or a sum would be one member's update.
    error TooFewMinMembers(uint16 minMembers);

    /// @notice With half of the members corrupt no threshold is safe.
    error CorruptionTooHigh(uint16 corruptionBps);

    /// @notice A phase needs at least one turn of at least one second.
    error ZeroTurn(uint16 turnSeconds, uint8 phaseTurns);

    /// @notice Nodes must wait for a block on top of the one that fixed the survivors. Source: docs/protocol §4.7.
    error ZeroFinality();

    /// @notice A CID has at most 128 bytes.
    error CidTooLong(uint256 length);

    /// @notice Creates a run. Restricted.
    /// @return run its number, from 1
    function createRun(Run calldata spec, string calldata configCid) external returns (uint32 run);

    /// @notice Changes the rules of a run's rounds from the next round on. Restricted.
    function setParams(uint32 run, RoundParams calldata params) external;

    /// @notice A run with its present rules.
    function runOf(uint32 run) external view returns (Run memory);

    /// @notice The rules of a run's rounds.
    function paramsOf(uint32 run) external view returns (RoundParams memory);

    /// @notice The rules by which a round may be opened now. Reverts while opening is paused.
    function paramsToOpen(uint32 run) external view returns (RoundParams memory);

    /// @notice When a run was created, in seconds.
    function createdAt(uint32 run) external view returns (uint40);

    /// @notice Number of runs.
    function count() external view returns (uint32);
}
