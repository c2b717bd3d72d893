// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IKeyBook} from "../identity/IKeyBook.sol";
import {IEpochSet} from "./IEpochSet.sol";
import {IRunRegistry} from "./IRunRegistry.sol";

/// @title Rounds of training
/// @notice The state machine of docs/protocol §6 and the certificates of §7. It keeps four words per run: cursor,
/// transcript and head, overwritten by every round, and the rules, copied once. Sets, roots and CIDs are in the events;
/// the transcript binds them.
/// @dev No owner, no upgrade, no funds. What it guarantees: a version of a model exists only if validators with two thirds
/// of the stake of one epoch signed the whole history of its round on top of the version before; every set that
/// entered the transcript reached the threshold; each step was made by the aggregator whose turn it was, in time. What it
/// does not check: that U2 ⊂ U1 ⊂ roster ⊂ members and that roots match artefacts. Members and validators do
/// (docs/protocol §4.7, §7.4), and what they refuse gets no certificate.
interface IRoundLedger {
    /// @notice State of a run. Source: docs/protocol §6.1.
    enum State {
        Idle,
        Open,
        Rostered,
        Shared,
        Masked,
        Revealed,
        Proposed,
        Certified,
        Final,
        Aborted,
        Disputed
    }

    /// @notice Where a run stands. One slot.
    struct Cursor {
        /// @dev Rounds opened so far; the number of the current one.
        uint32 round;
        /// @dev Models certified so far.
        uint32 version;
        /// @dev Epoch whose validators certify the current round.
        uint32 epoch;
        /// @dev State.
        State state;
        /// @dev When the state was entered, in seconds. Final: when the dispute window ended.
        uint40 since;
        /// @dev Members of the round.
        uint16 members;
        /// @dev Fewest operators of every later set. Source: docs/protocol §6.3.
        uint16 threshold;
        /// @dev Size of U2 from `mask` on; zero before.
        uint16 survivors;
        /// @dev Place in the ring, counted from the seed, of the aggregator that made the last step of `open … certify`.
        uint16 lead;
        /// @dev Where in the ring counting begins; drawn when a round ends. Source: docs/protocol §6.4.
        uint48 seed;
    }

    /// @notice A round began with `members`; `transcript` is the first of the round. Source: docs/protocol §6.2.
    event Opened(
        uint32 indexed run,
        uint32 indexed round,
        uint32 epoch,
        bytes32 head,
        bytes members,
        uint16 threshold,
        bytes32 transcript
    );

    /// @notice The advertise bundle is fixed.
    event Rostered(
        uint32 indexed run,
        uint32 indexed round,
        bytes32 root,
        bytes bitmap,
        string cid,
        bytes32 transcript
    );

    /// @notice The share bundle and with it U1 are fixed.
    event Shared(uint32 indexed run, uint32 indexed round, bytes32 root, bytes bitmap, string cid, bytes32 transcript);

    /// @notice The mask bundle and with it U2 are fixed.
    event Masked(uint32 indexed run, uint32 indexed round, bytes32 root, bytes bitmap, string cid, bytes32 transcript);

    /// @notice The reveal artefact is fixed.
    event Revealed(
        uint32 indexed run,
        uint32 indexed round,
        bytes32 root,
        bytes bitmap,
        string cid,
        bytes32 transcript
    );

    /// @notice Sum and model are fixed.
    event Proposed(
        uint32 indexed run,
        uint32 indexed round,
        bytes32 sumRoot,
        bytes32 modelRoot,
        string sumCid,
        string modelCid,
        bytes32 transcript
    );

    /// @notice The round has a certificate and the run the next `version`. Source: docs/protocol §7.
    event Certified(
        uint32 indexed run,
        uint32 indexed round,
        uint32 version,
        bytes32 evaluationRoot,
        string evaluationCid,
        bytes nonSigners,
        uint256 signedWeight,
        bytes signature,
        bytes32 digest,
        bytes32 head,
        bytes32 seed
    );

    /// @notice The certificate went undisputed.
    event Finalized(uint32 indexed run, uint32 indexed round);

    /// @notice The round failed in `state`.
    event Aborted(uint32 indexed run, uint32 indexed round, State state, bytes32 seed);

    /// @notice The call fits another state; `expected` is the first of those it fits.
    error WrongState(State actual, State expected);

    /// @notice The call is for a round that is not the current one.
    error WrongRound(uint32 actual, uint32 given);

    /// @notice It is another aggregator's turn; `leader` is zero if no aggregator is active.
    error NotLeader(address caller, address leader);

    /// @notice The call is possible only from `from` on.
    error TooEarly(uint256 now_, uint256 from);

    /// @notice After `deadline` the round can only be aborted.
    error DeadlinePassed(uint256 now_, uint256 deadline);

