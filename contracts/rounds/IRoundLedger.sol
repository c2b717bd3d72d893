// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IKeyBook} from "../identity/IKeyBook.sol";
import {IEpochSet} from "./IEpochSet.sol";
import {IRunRegistry} from "./IRunRegistry.sol";
import {Artefact} from "./Transcript.sol";

/// @title Rounds of training
/// @notice The state machine of docs/protocol §6 and the certificates of §7. It keeps three words per run: cursor, lead and
/// head, overwritten by every round, and a fourth while somebody forces its way in. Sets, roots and contents are in the
/// events; the head binds them.
/// @dev No upgrade, no funds. What it guarantees: a version of a model exists only if validators with two thirds of the
/// stake of one epoch signed the whole history of its run; the survivors of every round reached the threshold; inputs
/// and results were fixed by the aggregator whose turn it was, in time. What it does not check: that
/// U2 ⊂ U1 ⊂ roster ⊂ members and that roots match artefacts. Members and validators do (docs/protocol §4.7, §7.4), and
/// what they refuse gets no certificate. Governance can call a certified round in question only through a court, and can
/// never make one.
interface IRoundLedger {
    /// @notice State of a run. Source: docs/protocol §6.1.
    enum State {
        Idle,
        Open,
        Masked,
        Proposed,
        Certified,
        Final,
        Aborted,
        Disputed
    }

    /// @notice Where a run stands. One slot. Times in seconds.
    struct Cursor {
        /// @dev Rounds opened so far; the number of the current one.
        uint32 round;
        /// @dev Models certified so far.
        uint32 version;
        /// @dev Epoch whose validators certify the current round.
        uint32 epoch;
        /// @dev State.
        State state;
        /// @dev When the state was entered; Final: when the dispute window ended; Disputed: when the certificate came.
        uint40 since;
        /// @dev First second in which another aggregator than `Lead.leader` leads.
        uint40 turnEnds;
        /// @dev Open, Masked, Proposed: last second in which the round can be advanced. Certified, Disputed: first second in
        /// which it counts as final whatever happens. Else zero.
        uint40 deadline;
        /// @dev Members of the round.
        uint16 members;
        /// @dev Fewest survivors. Source: docs/protocol §6.3.
        uint16 threshold;
    }

    /// @notice Who leads the current round and by which rules. One slot.
    struct Lead {
        /// @dev The aggregator that leads until `Cursor.turnEnds`.
        address leader;
        /// @dev Its place in the ring when it took the lead.
        uint16 place;
        /// @dev See {IRunRegistry-RoundParams}, as they were when the round opened.
        uint16 turnSeconds;
        uint8 phaseTurns;
        uint24 trainSeconds;
        uint24 disputeSeconds;
        /// @dev Whether somebody forced its way into the next round.
        bool forced;
    }

    /// @notice A round began with all active trainers. Source: docs/protocol §6.2.
    event Opened(
        uint32 indexed run,
        uint32 round,
        uint32 epoch,
        bytes32 membership,
        uint16 members,
        uint16 threshold,
        bytes32 inbox,
        bytes32 randao,
        bytes32 head
    );

    /// @notice `index` is in the roster of the round that opens next, whoever leads it. Source: docs/protocol §6.6.
    event Forced(
        uint32 indexed run,
        uint32 round,
        uint16 index,
        bytes32 maskKey,
        bytes32 sealKey,
        bytes kemKey,
        bytes32 selfCommitment
    );

    /// @notice The inputs are fixed: roster, U1 with its shares, and U2 with its masked vectors.
    event Masked(
        uint32 indexed run,
        uint32 round,
        address leader,
        Artefact roster,
        Artefact share,
        Artefact masks,
        bytes survivors,
        bytes32 head
    );

    /// @notice The result is fixed.
    event Proposed(
        uint32 indexed run,
        uint32 round,
        address leader,
        Artefact reveals,
        Artefact sum,
        Artefact model,
        bytes32 head
    );

    /// @notice The round has a certificate and the run the next `version`. Source: docs/protocol §7.
    event Certified(
        uint32 indexed run,
        uint32 round,
        uint32 version,
        Artefact evaluation,
        bytes nonSigners,
        bytes32[4] signature,
        bytes32 randao,
        bytes32 head
    );

    /// @notice The certificate stands.
    event Finalized(uint32 indexed run, uint32 round);

    /// @notice The round failed in `state`.
    event Aborted(uint32 indexed run, uint32 round, State state, bytes32 randao, bytes32 head);

    /// @notice A court has taken up the round; it counts as final at `deadline` at the latest.
    event Disputed(uint32 indexed run, uint32 round, uint40 deadline);

    /// @notice A court found that the round stands, or overturned it: the run goes on from the model before it.
    event Settled(uint32 indexed run, uint32 round, bool stands, bytes32 head);

    /// @notice The run goes on from the model of an earlier version.
    event RolledBack(uint32 indexed run, uint32 version, Artefact model, bytes32 head);

    /// @notice The call fits another state; `expected` is the first of those it fits.
    error WrongState(State actual, State expected);

    /// @notice The call is for a round that is not the current one.
    error WrongRound(uint32 actual, uint32 given);

    /// @notice It is another aggregator's turn; `leader` is zero if no aggregator is active.
    error NotLeader(address caller, address leader);

    /// @notice Only active trainers are in a roster.
    error NotTrainer(address caller);

    /// @notice The call is possible only from `from` on.
    error TooEarly(uint256 now_, uint256 from);

    /// @notice After `deadline` the round can only be aborted, or counts as final.
    error DeadlinePassed(uint256 now_, uint256 deadline);

    /// @notice Fewer survivors than the threshold.
    error BelowThreshold(uint256 count, uint256 threshold);

