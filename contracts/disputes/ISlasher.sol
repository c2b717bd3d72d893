// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEpochSet} from "../rounds/IEpochSet.sol";
import {IStakeVault} from "../stake/IStakeVault.sol";

/// @title Sentences
/// @notice Courts prove, the slasher punishes. A sentence holds the operator's stake at once and takes a part of it after
/// `appealSeconds`, in which governance can pardon: a court with a mistake in it costs nobody anything that governance
/// does not let happen. Source: docs/protocol/slashing.md.
/// @dev One slot per sentence, and it is never given back: within a *case* an operator is sentenced once, for ever, so
/// that neither a repeated nor a second proof of the same deed costs it more. What a sentence takes and pays is fixed when
/// it is passed; the stake it is taken from is that of its execution.
interface ISlasher {
    /// @notice What can be proven against an operator.
    enum Offence {
        /// @dev A validator signed two digests of one round.
        DoubleSignature,
        /// @dev An aggregator proposed a sum that is not that of the inputs.
        WrongSum,
        /// @dev A validator signed a round whose sum is wrong.
        WrongCertificate,
        /// @dev An aggregator fixed a bundle with a malformed or a second entry of a member.
        MalformedBundle,
        /// @dev An aggregator did not show data that it had fixed.
        MissingData,
        /// @dev A survivor of a round did not show what the round needs of it.
        Silence
    }

    /// @notice Where a sentence stands.
    enum Status {
        None,
        Pending,
        Executed,
        Pardoned
    }

    /// @notice What an operator was sentenced to. One slot.
    struct Sentence {
        /// @dev Who gets the reward, zero for nobody.
        address reporter;
        /// @dev From when on it can be executed.
        uint40 executableAt;
        /// @dev Part of all stake, bonded and unbonding, that is taken, in basis points.
        uint16 penaltyBps;
        /// @dev Part of the penalty that the reporter gets, in basis points.
        uint16 rewardBps;
        Offence offence;
        Status status;
    }

    /// @notice `operator` cannot withdraw any more and can be punished from `executableAt` on.
    event Sentenced(
        bytes32 indexed caseId,
        address indexed operator,
        Offence offence,
        address reporter,
        uint16 penaltyBps,
        uint40 executableAt
    );

    /// @notice The validators at positions of the set of `epoch` can be sentenced, by `sentenceNext`. `signersHash` is the
    /// keccak256 of the bitmap.
    event SetSentenced(
        bytes32 indexed caseId,
        uint32 indexed epoch,
        bytes32 indexed signersHash,
        Offence offence,
        address reporter
    );

    /// @notice `operator` lost `penalty`; `reward` of it went to `reporter`, the rest to the treasury.
    event Executed(
        bytes32 indexed caseId,
        address indexed operator,
        address indexed reporter,
        uint256 penalty,
        uint256 reward
    );

    /// @notice `operator` loses nothing in this case.
    event Pardoned(bytes32 indexed caseId, address indexed operator);

    /// @notice Nobody loses anything more in this case.
    event CaseClosed(bytes32 indexed caseId);

    /// @notice Sentences from now on can be executed after `appealSeconds`.
    event AppealSecondsSet(uint40 appealSeconds);

    /// @notice `offence` now costs `bps` of the stake.
    event PenaltySet(Offence indexed offence, uint16 bps);

    /// @notice A reporter now gets `bps` of a penalty.
    event RewardSet(uint16 bps);

    /// @notice The rest of all penalties now goes to `treasury`.
    event TreasurySet(address indexed treasury);

    /// @notice `operator` was sentenced in this case before, however that ended.
    error AlreadySentenced(bytes32 caseId, address operator);

    /// @notice These validators were sentenced in this case before.
    error SetAlreadySentenced(bytes32 caseId, uint32 epoch, bytes32 signersHash);

    /// @notice Governance has closed the case.
    error CaseIsClosed(bytes32 caseId);

    /// @notice No sentence of `operator` is pending in this case.
    error NotPending(bytes32 caseId, address operator, Status status);

    /// @notice These validators are not to be sentenced in this case, or all of them have been.
    error NothingToSentence(bytes32 caseId, uint32 epoch, bytes32 signersHash);

