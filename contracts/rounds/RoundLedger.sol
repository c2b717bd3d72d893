// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IKeyBook} from "../identity/IKeyBook.sol";
import {BLS381} from "../libraries/BLS381.sol";
import {Bitmap} from "../libraries/Bitmap.sol";
import {Roles} from "../libraries/Roles.sol";
import {IEpochSet} from "./IEpochSet.sol";
import {IRoundLedger} from "./IRoundLedger.sol";
import {IRunRegistry} from "./IRunRegistry.sol";
import {Transcript} from "./Transcript.sol";

/// @title Rounds of training
/// @notice See {IRoundLedger}.
/// @dev Everything it calls is a view, so there is no reentrancy to guard against.
contract RoundLedger is IRoundLedger {
    using Bitmap for bytes;

    /// @dev ⌈65,535 / 8⌉ bytes hold every index. Source: docs/protocol §1.
    uint256 private constant MAX_BITMAP_LENGTH = 8192;

    uint256 private constant MAX_CID_LENGTH = 128;

    uint256 private constant BPS = 10_000;

    /// @inheritdoc IRoundLedger
    IKeyBook public immutable keyBook;

    /// @inheritdoc IRoundLedger
    IEpochSet public immutable epochSet;

    /// @inheritdoc IRoundLedger
    IRunRegistry public immutable runRegistry;

    /// @inheritdoc IRoundLedger
    uint256 public immutable deployedAt;

    mapping(uint32 run => Cursor) private _cursors;
    mapping(uint32 run => bytes32) private _transcripts;

    /// @dev Zero until the first round opens; `headOf` derives it then.
    mapping(uint32 run => bytes32) private _heads;

    /// @dev Copied when the first round opens, so that a step need not ask the registry. They never change there.
    mapping(uint32 run => IRunRegistry.RoundParams) private _params;

    constructor(IKeyBook keyBook_, IEpochSet epochSet_, IRunRegistry runRegistry_) {
        address actual = address(epochSet_.keyBook());
        if (actual != address(keyBook_)) revert WrongKeyBook(address(keyBook_), actual);
        keyBook = keyBook_;
        epochSet = epochSet_;
        runRegistry = runRegistry_;
        deployedAt = block.number;
    }

    /// @inheritdoc IRoundLedger
    function open(uint32 run) external {
        Cursor memory cursor = _cursors[run];
        IRunRegistry.RoundParams memory params = _paramsOf(run);
        if (_isLive(cursor.state)) revert WrongState(cursor.state, State.Idle);
        if (cursor.state == State.Certified) _checkUndisputed(cursor, params);
        _takeTurn(run, cursor, params);
        bytes memory members = keyBook.active(Roles.TRAINER);
        uint256 size = members.count();
        uint32 epoch = _freshEpoch(params);
        if (size < params.minMembers) revert TooFewMembers(size, params.minMembers);
        bytes32 head = headOf(run);

        if (cursor.state == State.Certified) emit Finalized(run, cursor.round);
        cursor.round += 1;
        cursor.epoch = epoch;
        // An index is below 65,535, so is their number, and the threshold is at most their number.
        cursor.members = uint16(size);
        cursor.threshold = uint16(_threshold(size, params.corruptionBps));
        cursor.survivors = 0;
        bytes32 transcript = Transcript.first(run, cursor.round, head, epoch, members, cursor.threshold);
        if (cursor.round == 1) {
            _heads[run] = head;
            _params[run] = params;
        }
        _transcripts[run] = transcript;
        _enter(run, cursor, State.Open);
        emit Opened(run, cursor.round, epoch, head, members, cursor.threshold, transcript);
    }

    /// @inheritdoc IRoundLedger
    function roster(uint32 run, uint32 round, bytes32 root, bytes calldata bitmap, string calldata cid) external {
        Cursor memory cursor = _begin(run, round, State.Open);
        _checkSet(bitmap, cursor.threshold);
        _checkCid(cid);

        bytes32 transcript = _record(run, cursor, State.Rostered, root, keccak256(bitmap));
        emit Rostered(run, round, root, bitmap, cid, transcript);
    }

    /// @inheritdoc IRoundLedger
    function share(uint32 run, uint32 round, bytes32 root, bytes calldata bitmap, string calldata cid) external {
        Cursor memory cursor = _begin(run, round, State.Rostered);
        _checkSet(bitmap, cursor.threshold);
        _checkCid(cid);

        bytes32 transcript = _record(run, cursor, State.Shared, root, keccak256(bitmap));
        emit Shared(run, round, root, bitmap, cid, transcript);
    }

    /// @inheritdoc IRoundLedger
    function mask(uint32 run, uint32 round, bytes32 root, bytes calldata bitmap, string calldata cid) external {
        Cursor memory cursor = _begin(run, round, State.Shared);
        // At most 65,535: _checkSet refuses higher indices.
        cursor.survivors = uint16(_checkSet(bitmap, cursor.threshold));
        _checkCid(cid);

        bytes32 transcript = _record(run, cursor, State.Masked, root, keccak256(bitmap));
        emit Masked(run, round, root, bitmap, cid, transcript);
    }

    /// @inheritdoc IRoundLedger
    function reveal(uint32 run, uint32 round, bytes32 root, bytes calldata bitmap, string calldata cid) external {
        Cursor memory cursor = _begin(run, round, State.Masked);
        // Shares stand in for whoever vanished, so even nobody is enough here; members recover only with a threshold.
        _checkSet(bitmap, 0);
        _checkCid(cid);

        bytes32 transcript = _record(run, cursor, State.Revealed, root, keccak256(bitmap));
        emit Revealed(run, round, root, bitmap, cid, transcript);
    }

    /// @inheritdoc IRoundLedger
    function propose(
        uint32 run,
        uint32 round,
        bytes32 sumRoot,
        bytes32 modelRoot,
        string calldata sumCid,
        string calldata modelCid
    ) external {
        Cursor memory cursor = _begin(run, round, State.Revealed);
        _checkCid(sumCid);
        _checkCid(modelCid);

        bytes32 transcript = _record(run, cursor, State.Proposed, sumRoot, modelRoot);
        emit Proposed(run, round, sumRoot, modelRoot, sumCid, modelCid, transcript);
    }

    /// @inheritdoc IRoundLedger
    function certify(
        uint32 run,
        uint32 round,
        bytes32 evaluationRoot,
        string calldata evaluationCid,
        bytes calldata nonSigners,
        bytes calldata signature
    ) external {
        Cursor memory cursor = _begin(run, round, State.Proposed);
        _checkCid(evaluationCid);
        bytes32 head = _heads[run];
        bytes32 digest = Transcript.digest(
            run,
            round,
            cursor.epoch,
            head,
            _transcripts[run],
            evaluationRoot,
            evaluationCid
        );
        uint256 signed = _checkCertificate(cursor.epoch, digest, nonSigners, signature);

        head = Transcript.nextHead(head, digest);
        _heads[run] = head;
        bytes32 seed = _drawSeed(cursor);
        cursor.version += 1;
        _enter(run, cursor, State.Certified);
        emit Certified(
            run,
            round,
            cursor.version,
            evaluationRoot,
            evaluationCid,
            nonSigners,
            signed,
            signature,
            digest,
            head,
            seed
        );
    }

    /// @inheritdoc IRoundLedger
    function finalize(uint32 run) external {
        Cursor memory cursor = _cursors[run];
        if (cursor.state != State.Certified) revert WrongState(cursor.state, State.Certified);
        IRunRegistry.RoundParams memory params = _paramsOf(run);
        _checkUndisputed(cursor, params);

        cursor.state = State.Final;
        // Final since the window's end, whoever says so and when: the next leader's turns count from there.
        cursor.since += params.disputeSeconds;
        _cursors[run] = cursor;
        emit Finalized(run, cursor.round);
    }

    /// @inheritdoc IRoundLedger
    function abort(uint32 run, uint32 round) external {
        Cursor memory cursor = _cursors[run];
        State state = cursor.state;
        if (round != cursor.round) revert WrongRound(cursor.round, round);
        if (!_isLive(state)) revert WrongState(state, State.Open);
        uint256 deadline = _deadline(cursor, _paramsOf(run));
        if (block.timestamp <= deadline) revert TooEarly(block.timestamp, deadline + 1);

        bytes32 seed = _drawSeed(cursor);
        _enter(run, cursor, State.Aborted);
        emit Aborted(run, round, state, seed);
    }

    /// @inheritdoc IRoundLedger
    function cursorOf(uint32 run) external view returns (Cursor memory) {
        return _cursors[run];
    }

    /// @inheritdoc IRoundLedger
    function transcriptOf(uint32 run) external view returns (bytes32) {
        return _transcripts[run];
    }

    /// @inheritdoc IRoundLedger
    function seedOf(uint32 run) external view returns (bytes32) {
        return bytes32(uint256(_cursors[run].seed));
    }

    /// @inheritdoc IRoundLedger
    function leaderOf(uint32 run) external view returns (address operator, uint16 index, uint256 turns) {
        (operator, index, turns, ) = _leader(run, _cursors[run], _paramsOf(run));
    }

    /// @inheritdoc IRoundLedger
    function deadlineOf(uint32 run) external view returns (uint40) {
        Cursor memory cursor = _cursors[run];
        IRunRegistry.RoundParams memory params = _paramsOf(run);
        // 40 bits of now plus at most 33 bits of seconds: no overflow for 34,000 years.
        if (_isLive(cursor.state)) return uint40(_deadline(cursor, params));
        return cursor.state == State.Certified ? cursor.since + params.disputeSeconds : 0;
    }

    /// @inheritdoc IRoundLedger
    function headOf(uint32 run) public view returns (bytes32 head) {
        head = _heads[run];
        if (head != 0) return head;
        IRunRegistry.Run memory spec = runRegistry.runOf(run);
        head = Transcript.genesis(run, spec.configHash, spec.genesisModelRoot);
    }

    /// @dev Checks all that every step from `open` on has in common: state, round, deadline, leader.
    function _begin(uint32 run, uint32 round, State expected) private view returns (Cursor memory cursor) {
        cursor = _cursors[run];
        if (round != cursor.round) revert WrongRound(cursor.round, round);
        if (cursor.state != expected) revert WrongState(cursor.state, expected);
        IRunRegistry.RoundParams memory params = _paramsOf(run);
        uint256 deadline = _deadline(cursor, params);
        if (block.timestamp > deadline) revert DeadlinePassed(block.timestamp, deadline);
        _takeTurn(run, cursor, params);
    }

    /// @dev Checks that the caller leads and writes its place in the ring to `cursor.lead`.
    function _takeTurn(uint32 run, Cursor memory cursor, IRunRegistry.RoundParams memory params) private view {
        (address leader, , uint256 turns, uint256 ring) = _leader(run, cursor, params);
        if (msg.sender != leader) revert NotLeader(msg.sender, leader);
        // A ring without anyone has no leader but the zero address, which calls nothing, so `ring` is not zero. The
        // remainder is below the number of aggregators, which is at most 65,535.
        cursor.lead = uint16((cursor.lead + turns) % ring);
    }

    /// @dev Writes one step to the transcript. Source: docs/protocol §6.2.
    function _record(
        uint32 run,
        Cursor memory cursor,
        State state,
        bytes32 rootA,
        bytes32 rootB
    ) private returns (bytes32 transcript) {
        transcript = Transcript.next(_transcripts[run], uint8(state), rootA, rootB);
        _transcripts[run] = transcript;
        _enter(run, cursor, state);
    }

    function _enter(uint32 run, Cursor memory cursor, State state) private {
        cursor.state = state;
        // Seconds fit 40 bits for 35,000 years.
        cursor.since = uint40(block.timestamp);
        _cursors[run] = cursor;
    }

    /// @dev The builder of the block can choose among a few numbers, and whoever ends a round among a few blocks: that
    /// buys a better place in the ring, not a certificate. The old seed keeps it moving where a chain has no randomness.
    function _drawSeed(Cursor memory cursor) private view returns (bytes32) {
        // Keeps 48 bits, all that the slot has left: modulo at most 65,535 places the bias is below 2⁻³².
        cursor.seed = uint48(uint256(keccak256(abi.encode(cursor.seed, block.prevrandao))));
        return bytes32(uint256(cursor.seed));
    }

    function _leader(
        uint32 run,
        Cursor memory cursor,
        IRunRegistry.RoundParams memory params
    ) private view returns (address operator, uint16 index, uint256 turns, uint256 ring) {
        uint256 start = _turnsBegin(run, cursor, params);
        if (block.timestamp > start) turns = (block.timestamp - start) / params.turnSeconds;
        // Seed and turns come from 48 and 40 bits, so the sum is exact.
        (operator, index, ring) = keyBook.inTurn(Roles.AGGREGATOR, uint256(cursor.seed) + cursor.lead + turns);
    }

    /// @dev The rules of a run, from the registry until its first round opens. Reverts if the run does not exist.
    function _paramsOf(uint32 run) private view returns (IRunRegistry.RoundParams memory params) {
        params = _params[run];
        if (params.turnSeconds == 0) params = runRegistry.paramsOf(run);
    }

    /// @dev When the first turn of the state begins. Source: docs/protocol §6.4.
    function _turnsBegin(
        uint32 run,
        Cursor memory cursor,
        IRunRegistry.RoundParams memory params
    ) private view returns (uint256) {
        if (cursor.state == State.Idle) return runRegistry.createdAt(run);
        if (cursor.state == State.Shared) return uint256(cursor.since) + params.trainSeconds;
        if (cursor.state == State.Certified) return uint256(cursor.since) + params.disputeSeconds;
        return cursor.since;
    }

    /// @dev The last epoch with a set, unless it is too old. Checked only here: phases end, so a set that is fresh when
    /// the round opens cannot be used much later.
    function _freshEpoch(IRunRegistry.RoundParams memory params) private view returns (uint32 epoch) {
        epoch = epochSet.latest();
        uint32 current = epochSet.epoch();
        // The latest epoch is never after the current one.
        if (current - epoch > params.maxEpochAge) revert StaleEpoch(epoch, current);
    }

    /// @dev Source: docs/protocol §7.2, §7.3.
    function _checkCertificate(
        uint32 epoch,
        bytes32 digest,
        bytes calldata nonSigners,
        bytes calldata signature
    ) private view returns (uint256 signed) {
        uint256 total;
        bytes memory key;
        (signed, total, key) = epochSet.signedBy(epoch, nonSigners);
        // Weights fit 128 bits, so do three times their sum 256.
        if (3 * signed < 2 * total) revert InsufficientStake(signed, total);
        if (!BLS381.verify(signature, abi.encodePacked(digest), BLS381.SIGNATURE_TAG, key)) revert BadSignature();
    }

    /// @dev That nobody disputed is a matter of time alone until disputes exist.
    function _checkUndisputed(Cursor memory cursor, IRunRegistry.RoundParams memory params) private view {
        uint256 end = uint256(cursor.since) + params.disputeSeconds;
        if (block.timestamp < end) revert TooEarly(block.timestamp, end);
    }

    /// @dev Requires a live state. Source: docs/protocol §6.4.
    function _deadline(Cursor memory cursor, IRunRegistry.RoundParams memory params) private pure returns (uint256) {
        uint256 turns = uint256(params.phaseTurns) * params.turnSeconds;
        return cursor.since + turns + (cursor.state == State.Shared ? params.trainSeconds : 0);
    }

    /// @dev Source: docs/protocol §6.3. With c < n/2 rounded up and n >= 2 the threshold is at most n.
    function _threshold(uint256 size, uint256 corruptionBps) private pure returns (uint256) {
        uint256 corrupt = (size * corruptionBps + BPS - 1) / BPS;
        return (size + corrupt) / 2 + 1;
    }

    /// @dev Checks a set and returns its size.
    function _checkSet(bytes calldata bitmap, uint256 threshold) private pure returns (uint256 size) {
        if (bitmap.length > MAX_BITMAP_LENGTH) revert BadBitmap();
        bytes memory set = bitmap;
        // No operator has the index 65,535, which would be the top bit of the last byte.
        if (!set.isCanonical() || set.has(65_535)) revert BadBitmap();
        size = set.count();
        if (size < threshold) revert BelowThreshold(size, threshold);
    }

    function _checkCid(string calldata cid) private pure {
        if (bytes(cid).length > MAX_CID_LENGTH) revert CidTooLong(bytes(cid).length);
    }

    function _isLive(State state) private pure returns (bool) {
        return state >= State.Open && state <= State.Proposed;
    }
}
