// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Votes counted in bitmaps
/// @notice Counts as OpenZeppelin's GovernorCountingOverridable, with its functions and events: who delegated may vote
/// with its own stake in place of its delegate, before or after the delegate has voted. A vote makes no storage slot of
/// its own: 64 voters share one per proposal. Source: docs/protocol/governance.md.
interface IGovernorCountingBitmap {
    /// @notice Supports of a vote, in the order of Governor Bravo.
    enum VoteType {
        Against,
        For,
        Abstain
    }

    /// @notice The vote of `delegate` lost `weight` to an override vote of who had delegated it.
    event VoteReduced(address indexed delegate, uint256 proposalId, uint8 support, uint256 weight);

    /// @notice `voter` voted with its own stake, whomever it had delegated it to.
    event OverrideVoteCast(address indexed voter, uint256 proposalId, uint8 support, uint256 weight, string reason);

    /// @notice `account` voted with its own stake before.
    error GovernorAlreadyOverriddenVote(address account);

    /// @notice `account` has no number in the vault, for it never bonded and nobody ever delegated to it.
    error GovernorUnnumberedVoter(address account);

    /// @notice Votes with the caller's own stake in place of its delegate.
    /// @param support 0 against, 1 for, 2 abstain
    /// @return weight the caller's stake at the snapshot
    function castOverrideVote(
        uint256 proposalId,
        uint8 support,
        string calldata reason
    ) external returns (uint256 weight);

    /// @notice The same for `voter`, who signed an `OverrideBallot` with its next nonce (EIP-712, EIP-1271).
    function castOverrideVoteBySig(
        uint256 proposalId,
        uint8 support,
        address voter,
        string calldata reason,
        bytes calldata signature
    ) external returns (uint256 weight);

    /// @notice Whether `account` voted with its own stake. An override vote alone is no vote in the sense of `hasVoted`.
    function hasVotedOverride(uint256 proposalId, address account) external view returns (bool);

    /// @notice Weight of the votes so far.
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes);

    /// @notice Type of what is signed for an override vote.
    // solhint-disable-next-line func-name-mixedcase
    function OVERRIDE_BALLOT_TYPEHASH() external view returns (bytes32);
}
