// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorProposalGuardian} from "@openzeppelin/contracts/governance/extensions/GovernorProposalGuardian.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {GovernorVotesQuorumFraction} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IStakeVault} from "../stake/IStakeVault.sol";
import {GovernorCountingBitmap} from "./GovernorCountingBitmap.sol";
import {IVainGovernor} from "./IVainGovernor.sol";

/// @title Votes of the stake
/// @notice See {IVainGovernor}.
contract VainGovernor is
    IVainGovernor,
    GovernorSettings,
    GovernorCountingBitmap,
    GovernorVotesQuorumFraction,
    GovernorTimelockControl,
    GovernorProposalGuardian
{
    uint256 private constant BPS = 10_000;

    uint256 private immutable _unbondingSeconds;

    /// @inheritdoc IVainGovernor
    uint32 public executionSeconds;

    /// @inheritdoc IVainGovernor
    uint32 public disputeSeconds;

    constructor(
        IStakeVault vault,
        TimelockController timelock_,
        Settings memory settings
    )
        Governor("vAIn Governor")
        GovernorSettings(settings.votingDelay, settings.votingPeriod, settings.proposalThreshold)
        GovernorVotes(vault)
        GovernorVotesQuorumFraction(settings.quorumBps)
        GovernorPreventLateQuorum(settings.lateQuorumExtension)
        GovernorTimelockControl(timelock_)
    {
        _unbondingSeconds = vault.unbondingSeconds();
        _setExecutionSeconds(settings.executionSeconds);
        _setDisputeSeconds(settings.disputeSeconds);
        _setProposalGuardian(settings.guardian);
        _checkLife();
    }

    /// @inheritdoc IVainGovernor
    function setExecutionSeconds(uint32 executionSeconds_) external onlyGovernance {
        _setExecutionSeconds(executionSeconds_);
    }

    /// @inheritdoc IVainGovernor
    function setDisputeSeconds(uint32 disputeSeconds_) external onlyGovernance {
        _setDisputeSeconds(disputeSeconds_);
    }

    /// @inheritdoc Governor
    /// @dev A guardian cannot cancel a proposal that does nothing but name another one.
    function cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) public override returns (uint256) {
        if (
            _msgSender() == proposalGuardian() &&
            targets.length == 1 &&
            targets[0] == address(this) &&
            bytes4(calldatas[0]) == this.setProposalGuardian.selector
        ) revert GuardianInOwnCause(getProposalId(targets, values, calldatas, descriptionHash));
        return super.cancel(targets, values, calldatas, descriptionHash);
    }

    /// @inheritdoc IVainGovernor
    function proposalExpiry(uint256 proposalId) public view returns (uint256) {
        return proposalDeadline(proposalId) + _delaySeconds() + executionSeconds;
    }

    /// @inheritdoc IVainGovernor
    function lifeSeconds() public view returns (uint256) {
        return
            votingDelay() +
            votingPeriod() +
            lateQuorumVoteExtension() +
            _delaySeconds() +
            executionSeconds +
            disputeSeconds;
    }

    /// @inheritdoc Governor
    function state(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (ProposalState current) {
        current = super.state(proposalId);
        bool isWaiting = current == ProposalState.Succeeded || current == ProposalState.Queued;
        if (isWaiting && block.timestamp > proposalExpiry(proposalId)) return ProposalState.Expired;
    }

    /// @inheritdoc GovernorVotes
    /// @dev That of the vault.
    function clock() public view override(Governor, GovernorVotes) returns (uint48) {
        // Seconds fit 48 bits for nine million years.
        return uint48(block.timestamp);
    }

    /// @inheritdoc GovernorVotes
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override(Governor, GovernorVotes) returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc GovernorVotesQuorumFraction
    function quorumDenominator() public pure override returns (uint256) {
        return BPS;
    }

    /// @inheritdoc GovernorSettings
    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    /// @inheritdoc GovernorCountingBitmap
    function proposalDeadline(
        uint256 proposalId
    ) public view override(Governor, GovernorCountingBitmap) returns (uint256) {
        return super.proposalDeadline(proposalId);
    }

    /// @inheritdoc GovernorTimelockControl
    function proposalNeedsQueuing(
        uint256 proposalId
    ) public view override(Governor, GovernorTimelockControl) returns (bool) {
        return super.proposalNeedsQueuing(proposalId);
    }

    function _setExecutionSeconds(uint32 executionSeconds_) private {
        if (executionSeconds_ == 0) revert ZeroExecutionSeconds();
        executionSeconds = executionSeconds_;
        emit ExecutionSecondsSet(executionSeconds_);
    }

    function _setDisputeSeconds(uint32 disputeSeconds_) private {
        disputeSeconds = disputeSeconds_;
        emit DisputeSecondsSet(disputeSeconds_);
    }

    /// @dev Settings, the timelock's delay and the timelock itself change in no other way, so this is the one place to
    /// check what they add up to.
    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
        _checkLife();
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _castVote(
        uint256 proposalId,
        address account,
        uint8 support,
        string memory reason,
        bytes memory params
    ) internal override(Governor, GovernorCountingBitmap) returns (uint256) {
        return super._castVote(proposalId, account, support, reason, params);
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, GovernorCountingBitmap) {
        super._tallyUpdated(proposalId);
    }

    function _validateCancel(
        uint256 proposalId,
        address caller
    ) internal view override(Governor, GovernorProposalGuardian) returns (bool) {
        return super._validateCancel(proposalId, caller);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function _checkLife() private view {
        uint256 life = lifeSeconds();
        if (life >= _unbondingSeconds) revert LifeTooLong(life, _unbondingSeconds);
    }

    function _delaySeconds() private view returns (uint256) {
        return TimelockController(payable(timelock())).getMinDelay();
    }
}
