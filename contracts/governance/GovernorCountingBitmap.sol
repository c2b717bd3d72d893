// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor, Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IStakeVault} from "../stake/IStakeVault.sol";
import {IGovernorCountingBitmap} from "./IGovernorCountingBitmap.sol";

/// @title Votes counted in bitmaps
/// @notice See {IGovernorCountingBitmap}.
/// @dev The token of {GovernorVotes} must be an {IStakeVault}, which numbers whoever ever had a vote and lets no more
/// than `MAX_STAKE` have one, so that weights are below 2¹⁰³. The extended deadline of {GovernorPreventLateQuorum} is kept
/// beside the tally, where a vote reads it for nothing and the vote that reaches the quorum makes no slot.
abstract contract GovernorCountingBitmap is IGovernorCountingBitmap, GovernorVotes, GovernorPreventLateQuorum {
    struct Tally {
        /// @dev Zero before the first vote. Afterwards, from the lowest bit: 104 bits of votes for; 104 bits that hold
        /// 2¹⁰³ and the votes for and abstentions less the quorum, so that their top bit, REACHED, tells whether the
        /// quorum is reached; 48 bits of extended deadline, zero until then. Weights and quorum are below 2¹⁰³, so no
        /// field ever flows into the next. A vote for reads and writes just this slot.
        uint256 head;
        uint128 againstVotes;
        uint128 abstainVotes;
        /// @dev Four bits for each voter, 64 voters in a word.
        mapping(uint256 position => uint256) words;
        /// @dev Weight that was overridden before the voter voted. Set just for voters with the bit REDUCED.
        mapping(uint32 number => uint256) reductions;
    }

    /// @dev In a voter's four bits: zero, or the support of its vote plus one.
    uint256 private constant CAST = 3;

    /// @dev In a voter's four bits: it voted with its own stake.
    uint256 private constant OVERRIDDEN = 4;

    /// @dev In a voter's four bits: others voted with stake they had delegated to it, before it voted.
    uint256 private constant REDUCED = 8;

    /// @inheritdoc IGovernorCountingBitmap
    bytes32 public constant OVERRIDE_BALLOT_TYPEHASH = keccak256(
        "OverrideBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason)"
    );

    uint256 private constant REACHED = 1 << 207;

    uint256 private constant DEADLINE_SHIFT = 208;

    /// @dev What an abstention of weight one adds to a head.
    uint256 private constant ABSTAIN_UNIT = 1 << 104;

    /// @dev What a vote for of weight one adds to a head.
    uint256 private constant FOR_UNIT = ABSTAIN_UNIT | 1;

    mapping(uint256 proposalId => Tally) private _tallies;

    /// @inheritdoc IGovernorCountingBitmap
    function castOverrideVote(
        uint256 proposalId,
        uint8 support,
        string calldata reason
    ) external returns (uint256 weight) {
        return _castOverride(proposalId, _msgSender(), support, reason);
    }

    /// @inheritdoc IGovernorCountingBitmap
    function castOverrideVoteBySig(
        uint256 proposalId,
        uint8 support,
        address voter,
        string calldata reason,
        bytes calldata signature
    ) external returns (uint256 weight) {
        bytes32 ballot = keccak256(
            abi.encode(OVERRIDE_BALLOT_TYPEHASH, proposalId, support, voter, _useNonce(voter), keccak256(bytes(reason)))
        );
        if (!SignatureChecker.isValidSignatureNow(voter, _hashTypedDataV4(ballot), signature))
            revert GovernorInvalidSignature(voter);
        return _castOverride(proposalId, voter, support, reason);
    }

    /// @inheritdoc IGovernor
    function hasVoted(uint256 proposalId, address account) external view returns (bool) {
        return _bitsOf(proposalId, account) & CAST != 0;
    }

    /// @inheritdoc IGovernorCountingBitmap
    function hasVotedOverride(uint256 proposalId, address account) external view returns (bool) {
        return _bitsOf(proposalId, account) & OVERRIDDEN != 0;
    }

    /// @inheritdoc IGovernorCountingBitmap
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes) {
        Tally storage tally = _tallies[proposalId];
        return (tally.againstVotes, _forVotes(tally.head), tally.abstainVotes);
    }

    /// @inheritdoc IGovernor
    // solhint-disable-next-line func-name-mixedcase
    function COUNTING_MODE() external pure returns (string memory) {
        return "support=bravo,override&quorum=for,abstain&overridable=true";
    }

    /// @inheritdoc GovernorPreventLateQuorum
    function proposalDeadline(
        uint256 proposalId
    ) public view virtual override(Governor, GovernorPreventLateQuorum) returns (uint256) {
        return Math.max(Governor.proposalDeadline(proposalId), _tallies[proposalId].head >> DEADLINE_SHIFT);
    }

    /// @inheritdoc Governor
    /// @dev As there, but leaves it to `_countVote` to ask for the weight.
    function _castVote(
        uint256 proposalId,
        address account,
        uint8 support,
        string memory reason,
        bytes memory params
    ) internal virtual override returns (uint256 weight) {
        _validateStateBitmap(proposalId, _encodeStateBitmap(ProposalState.Active));
        weight = _countVote(proposalId, account, support, 0, params);
        if (params.length == 0) emit VoteCast(account, proposalId, support, weight, reason);
        else emit VoteCastWithParams(account, proposalId, support, weight, reason, params);
        _tallyUpdated(proposalId);
    }

    /// @inheritdoc Governor
    /// @dev Asks the vault for the weight itself, together with the voter's number.
    function _countVote(
        uint256 proposalId,
        address account,
        uint8 support,
        uint256,
        bytes memory
    ) internal override returns (uint256 weight) {
        if (support > uint8(VoteType.Abstain)) revert GovernorInvalidVoteType();
        Tally storage tally = _tallies[proposalId];
        uint32 number;
        (number, weight) = _vault().voterAt(account, proposalSnapshot(proposalId));
        if (number == 0) revert GovernorUnnumberedVoter(account);
        (uint256 position, uint256 shift) = _placeOf(number);
        uint256 word = tally.words[position];
        uint256 bits = word >> shift;
        if (bits & CAST != 0) revert GovernorAlreadyCastVote(account);

        tally.words[position] = word | ((uint256(support) + 1) << shift);
        // What was overridden is part of what was delegated to the account at the snapshot, so no underflow.
        if (bits & REDUCED != 0) weight -= tally.reductions[number];
        _add(proposalId, tally, support, weight);
    }

    /// @inheritdoc GovernorPreventLateQuorum
    function _tallyUpdated(uint256 proposalId) internal virtual override(Governor, GovernorPreventLateQuorum) {
        uint256 head = _tallies[proposalId].head;
        if (head >> DEADLINE_SHIFT != 0 || head & REACHED == 0) return;
        uint48 deadline = clock() + lateQuorumVoteExtension();
        if (deadline > proposalDeadline(proposalId)) emit ProposalExtended(proposalId, deadline);
        _tallies[proposalId].head = head | (uint256(deadline) << DEADLINE_SHIFT);
    }

    /// @inheritdoc Governor
    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        // Before the first vote this is false even of a quorum of zero; a proposal without votes fails anyway.
        return _tallies[proposalId].head & REACHED != 0;
    }

    /// @inheritdoc Governor
    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _tallies[proposalId];
        return _forVotes(tally.head) > tally.againstVotes;
    }

    function _castOverride(
        uint256 proposalId,
        address account,
        uint8 support,
        string calldata reason
    ) private returns (uint256 weight) {
        _validateStateBitmap(proposalId, _encodeStateBitmap(ProposalState.Active));
        weight = _countOverride(proposalId, account, support);
        emit OverrideVoteCast(account, proposalId, support, weight, reason);
        _tallyUpdated(proposalId);
    }

    function _countOverride(uint256 proposalId, address account, uint8 support) private returns (uint256 weight) {
        if (support > uint8(VoteType.Abstain)) revert GovernorInvalidVoteType();
        Tally storage tally = _tallies[proposalId];
        (uint256 position, uint256 shift) = _placeOf(_numberOf(account));
        uint256 word = tally.words[position];
        if ((word >> shift) & OVERRIDDEN != 0) revert GovernorAlreadyOverriddenVote(account);
        uint256 snapshot = proposalSnapshot(proposalId);
        weight = _vault().getPastBalanceOf(account, snapshot);

        tally.words[position] = word | (OVERRIDDEN << shift);
        // In this order no sum ever counts the weight twice.
        _reduce(proposalId, tally, _vault().getPastDelegate(account, snapshot), weight);
        _add(proposalId, tally, support, weight);
    }

    /// @dev Takes `weight` from the vote of `delegate`, cast or still to come. The weight of who delegated to nobody was
    /// no part of any vote.
    function _reduce(uint256 proposalId, Tally storage tally, address delegate, uint256 weight) private {
        if (delegate == address(0) || weight == 0) return;
        uint32 number = _numberOf(delegate);
        (uint256 position, uint256 shift) = _placeOf(number);
        uint256 word = tally.words[position];
        uint256 cast = (word >> shift) & CAST;
        if (cast == 0) {
            tally.words[position] = word | (REDUCED << shift);
            tally.reductions[number] += weight;
            return;
        }
        // CAST is 3, so the support is at most 2. The delegate's vote, counted in the tally, has the weight in it.
        uint8 support = uint8(cast - 1);
        tally.head -= weight * _unitOf(support);
        // Below 2¹⁰³, see {Tally}.
        if (support == uint8(VoteType.Against)) tally.againstVotes -= uint128(weight);
        else if (support == uint8(VoteType.Abstain)) tally.abstainVotes -= uint128(weight);
        emit VoteReduced(delegate, proposalId, support, weight);
    }

    function _add(uint256 proposalId, Tally storage tally, uint8 support, uint256 weight) private {
        uint256 head = tally.head;
        // Both the votes at the snapshot and the fraction that was valid then are history, so the quorum cannot change.
        if (head == 0) head = REACHED - quorum(proposalSnapshot(proposalId)) * ABSTAIN_UNIT;
        // Exact, see {Tally}.
        unchecked {
            tally.head = head + weight * _unitOf(support);
        }
        // Below 2¹⁰³, see {Tally}.
        if (support == uint8(VoteType.Against)) tally.againstVotes += uint128(weight);
        else if (support == uint8(VoteType.Abstain)) tally.abstainVotes += uint128(weight);
    }

    function _bitsOf(uint256 proposalId, address account) private view returns (uint256) {
        // Nobody has the number 0, so its bits are zero.
        (uint256 position, uint256 shift) = _placeOf(_vault().numberOf(account));
        return _tallies[proposalId].words[position] >> shift;
    }

    function _numberOf(address account) private view returns (uint32 number) {
        number = _vault().numberOf(account);
        if (number == 0) revert GovernorUnnumberedVoter(account);
    }

    function _vault() private view returns (IStakeVault) {
        return IStakeVault(address(token()));
    }

    function _unitOf(uint8 support) private pure returns (uint256) {
        if (support == uint8(VoteType.For)) return FOR_UNIT;
        return support == uint8(VoteType.Abstain) ? ABSTAIN_UNIT : 0;
    }

    function _forVotes(uint256 head) private pure returns (uint256) {
        return head & (ABSTAIN_UNIT - 1);
    }

    function _placeOf(uint32 number) private pure returns (uint256 position, uint256 shift) {
        return (number >> 6, (number & 63) << 2);
    }
}