    /// @notice The sentence can still be appealed against.
    error StillAppealable(uint256 now_, uint256 executableAt);

    /// @notice An appeal must end before stake that was unbonded at the time of the sentence could be withdrawn.
    error BadAppealSeconds(uint256 appealSeconds, uint256 unbondingSeconds);

    /// @notice A penalty is at most the whole stake, a reward at most half the penalty.
    error BadBps(uint256 bps, uint256 greatest);

    /// @notice There must be a treasury and somebody to sentence.
    error ZeroAddress();

    /// @notice A court and its slasher must know the same validator sets, or positions would name others.
    error WrongEpochSet(address expected, address actual);

    /// @notice Sentences `operator`. Restricted to courts.
    /// @dev One sentence per case and operator. A court makes the case of the deed, not of the proof.
    /// @param reporter who gets the reward; zero for nobody
    function sentence(bytes32 caseId, address operator, Offence offence, address reporter) external;

    /// @notice Lets anyone sentence the validators at the set bits of a bitmap over positions of the set of `epoch`.
    /// Restricted to courts.
    /// @dev May be called more than once in a case, with other bitmaps: whoever is in several is sentenced once.
    /// @param signersHash keccak256 of the canonical bitmap, whose bits must all be positions of the set
    function sentenceSet(bytes32 caseId, uint32 epoch, bytes32 signersHash, Offence offence, address reporter) external;

    /// @notice Sentences the next validators of a set, ascending by position. Anyone.
    /// @param signers the bitmap with the hash that `sentenceSet` was given
    /// @param limit how many at most
    /// @return sentenced how many were, who had been sentenced in this case before not counted
    function sentenceNext(
        bytes32 caseId,
        uint32 epoch,
        bytes calldata signers,
        uint256 limit
    ) external returns (uint256 sentenced);

    /// @notice Takes the penalty and lets go of the rest. Anyone, from `executableAt` on.
    /// @dev In a closed case, or if the operator has nothing left, it takes nothing and only lets go.
    function execute(bytes32 caseId, address operator) external;

    /// @notice Lets go of everything. Restricted to governance; also after `executableAt`, until it is executed.
    function pardon(bytes32 caseId, address operator) external;

    /// @notice Ends a case for everyone in it, whether sentenced already or not. Restricted to governance.
    /// @dev Each pending sentence then lets go by `execute`, which anyone may call at once.
    function closeCase(bytes32 caseId) external;

    /// @notice Sets how long a sentence can be appealed against, less than the vault's unbonding. Restricted.
    function setAppealSeconds(uint40 appealSeconds) external;

    /// @notice Sets what an offence costs, at most 10,000. Restricted.
    function setPenalty(Offence offence, uint16 bps) external;

    /// @notice Sets what a reporter gets of a penalty, at most `MAX_REWARD_BPS`. Restricted.
    function setReward(uint16 bps) external;

    /// @notice Sets where penalties go. Restricted.
    function setTreasury(address treasury) external;

    /// @notice The sentence of `operator` in a case; its `status` is `None` if there never was one.
    function sentenceOf(bytes32 caseId, address operator) external view returns (Sentence memory);

    /// @notice Position from which on the validators of a set are not sentenced yet.
    /// @return isOpen whether there may be any left
    /// @return next the position
    function setOf(bytes32 caseId, uint32 epoch, bytes32 signersHash) external view returns (bool isOpen, uint256 next);

    /// @notice Whether governance has closed a case.
    function isClosed(bytes32 caseId) external view returns (bool);

    /// @notice What an offence costs, in basis points of all stake.
    function penaltyBps(Offence offence) external view returns (uint16);

    /// @notice What a reporter gets, in basis points of the penalty.
    function rewardBps() external view returns (uint16);

    /// @notice Greatest reward: half, so that whoever reports itself always loses.
    // solhint-disable-next-line func-name-mixedcase
    function MAX_REWARD_BPS() external view returns (uint16);

    /// @notice Time between a sentence and its execution.
    function appealSeconds() external view returns (uint40);

    /// @notice Where penalties go, less the rewards.
    function treasury() external view returns (address);

    /// @notice Where the stake is.
    function vault() external view returns (IStakeVault);

    /// @notice Where the validators of a set are.
    function epochSet() external view returns (IEpochSet);
}
