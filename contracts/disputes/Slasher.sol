// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IKeyBook} from "../identity/IKeyBook.sol";
import {Bitmap} from "../libraries/Bitmap.sol";
import {IEpochSet} from "../rounds/IEpochSet.sol";
import {IStakeVault} from "../stake/IStakeVault.sol";
import {ISlasher} from "./ISlasher.sol";

/// @title Sentences
/// @notice See {ISlasher}.
/// @dev It calls only the vault, the set and the book, none of which calls back.
contract Slasher is ISlasher, AccessManaged {
    using Bitmap for bytes;

    /// @dev Validators of one set that are to be sentenced, ascending by position. One slot, never given back, so that
    /// each set is gone through once.
    struct Batch {
        address reporter;
        Offence offence;
        /// @dev `Executed` once all were looked at.
        Status status;
        /// @dev Lowest position that was not looked at.
        uint16 next;
    }

    /// @inheritdoc ISlasher
    uint16 public constant MAX_REWARD_BPS = 5_000;

    uint16 private constant BPS = 10_000;

    /// @inheritdoc ISlasher
    IStakeVault public immutable vault;

    /// @inheritdoc ISlasher
    IEpochSet public immutable epochSet;

    IKeyBook private immutable _keyBook;

    /// @inheritdoc ISlasher
    address public treasury;

    /// @inheritdoc ISlasher
    uint40 public appealSeconds;

    /// @inheritdoc ISlasher
    uint16 public rewardBps;

    /// @inheritdoc ISlasher
    mapping(Offence offence => uint16) public penaltyBps;

    /// @inheritdoc ISlasher
    mapping(bytes32 caseId => bool) public isClosed;

    mapping(bytes32 caseId => mapping(address operator => Sentence)) private _sentences;
    mapping(bytes32 batchId => Batch) private _batches;

    constructor(
        IEpochSet epochSet_,
        address treasury_,
        uint40 appealSeconds_,
        address authority_
    ) AccessManaged(authority_) {
        vault = epochSet_.vault();
        epochSet = epochSet_;
        _keyBook = epochSet_.keyBook();
        _setTreasury(treasury_);
        _setAppealSeconds(appealSeconds_);
        _setReward(1_000);
        _setPenalty(Offence.DoubleSignature, BPS);
        _setPenalty(Offence.WrongSum, BPS);
        _setPenalty(Offence.WrongCertificate, BPS);
        _setPenalty(Offence.MalformedBundle, 2_000);
        _setPenalty(Offence.MissingData, 2_000);
        _setPenalty(Offence.Silence, 100);
    }

    /// @inheritdoc ISlasher
    function sentence(bytes32 caseId, address operator, Offence offence, address reporter) external restricted {
        if (operator == address(0)) revert ZeroAddress();
        if (isClosed[caseId]) revert CaseIsClosed(caseId);
        if (!_sentence(caseId, operator, offence, reporter)) revert AlreadySentenced(caseId, operator);
    }

    /// @inheritdoc ISlasher
    function sentenceSet(
        bytes32 caseId,
        uint32 epoch,
        bytes32 signersHash,
        Offence offence,
        address reporter
    ) external restricted {
        if (isClosed[caseId]) revert CaseIsClosed(caseId);
        Batch storage batch = _batches[_batchId(caseId, epoch, signersHash)];
        if (batch.status != Status.None) revert SetAlreadySentenced(caseId, epoch, signersHash);

        (batch.reporter, batch.offence, batch.status) = (reporter, offence, Status.Pending);
        emit SetSentenced(caseId, epoch, signersHash, offence, reporter);
    }

    /// @inheritdoc ISlasher
    function sentenceNext(
        bytes32 caseId,
        uint32 epoch,
        bytes calldata signers,
        uint256 limit
    ) external returns (uint256 sentenced) {
        if (isClosed[caseId]) revert CaseIsClosed(caseId);
        bytes32 signersHash = keccak256(signers);
        Batch storage stored = _batches[_batchId(caseId, epoch, signersHash)];
        Batch memory batch = stored;
        if (batch.status != Status.Pending) revert NothingToSentence(caseId, epoch, signersHash);
        bytes memory bitmap = signers;
        // One more than asked for tells whether any is left.
        uint16[] memory positions = bitmap.membersFrom(batch.next, Math.min(limit, type(uint16).max) + 1);
        uint256 end = Math.min(limit, positions.length);

        // A position is below the set's size, at most KeyBook.MAX_VALIDATORS, or `validator` reverts.
        if (end != 0) stored.next = positions[end - 1] + 1;
        if (end == positions.length) stored.status = Status.Executed;
        for (uint256 i = 0; i < end; ++i) {
            if (_sentence(caseId, _operatorAt(epoch, positions[i]), batch.offence, batch.reporter)) ++sentenced;
        }
    }

    /// @inheritdoc ISlasher
    function execute(bytes32 caseId, address operator) external {
        Sentence memory passed = _pending(caseId, operator);
        if (isClosed[caseId]) {
            _pardon(caseId, operator);
            return;
        }
        if (block.timestamp < passed.executableAt) revert StillAppealable(block.timestamp, passed.executableAt);
        (uint256 unbonding, ) = vault.unbonding(operator);
        uint256 stake = vault.bonded(operator) + unbonding;
        // Up, so that whoever has anything loses something; at most the stake.
        uint256 penalty = Math.mulDiv(stake, passed.penaltyBps, BPS, Math.Rounding.Ceil);
        // Down, so that it is at most half, of one unit nothing.
        uint256 reward = passed.reporter == address(0) ? 0 : Math.mulDiv(penalty, passed.rewardBps, BPS);

        _sentences[caseId][operator].status = Status.Executed;
        emit Executed(caseId, operator, passed.reporter, penalty, reward);

        // The vault refuses to take nothing.
        if (reward != 0) vault.slash(operator, reward, passed.reporter);
        if (penalty != reward) vault.slash(operator, penalty - reward, treasury);
        vault.release(operator);
    }

    /// @inheritdoc ISlasher
    function pardon(bytes32 caseId, address operator) external restricted {
        _pending(caseId, operator);
        _pardon(caseId, operator);
    }

    /// @inheritdoc ISlasher
    function closeCase(bytes32 caseId) external restricted {
        if (isClosed[caseId]) revert CaseIsClosed(caseId);

        isClosed[caseId] = true;
        emit CaseClosed(caseId);
    }

    /// @inheritdoc ISlasher
    function setAppealSeconds(uint40 appealSeconds_) external restricted {
        _setAppealSeconds(appealSeconds_);
    }

    /// @inheritdoc ISlasher
    function setPenalty(Offence offence, uint16 bps) external restricted {
        _setPenalty(offence, bps);
    }

    /// @inheritdoc ISlasher
    function setReward(uint16 bps) external restricted {
        _setReward(bps);
    }

    /// @inheritdoc ISlasher
    function setTreasury(address treasury_) external restricted {
        _setTreasury(treasury_);
    }

    /// @inheritdoc ISlasher
    function sentenceOf(bytes32 caseId, address operator) external view returns (Sentence memory) {
        return _sentences[caseId][operator];
    }

    /// @inheritdoc ISlasher
    function setOf(
        bytes32 caseId,
        uint32 epoch,
        bytes32 signersHash
    ) external view returns (bool isOpen, uint256 next) {
        Batch storage batch = _batches[_batchId(caseId, epoch, signersHash)];
        return (batch.status == Status.Pending, batch.next);
    }

    /// @dev Returns false, and does nothing, if the operator was sentenced in this case before.
    function _sentence(
        bytes32 caseId,
        address operator,
        Offence offence,
        address reporter
    ) private returns (bool isNew) {
        Sentence storage stored = _sentences[caseId][operator];
        if (stored.status != Status.None) return false;
        // Seconds fit 40 bits for 35,000 years; the sum reverts beyond.
        uint40 executableAt = uint40(block.timestamp) + appealSeconds;
        uint16 bps = penaltyBps[offence];

        _sentences[caseId][operator] = Sentence({
            reporter: reporter,
            executableAt: executableAt,
            penaltyBps: bps,
            rewardBps: rewardBps,
            offence: offence,
            status: Status.Pending
        });
        emit Sentenced(caseId, operator, offence, reporter, bps, executableAt);

        vault.hold(operator);
        return true;
    }

    /// @dev Requires a pending sentence.
    function _pardon(bytes32 caseId, address operator) private {
        _sentences[caseId][operator].status = Status.Pardoned;
        emit Pardoned(caseId, operator);

        vault.release(operator);
    }

    function _setAppealSeconds(uint40 appealSeconds_) private {
        uint64 unbondingSeconds = vault.unbondingSeconds();
        if (appealSeconds_ >= unbondingSeconds) revert BadAppealSeconds(appealSeconds_, unbondingSeconds);
        appealSeconds = appealSeconds_;
        emit AppealSecondsSet(appealSeconds_);
    }

    function _setPenalty(Offence offence, uint16 bps) private {
        if (bps > BPS) revert BadBps(bps, BPS);
        penaltyBps[offence] = bps;
        emit PenaltySet(offence, bps);
    }

    function _setReward(uint16 bps) private {
        if (bps > MAX_REWARD_BPS) revert BadBps(bps, MAX_REWARD_BPS);
        rewardBps = bps;
        emit RewardSet(bps);
    }

    function _setTreasury(address treasury_) private {
        if (treasury_ == address(0)) revert ZeroAddress();
        treasury = treasury_;
        emit TreasurySet(treasury_);
    }

    function _pending(bytes32 caseId, address operator) private view returns (Sentence memory passed) {
        passed = _sentences[caseId][operator];
        if (passed.status != Status.Pending) revert NotPending(caseId, operator, passed.status);
    }

    function _operatorAt(uint32 epoch, uint256 position) private view returns (address operator) {
        (, , uint16 index) = epochSet.validator(epoch, position);
        (operator, , , ) = _keyBook.operatorOf(index);
    }

    function _batchId(bytes32 caseId, uint32 epoch, bytes32 signersHash) private pure returns (bytes32) {
        return keccak256(abi.encode(caseId, epoch, signersHash));
    }
}
