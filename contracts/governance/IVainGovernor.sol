// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Votes of the stake
/// @notice Whoever has bonded stake or is delegated some proposes, votes and decides; what is decided is done by the
/// timelock. Source: docs/protocol/governance.md.
/// @dev Whoever votes can be slashed for longer than what it votes for can take: `lifeSeconds` is below the seconds that
/// stake takes to leave, when the governor is made and after everything it executes.
interface IVainGovernor {
    /// @notice What governance may change about itself.
    struct Settings {
        /// @dev Seconds from a proposal to its vote.
        uint48 votingDelay;
        /// @dev Seconds of a vote.
        uint32 votingPeriod;
        /// @dev Seconds that a vote lasts at least after it has reached the quorum.
        uint48 lateQuorumExtension;
        /// @dev Seconds to queue and execute what was decided, on top of the timelock's delay.
        uint32 executionSeconds;
        /// @dev Seconds that a case against a voter may take after that.
        uint32 disputeSeconds;
        /// @dev Quorum, in 1/10,000 of the stake that has a vote.
        uint16 quorumBps;
        /// @dev Votes that a proposer needs.
        uint128 proposalThreshold;
        /// @dev Who may cancel a proposal.
        address guardian;
    }

    /// @notice What was decided must be executed within `executionSeconds` on top of the timelock's delay.
    event ExecutionSecondsSet(uint32 executionSeconds);

    /// @notice A case against a voter may take `disputeSeconds`.
    event DisputeSecondsSet(uint32 disputeSeconds);

    /// @notice Voters could take their stake away before what they voted for is done and judged.
    error LifeTooLong(uint256 lifeSeconds, uint256 unbondingSeconds);

    /// @notice There must be time to execute.
    error ZeroExecutionSeconds();

    /// @notice The guardian cannot keep its office against a vote.
    error GuardianInOwnCause(uint256 proposalId);

    /// @notice Sets `executionSeconds`. Only by a proposal.
    function setExecutionSeconds(uint32 executionSeconds) external;

    /// @notice Sets `disputeSeconds`. Only by a proposal.
    function setDisputeSeconds(uint32 disputeSeconds) external;

    /// @notice Seconds from the end of a vote and the timelock's delay until what was decided expires.
    function executionSeconds() external view returns (uint32);

    /// @notice Seconds allowed for a case against a voter.
    function disputeSeconds() external view returns (uint32);

    /// @notice The last second in which a proposal that was accepted can be executed.
    function proposalExpiry(uint256 proposalId) external view returns (uint256);

    /// @notice Most seconds from a proposal to the end of any case about it; below the vault's `unbondingSeconds`.
    function lifeSeconds() external view returns (uint256);
}
