// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Artefact} from "../rounds/Transcript.sol";
import {VectorTree} from "../libraries/VectorTree.sol";
import {ICourt} from "./ICourt.sol";

/// @title The game about a wrong sum
/// @notice Whether a certified sum is that of its inputs comes down to one *block* of it, 64 bytes or 16 words, however
/// long it is. A challenger names the block. Whoever stands by the sum *opens* it: what each survivor adds to the block,
/// its masks taken off. The challenger chooses one survivor, the opener shows the terms of that one, and the challenger
/// shows that one of them is wrong: one leaf of a tree, or one block of ChaCha20. Source: docs/protocol/slashing.md.
/// @dev A sum is found wrong when all openings have fallen, not when its leader gave one up: anyone may open, so that no
/// leader can have those sentenced who signed a right sum, and an honest opening cannot fall. Challenges do not wait for
/// each other, and openings of one challenge do not either, so that none shields the sum from another. What the court
/// knows of a game is a hash; whoever moves shows again what stands in the events.
interface ISumCourt is ICourt {
    /// @notice How far a challenge is.
    enum Status {
        None,
        /// @dev Openings are possible or under way.
        Live,
        /// @dev The challenger left an opening standing.
        Stands,
        /// @dev No opening was left.
        Wrong
    }

    /// @notice What an opening waits for.
    enum Stage {
        None,
        /// @dev The challenger chooses a survivor.
        Survivors,
        /// @dev The opener shows the terms of that survivor.
        Chosen,
        /// @dev The challenger shows that one of them is wrong.
        Terms
    }

    /// @notice The four steps of a certified round, and the head before them. Source: docs/protocol §6.2.
    struct History {
        bytes32 before;
        uint32 epoch;
        bytes32 membership;
        uint16 members;
        uint16 threshold;
        bytes32 inbox;
        /// @dev Of the step that opened the round.
        bytes32 openRandao;
        address masker;
        Artefact roster;
        Artefact share;
        Artefact masks;
        bytes32 survivorsHash;
        address leader;
        Artefact reveals;
        Artefact sum;
        Artefact model;
        bytes32 digest;
        bytes32 nonSignersHash;
        /// @dev Of the step that certified it.
        bytes32 randao;
    }

    /// @notice A challenge: all that the court has read from the chain, and the terms of the game.
    struct Case {
        uint32 run;
        uint32 round;
        /// @dev Number of the block of the sum that is said to be wrong.
        uint32 number;
        /// @dev Epoch of the validators that certified.
        uint32 epoch;
        address challenger;
        /// @dev Who proposed the sum.
        address leader;
        /// @dev What each side deposits.
        uint128 bond;
        uint32 moveSeconds;
        /// @dev Last second for openings.
        uint40 openUntil;
        bytes32 inbox;
        bytes32 rosterRoot;
        bytes32 shareRoot;
        bytes32 masksRoot;
        bytes32 survivorsHash;
        bytes32 sumRoot;
        bytes32 nonSignersHash;
    }

    /// @notice 64 bytes of a vector: 16 little-endian words.
    struct Block {
        bytes32 first;
        bytes32 second;
    }

    /// @notice An opening after `openSurvivors`.
    struct Survivors {
        /// @dev What the survivors' blocks add up to.
        Block sum;
        /// @dev {KeccakTree} over {SumLeaf.ofSurvivor} of each survivor, ascending.
        bytes32 root;
    }

    /// @notice An opening after `choose`.
    struct Chosen {
        uint16 index;
        /// @dev What this survivor is said to add to the sum.
        Block net;
    }

    /// @notice An opening after `openTerms`.
    struct Terms {
        uint16 index;
        /// @dev Words of the vector.
        uint32 length;
        bytes32 vectorRoot;
        /// @dev `maskCtx`. Source: docs/protocol §4.1.
        bytes32 ctx;
        /// @dev `b`. Source: docs/protocol §4.2.
        bytes32 selfSeed;
        /// @dev The block of the masked vector.
        Block masked;
        /// @dev The block of the survivor's own mask: what is left of `masked` without `net` and the pairs' masks.
        Block self;
        /// @dev {KeccakTree} over {SumLeaf.ofPair} of each dropped peer, ascending.
        bytes32 pairs;
    }

    /// @notice A survivor's mask message (docs/protocol §3), but for what the court knows or derives.
    struct Announcement {
        uint32 length;
        bytes32 root;
        bytes32 content;
        bytes peers;
        bytes signature;
        /// @dev Inclusion in the mask bundle.
        bytes32[] path;
    }

