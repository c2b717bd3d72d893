// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Messages} from "../libraries/Messages.sol";
import {Sha256Merkle} from "../libraries/Sha256Merkle.sol";
import {VectorTree} from "../libraries/VectorTree.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {Transcript} from "../rounds/Transcript.sol";
import {Court} from "./Court.sol";
import {IDataCourt} from "./IDataCourt.sol";
import {Inputs} from "./Inputs.sol";
import {ISlasher} from "./ISlasher.sol";

/// @title Data and seeds that nobody shows
/// @notice See {IDataCourt}.
/// @dev Where a challenge is open is known by its place, and its terms by their hash, which is the one word kept there.
contract DataCourt is IDataCourt, Court {
    using Inputs for Inputs.Step;

    bytes32 private constant DATA_DOMAIN = keccak256("vain/missing-data/1");

    bytes32 private constant SILENCE_DOMAIN = keccak256("vain/silence/1");

    /// @dev Bytes of a piece. Source: docs/protocol §2.1.
    uint256 private constant PIECE_LENGTH = 4096;

    /// @dev Bytes of a word of a vector, and of a parameter of a model. Source: docs/protocol §1.
    uint256 private constant WORD_LENGTH = 4;

    /// @dev First byte under the root of a sum with a form of its own. Source: docs/protocol §5.4.
    bytes1 private constant FORM_PREFIX = 0x02;

    /// @dev The one complete group. Source: docs/protocol §4.1.
    uint16 private constant GROUP = 0;

    /// @inheritdoc IDataCourt
    uint32 public maxAge;

    mapping(bytes32 place => bytes32 termsHash) private _open;

    constructor(
        IRoundLedger ledger_,
        ISlasher slasher_,
        uint128 bond_,
        uint32 moveSeconds_,
        uint32 maxAge_,
        address authority_
    ) Court(ledger_, slasher_, bond_, moveSeconds_, authority_) {
        _setMaxAge(maxAge_);
    }

    /// @inheritdoc IDataCourt
    function challengeMessage(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        uint16 member
    ) external returns (bytes32 id) {
        _checkInputs(run, round, step, later);
        Challenge memory challenge = _about(run, round, Kind.Message, step.leader, step.masks.root);
        challenge.member = member;
        // There are at most 65,535 survivors.
        challenge.number = uint32(step.rankOf(member));
        challenge.size = uint32(step.size());
        id = _begin(challenge);
    }

    /// @inheritdoc IDataCourt
    function challengeVector(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        Inputs.Member calldata member,
        uint32 number
    ) external returns (bytes32 id) {
        _checkInputs(run, round, step, later);
        Messages.Mask memory mask = Inputs.maskOf(ledger, keyBook, run, round, step, member);
        Challenge memory challenge = _about(run, round, Kind.Vector, step.leader, mask.root);
        challenge.member = member.index;
        _setPiece(challenge, mask.length, number);
        id = _begin(challenge);
    }

    /// @inheritdoc IDataCourt
    function challengeResult(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        Result calldata result,
        bytes32[] calldata later,
        Kind kind,
        uint32 words,
        uint32 number
    ) external returns (bytes32 id) {
        if (kind != Kind.Sum && kind != Kind.Model) revert WrongKind(kind);
        bytes32 inputs = Transcript.next(step.before, step.hash(round));
        _checkStep(run, inputs, _hash(round, result), later);
        _checkAge(run, round);
        bytes32 root = kind == Kind.Sum ? result.sum.root : result.model.root;
        Challenge memory challenge = _about(run, round, kind, result.leader, root);
        challenge.words = words;
        _setPiece(challenge, words, number);
        id = _begin(challenge);
    }

    /// @inheritdoc IDataCourt
    function accuse(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        bytes32 randao,
        Inputs.Member calldata member,
        Binding calldata binding,
        RosterLeaf calldata leaf
    ) external returns (bytes32 id) {
        _checkSilence(run, round, step, later, randao, member, binding);
        bytes32 node = Sha256Merkle.leafHash(leaf.envelope);
        Inputs.checkPath(step.roster.root, node, leaf.number, leaf.size, leaf.path);
        (bool ok, uint16 sender, Messages.Advertise memory advertise) = Inputs.readAdvertise(
            ledger,
            keyBook,
            run,
            round,
            leaf.envelope
        );
        if (!ok || sender != member.index) revert Inputs.NotAMessageOf(member.index);
        id = _beginSilence(run, round, member.index, advertise.selfCommitment);
    }

    /// @inheritdoc IDataCourt
    function accuseForced(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        bytes32 randao,
        Inputs.Member calldata member,
        Binding calldata binding,
        Opening calldata opening
    ) external returns (bytes32 id) {
        _checkSilence(run, round, step, later, randao, member, binding);
        bytes32 commitment = _forcedCommitment(round, member.index, step.before, opening);
        id = _beginSilence(run, round, member.index, commitment);
    }

    /// @inheritdoc IDataCourt
    function answer(
        Challenge calldata challenge,
        bytes calldata form,
        bytes calldata leaf,
        bytes32[] calldata path
    ) external {
        _checkAnswerable(challenge);
        if (challenge.kind == Kind.Seed) revert WrongAnswerKind(challenge.kind);
        if (challenge.length != 0 && leaf.length != challenge.length) revert WrongAnswer();
        Inputs.checkPath(_treeOf(challenge, form), Sha256Merkle.leafHash(leaf), challenge.number, challenge.size, path);

        _acquit(challenge);
    }

    /// @inheritdoc IDataCourt
    function refute(Challenge calldata challenge, bytes calldata form, VectorTree.Place calldata place) external {
        _checkAnswerable(challenge);
        if (challenge.kind != Kind.Sum && challenge.kind != Kind.Model) revert WrongAnswerKind(challenge.kind);
        bytes32 reached = VectorTree.rootOf(place);
        bytes32 root = _treeOf(challenge, form);
        if (reached != root) revert Inputs.NotInBundle(root, reached);
        (bool fits, ) = VectorTree.locate(place, challenge.words);
        if (fits) revert WrongAnswer();

        _acquit(challenge);
    }

    /// @inheritdoc IDataCourt
    function reveal(Challenge calldata challenge, bytes32 seed) external {
        _checkAnswerable(challenge);
        if (challenge.kind != Kind.Seed) revert WrongAnswerKind(challenge.kind);
        if (_selfCommitment(challenge.run, challenge.round, challenge.member, seed) != challenge.root)
            revert WrongAnswer();

        _acquit(challenge);
    }

    /// @inheritdoc IDataCourt
    function convict(Challenge calldata challenge) external {
        bytes32 id = _checkOpen(challenge);
        if (block.timestamp <= challenge.deadline) revert TooEarly(block.timestamp, challenge.deadline);
        bytes32 caseId = caseOf(challenge.run, challenge.round, challenge.kind);
        ISlasher.Offence offence =
            challenge.kind == Kind.Seed ? ISlasher.Offence.Silence : ISlasher.Offence.MissingData;

        delete _open[id];
        emit Convicted(id, challenge.accused);

        _pay(challenge.challenger, challenge.bond);
        // Of several leaves that are missing, one is enough.
        if (slasher.sentenceOf(caseId, challenge.accused).status == ISlasher.Status.None && !slasher.isClosed(caseId))
            slasher.sentence(caseId, challenge.accused, offence, challenge.challenger);
        if (challenge.isDispute) ledger.settle(challenge.run, challenge.round, false);
    }

    /// @inheritdoc IDataCourt
    function setMaxAge(uint32 maxAge_) external restricted {
        _setMaxAge(maxAge_);
    }

    /// @inheritdoc IDataCourt
    function isOpen(Challenge calldata challenge) external view returns (bool) {
        return _open[_placeOf(challenge)] == keccak256(abi.encode(challenge));
    }

    /// @inheritdoc IDataCourt
    function caseOf(uint32 run, uint32 round, Kind kind) public view returns (bytes32) {
        return keccak256(abi.encode(kind == Kind.Seed ? SILENCE_DOMAIN : DATA_DOMAIN, ledger, run, round));
    }

    /// @dev Opens a challenge and takes its bond. In the dispute window of a certified round it keeps the round from
    /// becoming final until there was time to answer and, if nobody did, to say so. Only in the window itself, which
    /// disputes do not prolong: so all challenges together delay a round by two moves at most.
    function _begin(Challenge memory challenge) private returns (bytes32 id) {
        (uint32 run, uint32 round) = (challenge.run, challenge.round);
        challenge.isDispute = _inWindow(run, round);
        challenge.challenger = msg.sender;
        challenge.bond = bond;
        challenge.deadline = _moveEnds();
        id = _placeOf(challenge);
        if (_open[id] != 0) revert AlreadyOpen(id);

        _open[id] = keccak256(abi.encode(challenge));
        emit Challenged(id, challenge.accused, challenge);

        _takeBond(msg.sender, challenge.bond);
        if (challenge.isDispute) ledger.dispute(run, round, challenge.deadline + moveSeconds);
    }

    function _beginSilence(uint32 run, uint32 round, uint16 index, bytes32 commitment) private returns (bytes32 id) {
        (address member, , , ) = keyBook.operatorOf(index);
        Challenge memory challenge = _about(run, round, Kind.Seed, member, commitment);
        challenge.member = index;
        id = _begin(challenge);
    }

    /// @dev Closes an answered challenge and pays the bond to the caller.
    function _acquit(Challenge calldata challenge) private {
        bytes32 id = _placeOf(challenge);
        delete _open[id];
        emit Answered(id, challenge.accused, msg.sender);

        _pay(msg.sender, challenge.bond);
        if (challenge.isDispute) ledger.settle(challenge.run, challenge.round, true);
    }

    function _setMaxAge(uint32 maxAge_) private {
        maxAge = maxAge_;
        emit MaxAgeSet(maxAge_);
    }

    function _checkInputs(uint32 run, uint32 round, Inputs.Step calldata step, bytes32[] calldata later) private view {
        _checkStep(run, step.before, step.hash(round), later);
        _checkAge(run, round);
    }

    /// @dev Requires that the round is one of the run's.
    function _checkAge(uint32 run, uint32 round) private view {
        uint32 current = ledger.cursorOf(run).round;
        if (current - round > maxAge) revert TooOld(round, current, maxAge);
    }

    /// @dev Reverts unless the survivor masked for the roster and the shares of the step, in a round without a result. The
    /// other words of its context are whatever it signed: it bound itself to them.
    function _checkSilence(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        bytes32 randao,
        Inputs.Member calldata member,
        Binding calldata binding
    ) private view {
        _checkInputs(run, round, step, later);
        if (later.length != 0 && later[0] != Transcript.aborted(round, uint8(IRoundLedger.State.Masked), randao))
            revert NotFailed(run, round);
        bytes32 expected = _maskContext(run, step, binding);
        bytes32 actual = Inputs.maskOf(ledger, keyBook, run, round, step, member).ctx;
        if (actual != expected) revert OtherContext(expected, actual);
    }

    /// @dev Source: docs/protocol §4.1. The head before the inputs is the one after `open`: nothing comes between.
    function _maskContext(
        uint32 run,
        Inputs.Step calldata step,
        Binding calldata binding
    ) private view returns (bytes32) {
        bytes32 configHash = ledger.runRegistry().runOf(run).configHash;
        bytes32 context = sha256(
            abi.encodePacked(
                "vain/secagg/1",
                step.before,
                GROUP,
                binding.modelRoot,
                configHash,
                binding.membersRoot,
                step.roster.root
            )
        );
        return sha256(abi.encodePacked("vain/masks/1", context, step.share.root));
    }

    /// @dev Source: docs/protocol §4.2.
    function _selfCommitment(uint32 run, uint32 round, uint16 index, bytes32 seed) private view returns (bytes32) {
        bytes32 start = sha256(abi.encodePacked("vain/start/1", block.chainid, ledger, run, round));
        return sha256(abi.encodePacked("vain/self/1", start, index, seed));
    }

    function _checkOpen(Challenge calldata challenge) private view returns (bytes32 id) {
        id = _placeOf(challenge);
        if (_open[id] != keccak256(abi.encode(challenge))) revert NotOpen(id);
    }

    function _checkAnswerable(Challenge calldata challenge) private view {
        _checkOpen(challenge);
        if (block.timestamp > challenge.deadline) revert TooLate(block.timestamp, challenge.deadline);
    }

    /// @dev Root of the tree that a piece is asked of: what was fixed, or for a sum with a form of its own what that ends with.
    /// The prefix keeps a node of a tree from passing for such a form.
    function _treeOf(Challenge calldata challenge, bytes calldata form) private pure returns (bytes32) {
        if (form.length == 0) return challenge.root;
        if (challenge.kind != Kind.Sum) revert WrongAnswerKind(challenge.kind);
        if (sha256(form) != challenge.root || form[0] != FORM_PREFIX || form.length <= 32) revert WrongAnswer();
        return bytes32(form[form.length - 32:]);
    }

    /// @dev A challenge without a piece, a challenger and a deadline.
    function _about(
        uint32 run,
        uint32 round,
        Kind kind,
        address accused,
        bytes32 root
    ) private pure returns (Challenge memory challenge) {
        challenge.run = run;
        challenge.round = round;
        challenge.kind = kind;
        challenge.accused = accused;
        challenge.root = root;
    }

    /// @dev Chooses piece `number` of `words` words. Requires `words < 2³²`.
    function _setPiece(Challenge memory challenge, uint256 words, uint32 number) private pure {
        uint256 length = words * WORD_LENGTH;
        uint256 size = (length + PIECE_LENGTH - 1) / PIECE_LENGTH;
        if (number >= size) revert NoSuchLeaf(number, size);
        challenge.number = number;
        // Below 2²², and a piece is not longer than 4,096 bytes.
        challenge.size = uint32(size);
        challenge.length = uint16(number == size - 1 ? length - number * PIECE_LENGTH : PIECE_LENGTH);
    }

    /// @dev Where a challenge is kept: one of each kind for the same thing, said to be of one length, or who says a wrong one
    /// could stand in the way. A dispute and a challenge that disputes nothing
    /// do not stand in each other's way, or a friend of the leader could ask first, before the certificate, and so keep
    /// the round from being disputed.
    function _placeOf(Challenge memory challenge) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    challenge.run,
                    challenge.round,
                    challenge.kind,
                    challenge.member,
                    challenge.number,
                    challenge.words,
                    challenge.isDispute
                )
            );
    }

    /// @dev The commitment of the first entry of `index` in the inbox of the round that `head` is the first of.
    function _forcedCommitment(
        uint32 round,
        uint16 index,
        bytes32 head,
        Opening calldata opening
    ) private pure returns (bytes32 commitment) {
        bytes32 inbox;
        bool isForced;
        for (uint256 i = 0; i < opening.entries.length; ++i) {
            Entry calldata entry = opening.entries[i];
            inbox = Transcript.forced(
                inbox,
                entry.index,
                entry.maskKey,
                entry.sealKey,
                entry.kemKeyHash,
                entry.selfCommitment
            );
            if (isForced || entry.index != index) continue;
            (isForced, commitment) = (true, entry.selfCommitment);
        }
        if (!isForced) revert NotForced(index);
        bytes32 actual = Transcript.next(
            opening.before,
            Transcript.opened(
                round,
                opening.epoch,
                opening.membership,
                opening.members,
                opening.threshold,
                inbox,
                opening.randao
            )
        );
        if (actual != head) revert WrongOpening(head, actual);
    }

    function _hash(uint32 round, Result calldata result) private pure returns (bytes32) {
        return Transcript.proposed(round, result.leader, result.reveals, result.sum, result.model);
    }
}
