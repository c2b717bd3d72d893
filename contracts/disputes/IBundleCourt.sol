// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IKeyBook} from "../identity/IKeyBook.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {Artefact} from "../rounds/Transcript.sol";
import {Inputs} from "./Inputs.sol";
import {ISlasher} from "./ISlasher.sol";

/// @title Malformed bundles
/// @notice A leader checks every message before it fixes a bundle (docs/protocol §7.4), so one that is malformed, not
/// signed by its sender, or stands where another one belongs, proves that the leader did not. Whoever shows it has the
/// leader sentenced and, in its dispute window, the round overturned, without a bond, since nothing is left to contest.
/// Source: docs/protocol/slashing.md, "Malformed bundles".
/// @dev No owner, no funds, no state. What it cannot see is what somebody hides: a leaf that nobody can show is the matter
/// of {IDataCourt}.
interface IBundleCourt {
    /// @notice Bundles whose number of messages is not on chain.
    enum Bundle {
        Roster,
        Share
    }

    /// @notice A node of the tree over the mask bundle, whose size is that of U2. Level 0 has the leaves; node `number` of
    /// level `level` stands over the leaves from `number · 2^level` on.
    struct Node {
        uint256 level;
        uint256 number;
        /// @dev What the node is the SHA-256 of: prefix and content.
        bytes preimage;
        /// @dev From the node's level upwards.
        bytes32[] path;
    }

    /// @notice A leaf of a bundle, at `number` under a size that is the same for all evidence of a report.
    struct Leaf {
        uint256 number;
        bytes envelope;
        bytes32[] path;
    }

    /// @notice The step Masked → Proposed of a round.
    struct Proposal {
        /// @dev Head of the run before it.
        bytes32 before;
        address leader;
        Artefact reveals;
        Artefact sum;
        Artefact model;
    }

    /// @notice The leader of the round's inputs fixed a malformed bundle, or that of its result a sum in a form of its own.
    event Malformed(uint32 indexed run, uint32 indexed round, address indexed leader);

    /// @notice The step is not one of the run's history.
    error NotInHistory(uint32 run, bytes32 head, bytes32 reached);

    /// @notice The evidence is what an honest leader's would be.
    error WellFormed();

    /// @notice The bytes are not what the hash is of.
    error WrongPreimage(bytes32 expected, bytes32 actual);

    /// @notice A node over a single leaf is that leaf.
    error NoInnerNode(uint256 level, uint256 number, uint256 size);

    /// @notice The first leaf does not stand before the second.
    error NotInOrder(uint256 first, uint256 second);

    /// @notice The leader was sentenced for this round before, and the round cannot be overturned any more.
    error NothingLeftToDo();

    /// @notice Shows a node of the mask bundle's tree that is not what must stand there: no leaf where a leaf belongs, no
    /// inner node where leaves are below, or a leaf that is not the mask message of the survivor of that rank.
    /// @param step the step that fixed the inputs
    /// @param later the steps since
    function reportMasks(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        Node calldata node
    ) external;

    /// @notice Shows two mask messages of one bundle that cannot both be right: of different contexts or lengths,
    /// or of two members of which only one masked with the other.
    function reportMismatch(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        Inputs.Member calldata first,
        Inputs.Member calldata second
    ) external;

    /// @notice Shows a leaf of the roster or share bundle that is no envelope of that phase signed by its sender, or in the
    /// roster no advertise message of this round.
    /// @param size number of leaves; any that fits the path, since the path alone tells that there is such a leaf
    function reportMember(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        Bundle bundle,
        uint256 size,
        Leaf calldata leaf
    ) external;

    /// @notice Shows two leaves of the roster or share bundle whose senders are not ascending: a duplicate or a disorder.
    /// @param size number of leaves; any that fits both paths, since order in one such tree is order in every other
    function reportOrder(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        Bundle bundle,
        uint256 size,
        Leaf calldata first,
        Leaf calldata second
    ) external;

    /// @notice Shows that the sum of a round has a form of its own, in a run whose sums are plain trees: nobody could dispute
    /// it. Convicts who proposed it. Source: docs/protocol §5.4.
    /// @param configuration of the run, its DAG-CBOR bytes
    /// @param preimage of the sum's root
    /// @param later the steps since the proposal
    function reportForm(
        uint32 run,
        uint32 round,
        bytes calldata configuration,
        Proposal calldata proposal,
        bytes calldata preimage,
        bytes32[] calldata later
    ) external;

    /// @notice The case of a round: its leader is sentenced once, however it is proven.
    function caseOf(uint32 run, uint32 round) external view returns (bytes32);

    /// @notice Rounds.
    function ledger() external view returns (IRoundLedger);

    /// @notice Operators.
    function keyBook() external view returns (IKeyBook);

    /// @notice Who punishes.
    function slasher() external view returns (ISlasher);
}