    /// @notice An entry of the inbox. Source: docs/protocol §6.6.
    struct Entry {
        uint16 index;
        bytes32 maskKey;
        bytes32 sealKey;
        /// @dev keccak256 of the key.
        bytes32 kemKeyHash;
        bytes32 selfCommitment;
    }

    /// @notice Where a survivor committed to its self seed.
    struct Roster {
        bytes32 maskKey;
        bytes32 sealKey;
        bytes kemKey;
        /// @dev Of the advertise message; empty if the entry was forced.
        bytes signature;
        /// @dev Place in the advertise bundle, its size, and inclusion.
        uint256 position;
        uint256 size;
        bytes32[] path;
        /// @dev Forced: the inbox before this entry, and the entries after it.
        bytes32 before;
        Entry[] later;
    }

    /// @notice What `openTerms` takes.
    struct Opening {
        /// @dev Bitmap of U2.
        bytes survivors;
        Announcement announcement;
        /// @dev `ctx`. Source: docs/protocol §4.1.
        bytes32 ctx;
        /// @dev `b`.
        bytes32 selfSeed;
        Roster roster;
        Block masked;
        /// @dev Seed and two halves of the mask block of each dropped peer, ascending.
        bytes32[] pairs;
        /// @dev What the tree of the edges needs besides those of dropped peers. Source: {Sha256Multiproof}.
        bytes32[] edges;
    }

    /// @notice A game began. `case_` has to be shown in every move.
    event Challenged(bytes32 indexed id, uint32 indexed run, uint32 indexed round, Case case_);

    /// @notice `opener` stands by the sum; the challenger has to choose until `deadline`.
    event SurvivorsOpened(
        bytes32 indexed id,
        address indexed opener,
        uint40 deadline,
        Survivors opening,
        bytes32[] blocks
    );

    /// @notice The opener has to show the terms of this survivor until `deadline`.
    event SurvivorChosen(bytes32 indexed id, address indexed opener, uint40 deadline, Chosen chosen);

    /// @notice The challenger has to show what is wrong until `deadline`.
    event TermsOpened(bytes32 indexed id, address indexed opener, uint40 deadline, Terms terms, bytes32[] pairs);

    /// @notice The opening is wrong, or its opener was silent; the challenger has its bond.
    event OpeningFell(bytes32 indexed id, address indexed opener);

    /// @notice The challenger was silent; the opener has its bond.
    event SumStands(bytes32 indexed id, address indexed opener);

    /// @notice The opener got its own bond back, because the challenge ended by another opening.
    event OpeningReleased(bytes32 indexed id, address indexed opener);

    /// @notice No opening was left: the sum is wrong.
    event SumWrong(bytes32 indexed id, address indexed leader);

    /// @notice The validators at the positions `signers` of the set of `epoch` certified a wrong sum.
    event SignersCondemned(bytes32 indexed id, uint32 indexed epoch, bytes signers);

    /// @notice The challenge is not in the status that the call needs.
    error WrongStatus(bytes32 id, Status actual);

    /// @notice The opener has an opening in this challenge.
    error AlreadyOpened(bytes32 id, address opener);

    /// @notice The opening is not in this state.
    error WrongOpening(bytes32 id, address opener);

    /// @notice The time for this move is over.
    error TooLate(uint256 now_, uint256 deadline);

    /// @notice A round of so many members is no case for this court: not all its survivors fit an opening.
    error TooManyMembers(uint16 members, uint16 most);

    /// @notice The sum is no single vector of 32-bit words, but has a form of its own. Source: docs/protocol §5.4.
    error OtherForm(bytes32 root);

    /// @notice The dispute window of the round, not counting what disputes add to it, is over.
    error WindowOver(uint32 run, uint32 round);

    /// @notice The call is possible only from `from` on.
    error TooEarly(uint256 now_, uint256 from);

    /// @notice Openings are under way.
    error OpeningsLeft(uint256 count);

    /// @notice The move is the challenger's.
    error NotChallenger(address caller, address challenger);

    /// @notice The bitmap is not that of the round.
    error WrongBitmap(bytes32 expected, bytes32 actual);

    /// @notice So many words are needed.
    error WrongCount(uint256 expected, uint256 actual);

    /// @notice The operator is not in U2.
    error NotSurvivor(uint16 index);

