// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {Artefact} from "../rounds/Transcript.sol";

/// @title Lineage of models
/// @notice Keeps, beside the rounds and out of their gas, a list of every version of every run that stands: certified, past
/// its dispute window, never overturned. Nothing is ever taken out of it. Anyone extends it from the ledger's public
/// history, and everyone can prove with a few hashes that a model is in it; governance names versions to use, and sends a
/// run back to one. Source: docs/protocol/lineage.md.
/// @dev The list is a Merkle mountain range, so its slots grow with the logarithm of its length. It learns nothing but
/// what folds to the head of the ledger's hash chain, so it needs no trust in whoever calls.
interface IModelLineage {
    /// @notice A version that stands.
    struct Version {
        /// @dev Its number, counted by the ledger from 1. Numbers of overturned versions are missing here.
        uint32 version;
        /// @dev The round that made it.
        uint32 round;
        Artefact model;
        /// @dev What validators signed. Source: docs/protocol §7.1.
        bytes32 digest;
    }

    /// @notice Where a version stands in a list.
    struct Proof {
        /// @dev Its place, from 0.
        uint256 index;
        /// @dev Siblings from the leaf up to the peak.
        bytes32[] path;
    }

    /// @notice The version stands, at place `index` of the run's list.
    event Recorded(
        uint32 indexed run,
        uint32 indexed version,
        uint256 index,
        uint32 round,
        Artefact model,
        bytes32 digest
    );

    /// @notice `head` is known to be in the run's history.
    event Anchored(uint32 indexed run, bytes32 head);

    /// @notice Under `tag` a run's users find this version from now on.
    event Promoted(uint32 indexed run, bytes32 indexed tag, uint32 version, Artefact model, bytes32 digest);

    /// @notice Governance sent the run back to a version; the ledger says when it did.
    event RollbackOrdered(uint32 indexed run, uint32 indexed version, Artefact model);

    /// @notice The steps do not lead from where the list stands to the ledger's head or an anchor.
    error NotInHistory(uint32 run, bytes32 reached);

    /// @notice No step begins at this byte.
    error BadStep(uint256 offset);

    /// @notice The version is not in the list, or the proof is of another list.
    error NotRecorded(uint32 run, uint32 version);

    /// @notice Records what happened since. Anyone.
    /// @dev Reads a round again, without harm, as long as it is not settled.
    /// @param history the steps since `reachedOf(run)`, each as the bytes that are hashed to it, one after another, up to
    /// the ledger's head or an anchor. Source: docs/protocol §6.2
    function catchUp(uint32 run, bytes calldata history) external;

    /// @notice Keeps the ledger's present head of a run, so that a call prepared for it still fits after the next step.
    /// Anyone.
    function anchorHead(uint32 run) external;

    /// @notice Keeps an earlier head, so that a history too long for one transaction can be recorded in parts. Anyone.
    /// @param steps the hashes of the steps from `head` to the ledger's head or an anchor
    function anchorBefore(uint32 run, bytes32 head, bytes32[] calldata steps) external;

    /// @notice Names the version that users of a run find under `tag`. Replaces what was there. Restricted.
    function promote(uint32 run, Version calldata version, Proof calldata proof, bytes32 tag) external;

    /// @notice Makes the run go on from a version. History stays, here and in the ledger. Restricted.
    /// @dev The ledger must let this contract call `rollback`, and refuses while a round is live.
    function rollback(uint32 run, Version calldata version, Proof calldata proof) external;

    /// @notice Whether a version is in a run's list.
    function prove(uint32 run, Version calldata version, Proof calldata proof) external view returns (bool);

    /// @notice Root of the model under a tag, zero if there is none.
    function modelOf(uint32 run, bytes32 tag) external view returns (bytes32 root);

    /// @notice How many versions a run's list has.
    function sizeOf(uint32 run) external view returns (uint256);

    /// @notice Roots of the trees that make up a run's list, the largest first.
    function peaksOf(uint32 run) external view returns (bytes32[] memory);

    /// @notice Head of the ledger's hash chain from which `catchUp` goes on: between two rounds.
    function reachedOf(uint32 run) external view returns (bytes32);

    /// @notice Whether a head is kept.
    function isAnchored(uint32 run, bytes32 head) external view returns (bool);

    /// @notice The rounds.
    function ledger() external view returns (IRoundLedger);
}
