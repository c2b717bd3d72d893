// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {VectorTree} from "../libraries/VectorTree.sol";
import {Artefact} from "../rounds/Transcript.sol";
import {ICourt} from "./ICourt.sol";
import {Inputs} from "./Inputs.sol";

/// @title Data and seeds that nobody shows
/// @notice Whoever misses a leaf of what a leader fixed, or the self seed of a survivor, asks for it here with a bond.
/// Anyone may answer, on chain and so for all to see, and gets the bond. If nobody has by the deadline, whoever had to have
/// it is sentenced and the bond goes back. Source: docs/protocol/slashing.md, "Data that is not shown", "A silent
/// survivor".
/// @dev It keeps one word per open challenge, deleted when it closes; everything else is in the event `Challenged`, and
/// comes back with each later call. So its balance of the token is the sum of the bonds of open challenges.
interface IDataCourt is ICourt {
    /// @notice What is asked for.
    enum Kind {
        /// @dev The message of a survivor, from the mask bundle.
        Message,
        /// @dev A piece of a survivor's masked vector.
        Vector,
        /// @dev A piece of the sum.
        Sum,
        /// @dev A piece of the model.
        Model,
        /// @dev A survivor's self seed.
        Seed
    }

    /// @notice An open challenge. Times in seconds.
    struct Challenge {
        uint32 run;
        uint32 round;
        Kind kind;
        /// @dev The survivor, for `Message`, `Vector` and `Seed`.
        uint16 member;
        /// @dev The leaf, counted from 0.
        uint32 number;
        /// @dev Number of leaves.
        uint32 size;
        /// @dev Bytes of the leaf; zero if it is not known, as that of a message.
        uint16 length;
        /// @dev `Sum` and `Model`: the words that the challenger says it has; else zero.
        uint32 words;
        /// @dev What the leaf must lead to; for `Seed` the commitment.
        bytes32 root;
        /// @dev Who is sentenced if nobody answers.
        address accused;
        address challenger;
        uint128 bond;
        /// @dev Last second for an answer.
        uint40 deadline;
        /// @dev Whether the round is kept from becoming final meanwhile.
        bool isDispute;
    }

    /// @notice The step Masked → Proposed of a round, right after the one that fixed the inputs.
    struct Result {
        address leader;
        Artefact reveals;
        Artefact sum;
        Artefact model;
    }

    /// @notice What a survivor's mask context is made of besides what the step has. Source: docs/protocol §4.1.
    struct Binding {
        bytes32 modelRoot;
        bytes32 membersRoot;
    }

    /// @notice A leaf of the roster bundle; any `size` that fits the path.
    struct RosterLeaf {
        bytes envelope;
        uint256 number;
        uint256 size;
        bytes32[] path;
    }

    /// @notice The step that opened a round, and the entries of its inbox. Source: docs/protocol §6.6.
    struct Opening {
        /// @dev Head of the run before it.
        bytes32 before;
        uint32 epoch;
        bytes32 membership;
        uint16 members;
        uint16 threshold;
        bytes32 randao;
        /// @dev All of them, in order.
        Entry[] entries;
    }

    /// @notice What a member forced into the roster.
    struct Entry {
        uint16 index;
        bytes32 maskKey;
        bytes32 sealKey;
        /// @dev keccak256 of the key.
        bytes32 kemKeyHash;
        bytes32 selfCommitment;
    }

    /// @notice Somebody misses something.
    event Challenged(bytes32 indexed id, address indexed accused, Challenge challenge);

    /// @notice It was there; `answerer` got the bond.
    event Answered(bytes32 indexed id, address indexed accused, address answerer);

    /// @notice It was not, and `accused` is guilty of it.
    event Convicted(bytes32 indexed id, address indexed accused);

    /// @notice Challenges now reach back `maxAge` rounds.
    event MaxAgeSet(uint32 maxAge);

    /// @notice Who had to keep it may have thrown it away.
    error TooOld(uint32 round, uint32 current, uint32 maxAge);

    /// @notice The sum and the model have pieces; what else there is has a function of its own.
    error WrongKind(Kind kind);

    /// @notice It has no piece of that number.
    error NoSuchLeaf(uint256 number, uint256 size);

    /// @notice The same was asked before and is still open.
    error AlreadyOpen(bytes32 id);

