// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor, Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IStakeVault} from "../stake/IStakeVault.sol";
import {IGovernorCountingBitmap} from "./IGovernorCountingBitmap.sol";

/// @title Votes counted in bitmaps
/// @notice See {IGovernorCountingBitmap}.
/// @dev The token of {GovernorVotes} must be an {IStakeVault}, which numbers whoever ever had a vote.
abstract contract GovernorCountingBitmap is IGovernorCountingBitmap, GovernorVotes {
    using SafeCast for uint256;

    /// @dev Votes for and the quorum share a slot, so that a vote for reads and writes one. Weights are stake, and the
    /// token's supply fits 128 bits.
    struct Tally {
        uint128 forVotes;
        /// @dev Weight that is enough, fixed by the snapshot and kept from the first vote on.
        uint128 quorum;
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
        return (tally.againstVotes, tally.forVotes, tally.abstainVotes);
    }

    /// @inheritdoc IGovernor
    // solhint-disable-next-line func-name-mixedcase
    function COUNTING_MODE() external pure returns (string memory) {
        return "support=bravo,override&quorum=for,abstain&overridable=true";
    }

    /// @inheritdoc Governor
    function _countVote(
        uint256 proposalId,
        address account,
        uint8 support,
        uint256 totalWeight,
        bytes memory
    ) internal override returns (uint256 weight) {
        if (support > uint8(VoteType.Abstain)) revert GovernorInvalidVoteType();
        Tally storage tally = _tallies[proposalId];
        uint32 number = _numberOf(account);
        (uint256 position, uint256 shift) = _placeOf(number);
        uint256 word = tally.words[position];
        uint256 bits = word >> shift;
        if (bits & CAST != 0) revert GovernorAlreadyCastVote(account);

        tally.words[position] = word | ((uint256(support) + 1) << shift);
        weight = totalWeight;
        // What was overridden is part of what was delegated to the account at the snapshot, so no underflow.
        if (bits & REDUCED != 0) weight -= tally.reductions[number];
        _add(proposalId, tally, support, weight);
    }

    /// @inheritdoc Governor
    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _tallies[proposalId];
        uint256 enough = tally.quorum;
        // Nobody has voted, or the quorum is zero.
        if (enough == 0) enough = quorum(proposalSnapshot(proposalId));
        return enough <= uint256(tally.forVotes) + tally.abstainVotes;
    }

    /// @inheritdoc Governor
    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _tallies[proposalId];
        return tally.forVotes > tally.againstVotes;
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
        _add(proposalId, tally, support, weight);
        _reduce(proposalId, tally, _vault().getPastDelegate(account, snapshot), weight);
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
        // CAST is 3, so the support is at most 2. The weight is part of the delegate's vote, which is part of the tally,
        // so it fits 128 bits and there is no underflow.
        uint8 support = uint8(cast - 1);
        uint128 part = uint128(weight);
        if (support == uint8(VoteType.For)) tally.forVotes -= part;
        else if (support == uint8(VoteType.Against)) tally.againstVotes -= part;
        else tally.abstainVotes -= part;
        emit VoteReduced(delegate, proposalId, support, weight);
    }

    function _add(uint256 proposalId, Tally storage tally, uint8 support, uint256 weight) private {
        uint128 part = weight.toUint128();
        // Both the votes at the snapshot and the fraction that was valid then are history, so the quorum cannot change.
        if (tally.quorum == 0) tally.quorum = quorum(proposalSnapshot(proposalId)).toUint128();
        if (support == uint8(VoteType.For)) tally.forVotes += part;
        else if (support == uint8(VoteType.Against)) tally.againstVotes += part;
        else tally.abstainVotes += part;
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

    function _placeOf(uint32 number) private pure returns (uint256 position, uint256 shift) {
        return (number >> 6, (number & 63) << 2);
    }
}