    /// @notice A set is smaller than the threshold.
    error BelowThreshold(uint256 count, uint256 threshold);

    /// @notice Too few trainers are active.
    error TooFewMembers(uint256 count, uint256 minimum);

    /// @notice The bitmap ends in a zero byte or holds an index above 65,534.
    error BadBitmap();

    /// @notice A CID has at most 128 bytes.
    error CidTooLong(uint256 length);

    /// @notice The signers hold less than two thirds of the stake.
    error InsufficientStake(uint256 signed, uint256 total);

    /// @notice The signature is not by the signers over the digest.
    error BadSignature();

    /// @notice The last validator set is too old to open a round: take a snapshot first.
    error StaleEpoch(uint32 epoch, uint32 current);

    /// @notice No run has this number.
    error UnknownRun(uint32 run);

    /// @notice The epoch set belongs to another key book.
    error WrongKeyBook(address expected, address actual);

    /// @notice Opens the next round with all active trainers. Idle, Final, Aborted, or Certified past its dispute window,
    /// which it finalizes first. The leader's.
    function open(uint32 run) external;

    /// @notice Fixes the advertise bundle. Open → Rostered. The leader's.
    /// @param root root of the bundle. Source: docs/protocol §2.3
    /// @param bitmap its senders, canonical, at least the threshold
    /// @param cid where to look for it, at most 128 bytes
    function roster(uint32 run, uint32 round, bytes32 root, bytes calldata bitmap, string calldata cid) external;

    /// @notice Fixes the share bundle; `bitmap` is U1. Rostered → Shared. As `roster`.
    function share(uint32 run, uint32 round, bytes32 root, bytes calldata bitmap, string calldata cid) external;

    /// @notice Fixes the mask bundle; `bitmap` is U2. Shared → Masked. As `roster`.
    /// @dev Possible from the beginning of the state: who leads first may finish before `trainSeconds` are over.
    function mask(uint32 run, uint32 round, bytes32 root, bytes calldata bitmap, string calldata cid) external;

    /// @notice Fixes the reveal artefact; `bitmap` is who revealed, however few. Masked → Revealed. Else as `roster`.
    function reveal(uint32 run, uint32 round, bytes32 root, bytes calldata bitmap, string calldata cid) external;

    /// @notice Fixes sum and model. Revealed → Proposed. The leader's.
    function propose(
        uint32 run,
        uint32 round,
        bytes32 sumRoot,
        bytes32 modelRoot,
        string calldata sumCid,
        string calldata modelCid
    ) external;

    /// @notice Checks the certificate, moves the head and draws the seed. Proposed → Certified. The leader's.
    /// @param nonSigners canonical bitmap over positions of the set of `cursorOf(run).epoch`
    /// @param signature sum of the signers' signatures over the digest, G1, 128 bytes. Source: docs/protocol §7.1, §7.2
    function certify(
        uint32 run,
        uint32 round,
        bytes32 evaluationRoot,
        string calldata evaluationCid,
        bytes calldata nonSigners,
        bytes calldata signature
    ) external;

    /// @notice Closes a certified round after its dispute window. Certified → Final. Anyone.
    function finalize(uint32 run) external;

    /// @notice Gives up a round whose state has passed its deadline, and draws the seed. Open … Proposed → Aborted. Anyone.
    function abort(uint32 run, uint32 round) external;

    /// @notice Where a run stands; all zero before its first round.
    function cursorOf(uint32 run) external view returns (Cursor memory);

    /// @notice Transcript of the current round. Source: docs/protocol §6.2.
    function transcriptOf(uint32 run) external view returns (bytes32);

    /// @notice Head of the run's lineage. Source: docs/protocol §6.5. Reverts if the run does not exist.
    function headOf(uint32 run) external view returns (bytes32);

    /// @notice Number that the order of aggregators begins at, below 2⁴⁸; zero until the first round has ended.
    function seedOf(uint32 run) external view returns (bytes32);

    /// @notice Whose turn it is in the next block with the timestamp of this one. Source: docs/protocol §6.4.
    /// @return operator the leader, zero if no aggregator is active
    /// @return index its index
    /// @return turns turns that have passed in this state
    function leaderOf(uint32 run) external view returns (address operator, uint16 index, uint256 turns);

    /// @notice Open … Proposed: last second in which the round can be advanced; it can be aborted after. Certified: first
    /// second in which it can be finalized. Else zero.
    function deadlineOf(uint32 run) external view returns (uint40);

    /// @notice Operators.
    function keyBook() external view returns (IKeyBook);

    /// @notice Validators.
    function epochSet() external view returns (IEpochSet);

    /// @notice Runs.
    function runRegistry() external view returns (IRunRegistry);

    /// @notice Block of the deployment: no event is older.
    function deployedAt() external view returns (uint256);
}