    /// @notice No such challenge is open, not with these terms.
    error NotOpen(bytes32 id);

    /// @notice The time to answer is over.
    error TooLate(uint256 now_, uint256 deadline);

    /// @notice The time to answer is not over.
    error TooEarly(uint256 now_, uint256 deadline);

    /// @notice This is not what was asked for.
    error WrongAnswer();

    /// @notice A challenge for a leaf is answered by that leaf, one for a seed by the seed.
    error WrongAnswerKind(Kind kind);

    /// @notice The survivor did not mask for the roster and shares of this step, so it must not reveal.
    error OtherContext(bytes32 expected, bytes32 actual);

    /// @notice The round has a result, so nobody's silence did it harm.
    error NotFailed(uint32 run, uint32 round);

    /// @notice The inbox has no entry of the survivor.
    error NotForced(uint16 index);

    /// @notice The opening is not the step before.
    error WrongOpening(bytes32 expected, bytes32 actual);

    /// @notice Asks for the message of a survivor in the mask bundle. The caller pays the bond.
    /// @param step the step that fixed the inputs
    /// @param later the steps since
    function challengeMessage(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        uint16 member
    ) external returns (bytes32 id);

    /// @notice Asks for a piece of a survivor's masked vector. The caller pays the bond.
    /// @param member its mask message
    function challengeVector(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        Inputs.Member calldata member,
        uint32 number
    ) external returns (bytes32 id);

    /// @notice Asks for a piece of the sum or the model. The caller pays the bond.
    /// @param later the steps after the result
    /// @param words of the sum, or of the model with the state of its optimiser, which follow from the run's configuration.
    /// No contract reads that, so it is the challenger's word, and costs it the bond if it is wrong: see `refute`.
    function challengeResult(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        Result calldata result,
        bytes32[] calldata later,
        Kind kind,
        uint32 words,
        uint32 number
    ) external returns (bytes32 id);

    /// @notice Asks for the self seed of a survivor of a round that has no result, and was in `Masked` when it ended or is
    /// so now. The caller pays the bond.
    /// @param randao of the step that aborted the round; anything if none did
    /// @param member its mask message
    /// @param leaf its advertise message
    function accuse(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        bytes32 randao,
        Inputs.Member calldata member,
        Binding calldata binding,
        RosterLeaf calldata leaf
    ) external returns (bytes32 id);

    /// @notice The same for a survivor that forced its way into the round.
    /// @dev Its first entry counts. A node that forced its way in advertises the same keys when it is asked.
    function accuseForced(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        bytes32 randao,
        Inputs.Member calldata member,
        Binding calldata binding,
        Opening calldata opening
    ) external returns (bytes32 id);

    /// @notice Shows the leaf, until the deadline. Anyone; the caller gets the bond.
    /// @param form what the root of a sum that has a form of its own is the hash of; else empty. It begins with 0x02 and ends
    /// with the root of the tree. Source: docs/protocol §5.4
    function answer(
        Challenge calldata challenge,
        bytes calldata form,
        bytes calldata leaf,
        bytes32[] calldata path
    ) external;

    /// @notice Shows that the sum or the model has not as many words as the challenger says, until the deadline. Anyone; the
    /// caller gets the bond.
    /// @param place any leaf that a vector of so many words has not
    function refute(Challenge calldata challenge, bytes calldata form, VectorTree.Place calldata place) external;

    /// @notice Shows the seed, until the deadline. Anyone; the caller gets the bond.
    function reveal(Challenge calldata challenge, bytes32 seed) external;

    /// @notice Closes a challenge that nobody answered. Anyone; the challenger gets its bond back and the reporter's reward,
    /// and a disputed round is overturned.
    function convict(Challenge calldata challenge) external;

    /// @notice Sets how many rounds challenges reach back. Restricted.
    function setMaxAge(uint32 maxAge) external;

    /// @notice Rounds that challenges reach back: so long whoever is responsible keeps everything.
    function maxAge() external view returns (uint32);

    /// @notice Whether a challenge is open.
    function isOpen(Challenge calldata challenge) external view returns (bool);

    /// @notice The case of a round: who withheld any of its data is sentenced once, whatever it was. Silence is a case of its
    /// own, or the small penalty would spare a member that leads as well the great one.
    function caseOf(uint32 run, uint32 round, Kind kind) external view returns (bytes32);
}