    /// @notice Too few trainers are active.
    error TooFewMembers(uint256 count, uint256 minimum);

    /// @notice The operator has an entry for this round.
    error AlreadyForced(uint16 index, uint32 round);

    /// @notice An encapsulation key of ML-KEM-768 has `expected` bytes. Whether it is one, nodes check.
    error WrongKemKeyLength(uint256 actual, uint256 expected);

    /// @notice The privacy budget of the run pays for no further round.
    error BudgetSpent(uint32 round, uint32 lastRound);

    /// @notice The bitmap ends in a zero byte or holds an index above 65,534.
    error BadBitmap();

    /// @notice The epoch set belongs to another key book.
    error WrongKeyBook(address expected, address actual);

    /// @notice Opens the next round with all active trainers. Idle, Final, Aborted, or Certified past its dispute window,
    /// which it finalizes first. The leader's.
    function open(uint32 run) external;

    /// @notice Puts the caller into the roster of the next round, so that no leader can leave it out. Any active trainer.
    /// Once a round: before the first one at any time, later while a round is under way or may be disputed, and at least
    /// `FORCE_SECONDS` before that ends, so that nobody fits keys to the randomness of the block that opens the next one.
    /// Source: docs/protocol §6.6.
    /// @param round the next round: keys are bound to their round, and would be none of its owner's in a later one
    /// @param maskKey X25519 public key that masks are agreed on with
    /// @param sealKey X25519 public key that shares are sealed to
    /// @param kemKey encapsulation key of ML-KEM-768 that goes into both, 1,184 bytes
    function force(
        uint32 run,
        uint32 round,
        bytes32 maskKey,
        bytes32 sealKey,
        bytes calldata kemKey,
        bytes32 selfCommitment
    ) external;

    /// @notice Fixes what goes into the round. Open → Masked. The leader's.
    /// @dev Possible from the beginning of the state: who leads first may finish before `trainSeconds` are over.
    /// @param roster the advertise bundle
    /// @param share the share bundle; its senders are U1
    /// @param masks the mask bundle; its senders are U2
    /// @param survivors U2, a canonical bitmap of at least the threshold
    function mask(
        uint32 run,
        uint32 round,
        Artefact calldata roster,
        Artefact calldata share,
        Artefact calldata masks,
        bytes calldata survivors
    ) external;

    /// @notice Fixes what came out of the round. Masked → Proposed. The leader's.
    function propose(
        uint32 run,
        uint32 round,
        Artefact calldata reveals,
        Artefact calldata sum,
        Artefact calldata model
    ) external;

    /// @notice Checks the certificate and moves the run to the next version. Proposed → Certified. Anyone: a certificate is
    /// good whoever brings it, and it fits no other round.
    /// @param evaluation the evaluation bundle
    /// @param nonSigners canonical bitmap over positions of the set of `cursorOf(run).epoch`
    /// @param signature sum of the signers' signatures over the digest, G1. Source: docs/protocol §7.1, §7.2
    function certify(
        uint32 run,
        Artefact calldata evaluation,
        bytes calldata nonSigners,
        bytes32[4] calldata signature
    ) external;

    /// @notice Closes a certified round after its dispute window, or a disputed one after its deadline. → Final. Anyone.
    function finalize(uint32 run) external;

    /// @notice Gives up a round whose state has passed its deadline. Open, Masked, Proposed → Aborted. Anyone.
    function abort(uint32 run, uint32 round) external;

    /// @notice Calls a certified round in question: no round opens on top of it before `settle`, or `until` at the latest.
    /// Certified in its window or Disputed → Disputed. Several courts may at once. Restricted.
    /// @param until at most `MAX_DISPUTE_SECONDS` after the certificate
    function dispute(uint32 run, uint32 round, uint40 until) external;

    /// @notice Ends one dispute of a round. If it `stands` and no other dispute is left, it is Certified as before; if not,
    /// it is Aborted at once. Nothing happens if the round is not Disputed any more, or past its deadline. Restricted.
    function settle(uint32 run, uint32 round, bool stands) external;

    /// @notice Makes an earlier model the one that the next round trains. History stays. Not while a round is live.
    /// Restricted to who checks that `version` had this `model`.
    function rollback(uint32 run, uint32 version, Artefact calldata model) external;

    /// @notice Where a run stands; all zero before its first round.
    function cursorOf(uint32 run) external view returns (Cursor memory);

    /// @notice Who leads the current round, by which rules.
    function leadOf(uint32 run) external view returns (Lead memory);

    /// @notice Head of the run's hash chain. Source: docs/protocol §6.2. Reverts if the run does not exist.
    function headOf(uint32 run) external view returns (bytes32);

    /// @notice Word of the entries forced into the next round, zero if there are none.
    function inboxOf(uint32 run) external view returns (bytes32);

    /// @notice Whose turn it is in the next block with the timestamp of this one, zero if no aggregator is active.
    /// Source: docs/protocol §6.4.
    function leaderOf(uint32 run) external view returns (address);

    /// @notice Longest time from a certificate to the end of all its disputes.
    function MAX_DISPUTE_SECONDS() external view returns (uint40);

    /// @notice Least time between an entry of an inbox and the end of the state it was made in. Source: docs/protocol §6.6.
    function FORCE_SECONDS() external view returns (uint40);

    /// @notice Operators.
    function keyBook() external view returns (IKeyBook);

    /// @notice Validators.
    function epochSet() external view returns (IEpochSet);

    /// @notice Runs.
    function runRegistry() external view returns (IRunRegistry);

    /// @notice Block of the deployment: no event is older.
    function deployedAt() external view returns (uint256);
}