    /// @notice What is shown does not lead to this root.
    error WrongRoot(bytes32 expected, bytes32 actual);

    /// @notice The message is not signed by this operator.
    error BadSignature(uint16 index);

    /// @notice What is shown proves nothing against the opening.
    error NothingWrong();

    /// @notice Says that a block of a round's sum is wrong. Only in the dispute window of the round,
    /// which disputes do not prolong. Anyone; takes the bond.
    /// @param number of the block. One beyond the end is right whatever is posted for it.
    /// @param preimage of the sum's root: its top node or its only leaf, with the prefix. A sum in a form of its own has
    /// another prefix and is no case for this court.
    function challenge(
        uint32 run,
        uint32 round,
        uint32 number,
        History calldata history,
        bytes calldata preimage
    ) external returns (bytes32 id);

    /// @notice Stands by the sum. Anyone, once at a time in each challenge; takes the bond of the challenge.
    /// @param survivors bitmap of U2
    /// @param blocks two halves of what each survivor adds to the block, ascending by index
    function openSurvivors(Case calldata case_, bytes calldata survivors, bytes32[] calldata blocks) external;

    /// @notice Chooses one survivor of an opening. The challenger's.
    /// @param proof that `chosen` was posted. Source: {KeccakTree}
    function choose(
        Case calldata case_,
        address opener,
        uint40 deadline,
        Survivors calldata opening,
        Chosen calldata chosen,
        bytes32[] calldata proof
    ) external;

    /// @notice Shows the terms of the chosen survivor. The opener's.
    function openTerms(Case calldata case_, uint40 deadline, Chosen calldata chosen, Opening calldata opening) external;

    /// @notice Shows that an opening adds up to something else than the sum's block, or that the sum is no vector of the
    /// length that a survivor's has. Instead of `choose`, by anyone.
    /// @param survivors bitmap of U2
    /// @param index of any survivor, with its message, whose context and root of edges follow
    /// @param place any leaf of the sum: that of the block, or one that such a vector has not
    function proveSum(
        Case calldata case_,
        address opener,
        uint40 deadline,
        Survivors calldata opening,
        bytes calldata survivors,
        uint16 index,
        Announcement calldata announcement,
        bytes32 ctx,
        bytes32 edges,
        VectorTree.Place calldata place
    ) external;

    /// @notice Shows that the block of the masked vector is another one, or that there is no such vector. Anyone.
    /// @param place any leaf of the vector: that of the block, or one that such a vector has not
    function proveVector(
        Case calldata case_,
        address opener,
        uint40 deadline,
        Terms calldata terms,
        VectorTree.Place calldata place
    ) external;

    /// @notice Shows that the block of the survivor's own mask is another one. Anyone.
    function proveSelf(Case calldata case_, address opener, uint40 deadline, Terms calldata terms) external;

    /// @notice Shows that the block of the mask with a dropped peer is another one. Anyone.
    /// @param proof that `seed` and `posted` were posted for this peer. Source: {KeccakTree}
    function provePair(
        Case calldata case_,
        address opener,
        uint40 deadline,
        Terms calldata terms,
        uint16 peer,
        bytes32 seed,
        Block calldata posted,
        bytes32[] calldata proof
    ) external;

    /// @notice Ends an opening whose next move was not made in time, or whose challenge has ended. Anyone.
    /// @param state keccak256 of its {Survivors}, {Chosen} or {Terms}
    function expire(Case calldata case_, address opener, Stage stage, uint40 deadline, bytes32 state) external;

    /// @notice Finds the sum wrong, once nobody can open any more and no opening is left: overturns the round and has the
    /// leader sentenced. Anyone. Happens by itself if the last opening falls late enough.
    function convict(Case calldata case_) external;

    /// @notice Has everyone who certified a wrong sum sentenced, by `slasher.sentenceNext`. Anyone, after `convict`.
    /// @param nonSigners of the certificate
    function condemn(Case calldata case_, bytes calldata nonSigners) external;

    /// @notice Where a challenge stands.
    /// @return status how far it is
    /// @return live number of openings under way, while it is live
    function standingOf(bytes32 id) external view returns (Status status, uint32 live);

    /// @notice Hash of an opening's state, zero if there is none: keccak256(abi.encode(stage, deadline, state)).
    function openingOf(bytes32 id, address opener) external view returns (bytes32);

    /// @notice The case of a round at the slasher.
    function caseOf(uint32 run, uint32 round) external view returns (bytes32);
}
