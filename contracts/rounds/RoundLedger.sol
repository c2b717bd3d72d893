// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IKeyBook} from "../identity/IKeyBook.sol";
import {Bitmap} from "../libraries/Bitmap.sol";
import {Messages} from "../libraries/Messages.sol";
import {Roles} from "../libraries/Roles.sol";
import {IEpochSet} from "./IEpochSet.sol";
import {IRoundLedger} from "./IRoundLedger.sol";
import {IRunRegistry} from "./IRunRegistry.sol";
import {Artefact, Transcript} from "./Transcript.sol";

/// @title Rounds of training
/// @notice See {IRoundLedger}.
/// @dev Everything it calls is a view, so there is no reentrancy to guard against.
contract RoundLedger is IRoundLedger, AccessManaged {
    using Bitmap for bytes;

    /// @inheritdoc IRoundLedger
    uint40 public constant MAX_DISPUTE_SECONDS = 30 days;

    /// @inheritdoc IRoundLedger
    uint40 public constant FORCE_SECONDS = 24;

    /// @dev ⌈65,535 / 8⌉ bytes hold every index. Source: docs/protocol §1.
    uint256 private constant MAX_BITMAP_LENGTH = 8192;

    uint256 private constant BPS = 10_000;

    /// @inheritdoc IRoundLedger
    IKeyBook public immutable keyBook;

    /// @inheritdoc IRoundLedger
    IEpochSet public immutable epochSet;

    /// @inheritdoc IRoundLedger
    IRunRegistry public immutable runRegistry;

    /// @inheritdoc IRoundLedger
    uint256 public immutable deployedAt;

    /// @dev `deadline` is zero in Certified: `_cursor` derives it.
    mapping(uint32 run => Cursor) private _cursors;
    mapping(uint32 run => Lead) private _leads;

    /// @dev Zero until the first step; `headOf` derives it then.
    mapping(uint32 run => bytes32) private _heads;

    /// @dev Means something only while `Lead.forced`; left as it is otherwise.
    mapping(uint32 run => bytes32) private _inboxes;

    /// @dev Open disputes of the current round; means something only in Disputed.
    mapping(uint32 run => uint256) private _disputes;

    /// @dev Round that an operator has forced its way into last.
    mapping(uint32 run => mapping(uint16 index => uint32 round)) private _forcedInto;

    constructor(
        IKeyBook keyBook_,
        IEpochSet epochSet_,
        IRunRegistry runRegistry_,
        address authority_
    ) AccessManaged(authority_) {
        address actual = address(epochSet_.keyBook());
        if (actual != address(keyBook_)) revert WrongKeyBook(address(keyBook_), actual);
        keyBook = keyBook_;
        epochSet = epochSet_;
        runRegistry = runRegistry_;
        deployedAt = block.number;
    }

    /// @inheritdoc IRoundLedger
    function open(uint32 run) external {
        Cursor memory cursor = _cursor(run);
        IRunRegistry.RoundParams memory params = runRegistry.paramsToOpen(run);
        _finish(run, cursor);
        uint32 round = cursor.round + 1;
        if (round > params.lastRound) revert BudgetSpent(round, params.lastRound);
        bytes32 head = headOf(run);
        uint256 number = _openingNumber(run, cursor, params, head);
        (address leader, uint256 ring, bytes32 membership, uint256 size) = keyBook.opening(number);
        if (msg.sender != leader) revert NotLeader(msg.sender, leader);
        if (size < params.minMembers) revert TooFewMembers(size, params.minMembers);
        bytes32 inbox = inboxOf(run);
        bytes32 randao = bytes32(block.prevrandao);
        Lead memory lead = Lead({
            leader: leader,
            // An empty ring has no leader but the zero address, which calls nothing. A remainder is below 65,535.
            place: uint16(number % ring),
            turnSeconds: params.turnSeconds,
            phaseTurns: params.phaseTurns,
            trainSeconds: params.trainSeconds,
            disputeSeconds: params.disputeSeconds,
            forced: false
        });

        cursor.round = round;
        // Checked only here: phases end, so a set that is fresh now cannot be used much later.
        cursor.epoch = epochSet.freshest(params.maxEpochAge);
        // An index is below 65,535, so is their number, and the threshold is at most their number.
        cursor.members = uint16(size);
        cursor.threshold = uint16(_threshold(size, params.corruptionBps));
        _leads[run] = lead;
        head = Transcript.next(
            head,
            Transcript.opened(round, cursor.epoch, membership, cursor.members, cursor.threshold, inbox, randao)
        );
        _heads[run] = head;
        _enter(run, cursor, State.Open, lead, lead.trainSeconds);
        emit Opened(run, round, cursor.epoch, membership, cursor.members, cursor.threshold, inbox, randao, head);
    }

    /// @inheritdoc IRoundLedger
    function force(
        uint32 run,
        uint32 round,
        bytes32 maskKey,
        bytes32 sealKey,
        bytes calldata kemKey,
        bytes32 selfCommitment
    ) external {
        // Reverts if the run does not exist.
        runRegistry.paramsOf(run);
        Cursor memory cursor = _cursor(run);
        if (round != cursor.round + 1) revert WrongRound(cursor.round + 1, round);
        _checkForcing(cursor);
        uint16 index = keyBook.indexOf(msg.sender);
        (, uint8 roles, , ) = keyBook.operatorOf(index);
        if (roles & Roles.TRAINER == 0) revert NotTrainer(msg.sender);
        if (kemKey.length != Messages.KEM_KEY_LENGTH) revert WrongKemKeyLength(kemKey.length, Messages.KEM_KEY_LENGTH);
        // Courts have to be shown the entries of an inbox: nobody may make it as long as it likes.
        if (_forcedInto[run][index] == round) revert AlreadyForced(index, round);

        bytes32 inbox = inboxOf(run);
        _forcedInto[run][index] = round;
        _leads[run].forced = true;
        _inboxes[run] = Transcript.forced(inbox, index, maskKey, sealKey, keccak256(kemKey), selfCommitment);
        emit Forced(run, round, index, maskKey, sealKey, kemKey, selfCommitment);
    }

    /// @inheritdoc IRoundLedger
    function mask(
        uint32 run,
        uint32 round,
        Artefact calldata roster,
        Artefact calldata share,
        Artefact calldata masks,
        bytes calldata survivors
    ) external {
        Cursor memory cursor = _cursors[run];
        Lead memory lead = _leads[run];
        _begin(run, round, State.Open, cursor, lead);
        bytes memory set = survivors;
        _checkSet(set, cursor.threshold);

        bytes32 head = Transcript.next(
            _heads[run],
            Transcript.masked(round, msg.sender, roster, share, masks, keccak256(set))
        );
        _heads[run] = head;
        _enter(run, cursor, State.Masked, lead, 0);
        emit Masked(run, round, msg.sender, roster, share, masks, set, head);
    }

    /// @inheritdoc IRoundLedger
    function propose(
        uint32 run,
        uint32 round,
        Artefact calldata reveals,
        Artefact calldata sum,
        Artefact calldata model
    ) external {
        Cursor memory cursor = _cursors[run];
        Lead memory lead = _leads[run];
        _begin(run, round, State.Masked, cursor, lead);

        bytes32 head = Transcript.next(_heads[run], Transcript.proposed(round, msg.sender, reveals, sum, model));
        _heads[run] = head;
        _enter(run, cursor, State.Proposed, lead, 0);
        emit Proposed(run, round, msg.sender, reveals, sum, model, head);
    }

    /// @inheritdoc IRoundLedger
    function certify(
        uint32 run,
        Artefact calldata evaluation,
        bytes calldata nonSigners,
        bytes32[4] calldata signature
    ) external {
        Cursor memory cursor = _cursors[run];
        _checkStep(cursor, State.Proposed);
        uint32 round = cursor.round;
        bytes32 head = _heads[run];
        bytes32 digest = Transcript.digest(address(this), run, round, cursor.epoch, head, evaluation);
        epochSet.checkCertificate(cursor.epoch, digest, nonSigners, signature);

        // The builder of the block can choose among a few numbers, and whoever ends a round among a few blocks: that
        // buys a better place in the ring, not a certificate.
        bytes32 randao = bytes32(block.prevrandao);
        head = Transcript.next(head, Transcript.certified(round, digest, keccak256(nonSigners), randao));
        _heads[run] = head;
        cursor.version += 1;
        cursor.state = State.Certified;
        // Seconds fit 40 bits for 35,000 years.
        cursor.since = uint40(block.timestamp);
        // The window's end follows from the rules, which this step need not read.
        cursor.deadline = 0;
        _cursors[run] = cursor;
        emit Certified(run, round, cursor.version, evaluation, nonSigners, signature, randao, head);
    }

    /// @inheritdoc IRoundLedger
    function finalize(uint32 run) external {
        Cursor memory cursor = _cursor(run);
        if (!_isPending(cursor.state)) revert WrongState(cursor.state, State.Certified);
        _finish(run, cursor);
        _cursors[run] = cursor;
    }

    /// @inheritdoc IRoundLedger
    function abort(uint32 run, uint32 round) external {
        Cursor memory cursor = _cursors[run];
        State state = cursor.state;
        if (round != cursor.round) revert WrongRound(cursor.round, round);
        if (!_isLive(state)) revert WrongState(state, State.Open);
        if (block.timestamp <= cursor.deadline) revert TooEarly(block.timestamp, uint256(cursor.deadline) + 1);

        bytes32 randao = bytes32(block.prevrandao);
        bytes32 head = _end(run, cursor, Transcript.aborted(round, uint8(state), randao));
        emit Aborted(run, round, state, randao, head);
    }

    /// @inheritdoc IRoundLedger
    function dispute(uint32 run, uint32 round, uint40 until) external restricted {
        Cursor memory cursor = _cursor(run);
        if (round != cursor.round) revert WrongRound(cursor.round, round);
        if (!_isPending(cursor.state)) revert WrongState(cursor.state, State.Certified);
        if (block.timestamp >= cursor.deadline) revert DeadlinePassed(block.timestamp, cursor.deadline);

        uint40 latest = cursor.since + MAX_DISPUTE_SECONDS;
        if (until > latest) until = latest;
        if (until > cursor.deadline) cursor.deadline = until;
        _disputes[run] = cursor.state == State.Disputed ? _disputes[run] + 1 : 1;
        cursor.state = State.Disputed;
        _cursors[run] = cursor;
        emit Disputed(run, round, cursor.deadline);
    }

    /// @inheritdoc IRoundLedger
    function settle(uint32 run, uint32 round, bool stands) external restricted {
        Cursor memory cursor = _cursors[run];
        bool isOpen = cursor.state == State.Disputed && block.timestamp < cursor.deadline;
        if (round != cursor.round || !isOpen) return;

        bytes32 head = _heads[run];
        if (!stands) {
            head = _end(run, cursor, Transcript.overturned(round));
        } else if (--_disputes[run] == 0) {
            cursor.state = State.Certified;
            cursor.deadline = 0;
            _cursors[run] = cursor;
        }
        emit Settled(run, round, stands, head);
    }

    /// @inheritdoc IRoundLedger
    function rollback(uint32 run, uint32 version, Artefact calldata model) external restricted {
        Cursor memory cursor = _cursor(run);
        if (cursor.state == State.Idle) revert WrongState(State.Idle, State.Certified);
        _finish(run, cursor);

        bytes32 head = Transcript.next(_heads[run], Transcript.rolledBack(version, model));
        _cursors[run] = cursor;
        _heads[run] = head;
        emit RolledBack(run, version, model, head);
    }

    /// @inheritdoc IRoundLedger
    function cursorOf(uint32 run) external view returns (Cursor memory) {
        return _cursor(run);
    }

    /// @inheritdoc IRoundLedger
    function leadOf(uint32 run) external view returns (Lead memory) {
        return _leads[run];
    }

    /// @inheritdoc IRoundLedger
    function leaderOf(uint32 run) external view returns (address leader) {
        Cursor memory cursor = _cursor(run);
        if (_isLive(cursor.state)) (leader, ) = _leaderNow(cursor, _leads[run]);
        else (leader, ) = _inRing(_openingNumber(run, cursor, runRegistry.paramsOf(run), headOf(run)));
    }

    /// @inheritdoc IRoundLedger
    function headOf(uint32 run) public view returns (bytes32 head) {
        head = _heads[run];
        if (head != 0) return head;
        IRunRegistry.Run memory spec = runRegistry.runOf(run);
        head = Transcript.genesis(address(this), run, spec.configHash, spec.genesisModelRoot);
    }

    /// @inheritdoc IRoundLedger
    function inboxOf(uint32 run) public view returns (bytes32) {
        return _leads[run].forced ? _inboxes[run] : bytes32(0);
    }

    /// @dev Writes a state that a leader's step enters. Its first turn begins `delay` seconds from now.
    function _enter(uint32 run, Cursor memory cursor, State state, Lead memory lead, uint256 delay) private {
        cursor.state = state;
        // Seconds fit 40 bits for 35,000 years, and at most 33 bits of them are added.
        cursor.since = uint40(block.timestamp);
        cursor.turnEnds = uint40(block.timestamp + delay + lead.turnSeconds);
        cursor.deadline = uint40(block.timestamp + delay + uint256(lead.phaseTurns) * lead.turnSeconds);
        _cursors[run] = cursor;
    }

    /// @dev Ends a round without a result.
    function _end(uint32 run, Cursor memory cursor, bytes32 step) private returns (bytes32 head) {
        head = Transcript.next(_heads[run], step);
        _heads[run] = head;
        cursor.state = State.Aborted;
        // Seconds fit 40 bits for 35,000 years.
        cursor.since = uint40(block.timestamp);
        cursor.deadline = 0;
        _cursors[run] = cursor;
    }

    /// @dev Makes a certified round final if its time has come. Reverts while a round is live or may still be overturned.
    function _finish(uint32 run, Cursor memory cursor) private {
        if (_isLive(cursor.state)) revert WrongState(cursor.state, State.Idle);
        if (!_isPending(cursor.state)) return;
        if (block.timestamp < cursor.deadline) revert TooEarly(block.timestamp, cursor.deadline);
        cursor.state = State.Final;
        // Final since then, whoever says so and when: the next leader's turns count from there.
        cursor.since = cursor.deadline;
        cursor.deadline = 0;
        emit Finalized(run, cursor.round);
    }

    /// @dev Checks all that the leader's steps have in common: state, round, deadline, leader. Whoever leads after the
    /// stored leader's turn is stored in its place.
    function _begin(uint32 run, uint32 round, State expected, Cursor memory cursor, Lead memory lead) private {
        if (round != cursor.round) revert WrongRound(cursor.round, round);
        _checkStep(cursor, expected);
        (address leader, uint16 place) = _leaderNow(cursor, lead);
        if (msg.sender != leader) revert NotLeader(msg.sender, leader);
        if (leader != lead.leader || place != lead.place) {
            (lead.leader, lead.place) = (leader, place);
            _leads[run] = lead;
        }
    }

    function _cursor(uint32 run) private view returns (Cursor memory cursor) {
        cursor = _cursors[run];
        if (cursor.state == State.Certified) cursor.deadline = cursor.since + _leads[run].disputeSeconds;
    }

    function _checkStep(Cursor memory cursor, State expected) private view {
        if (cursor.state != expected) revert WrongState(cursor.state, expected);
        if (block.timestamp > cursor.deadline) revert DeadlinePassed(block.timestamp, cursor.deadline);
    }

    /// @dev That entries are not as young as the randomness of the block that opens the next round. Before its first round
    /// a run has no deadline that they could keep to. Source: docs/protocol §6.6.
    function _checkForcing(Cursor memory cursor) private view {
        State state = cursor.state;
        if (state == State.Idle) return;
        if (!_isLive(state) && state != State.Certified) revert WrongState(state, State.Open);
        if (block.timestamp + FORCE_SECONDS > cursor.deadline)
            revert DeadlinePassed(block.timestamp, cursor.deadline - FORCE_SECONDS);
    }

    /// @dev Source: docs/protocol §6.4. Requires a live state.
    function _leaderNow(Cursor memory cursor, Lead memory lead) private view returns (address operator, uint16 place) {
        if (block.timestamp < cursor.turnEnds) return (lead.leader, lead.place);
        // A live state is entered with turns of at least a second.
        uint256 turns = 1 + (block.timestamp - cursor.turnEnds) / lead.turnSeconds;
        return _inRing(lead.place + turns);
    }

    /// @dev Where in the ring whoever may open the next round stands, beyond its size. Source: docs/protocol §6.4.
    function _openingNumber(
        uint32 run,
        Cursor memory cursor,
        IRunRegistry.RoundParams memory params,
        bytes32 head
    ) private view returns (uint256) {
        uint256 since = cursor.since;
        if (cursor.state == State.Idle) since = runRegistry.createdAt(run);
        else if (_isPending(cursor.state)) since = cursor.deadline;
        uint256 turns = block.timestamp > since ? (block.timestamp - since) / params.turnSeconds : 0;
        // 48 random bits: modulo at most 65,535 places the bias is below 2⁻³².
        return uint256(uint48(uint256(head))) + turns;
    }

    /// @dev The aggregator at `number` modulo the ring's size, and the remainder.
    function _inRing(uint256 number) private view returns (address operator, uint16 place) {
        uint256 size;
        (operator, , size) = keyBook.inTurn(Roles.AGGREGATOR, number);
        // An empty ring has no operator but the zero address, which calls nothing. A remainder is below 65,535.
        if (size != 0) place = uint16(number % size);
    }

    /// @dev Source: docs/protocol §6.3. With c < n/2 rounded up and n >= 2 the threshold is at most n.
    function _threshold(uint256 size, uint256 corruptionBps) private pure returns (uint256) {
        uint256 corrupt = (size * corruptionBps + BPS - 1) / BPS;
        return (size + corrupt) / 2 + 1;
    }

    function _checkSet(bytes memory set, uint256 threshold) private pure {
        if (set.length > MAX_BITMAP_LENGTH) revert BadBitmap();
        // No operator has the index 65,535, which would be the top bit of the last byte.
        if (!set.isCanonical() || set.has(65_535)) revert BadBitmap();
        uint256 size = set.count();
        if (size < threshold) revert BelowThreshold(size, threshold);
    }

    /// @dev Whether a round is under way.
    function _isLive(State state) private pure returns (bool) {
        return state >= State.Open && state <= State.Proposed;
    }

    /// @dev Whether a round has a certificate that may still be overturned.
    function _isPending(State state) private pure returns (bool) {
        return state == State.Certified || state == State.Disputed;
    }
}
