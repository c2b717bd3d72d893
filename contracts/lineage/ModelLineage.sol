// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {IRunRegistry} from "../rounds/IRunRegistry.sol";
import {Transcript} from "../rounds/Transcript.sol";
import {IModelLineage} from "./IModelLineage.sol";
import {MountainRange} from "./MountainRange.sol";

/// @title Lineage of models
/// @notice See {IModelLineage}.
contract ModelLineage is IModelLineage, AccessManaged {
    using MountainRange for MountainRange.Range;

    /// @dev How far a run is recorded. Always between two rounds, never behind a certificate that may be overturned.
    struct Place {
        /// @dev Zero at the beginning of the run: `reachedOf` derives it then.
        bytes32 head;
        /// @dev Certificates up to there, overturned ones as well.
        uint32 versions;
    }

    /// @dev A walk along the history.
    struct Walk {
        uint32 run;
        /// @dev Head after the last step, and certificates up to there.
        bytes32 head;
        uint32 versions;
        /// @dev The last place between two rounds.
        Place settled;
        /// @dev The last certificate, and whether it is not known yet to stand.
        Version certified;
        bool isOpen;
    }

    /// @inheritdoc IModelLineage
    IRoundLedger public immutable ledger;

    /// @inheritdoc IModelLineage
    mapping(uint32 run => mapping(bytes32 tag => bytes32)) public modelOf;

    /// @inheritdoc IModelLineage
    mapping(uint32 run => mapping(bytes32 head => bool)) public isAnchored;

    mapping(uint32 run => Place) private _places;
    mapping(uint32 run => MountainRange.Range) private _ranges;

    constructor(IRoundLedger ledger_, address authority_) AccessManaged(authority_) {
        ledger = ledger_;
    }

    /// @inheritdoc IModelLineage
    function catchUp(uint32 run, bytes calldata history) external {
        Walk memory walk;
        walk.run = run;
        walk.head = reachedOf(run);
        walk.versions = _places[run].versions;
        _settle(walk);
        for (uint256 offset = 0; offset != history.length;) offset = _take(walk, history, offset);
        bytes32 head = ledger.headOf(run);
        if (walk.head != head && !isAnchored[run][walk.head]) revert NotInHistory(run, walk.head);

        // What was read is the ledger's own history: a head has one past. The last certificate stands only if the ledger
        // has made it final; until then nothing of its round counts, and the round is read again.
        if (walk.isOpen && walk.head == head && ledger.cursorOf(run).state == IRoundLedger.State.Final) _stand(walk);
        _places[run] = walk.settled;
    }

    /// @inheritdoc IModelLineage
    function anchorHead(uint32 run) external {
        _anchor(run, ledger.headOf(run));
    }

    /// @inheritdoc IModelLineage
    function anchorBefore(uint32 run, bytes32 head, bytes32[] calldata steps) external {
        bytes32 reached = head;
        for (uint256 i = 0; i < steps.length; ++i) reached = Transcript.next(reached, steps[i]);
        if (reached != ledger.headOf(run) && !isAnchored[run][reached]) revert NotInHistory(run, reached);

        _anchor(run, head);
    }

    /// @inheritdoc IModelLineage
    function promote(uint32 run, Version calldata version, Proof calldata proof, bytes32 tag) external restricted {
        _checkRecorded(run, version, proof);

        modelOf[run][tag] = version.model.root;
        emit Promoted(run, tag, version.version, version.model, version.digest);
    }

    /// @inheritdoc IModelLineage
    function rollback(uint32 run, Version calldata version, Proof calldata proof) external restricted {
        _checkRecorded(run, version, proof);

        emit RollbackOrdered(run, version.version, version.model);

        ledger.rollback(run, version.version, version.model);
    }

    /// @inheritdoc IModelLineage
    function sizeOf(uint32 run) external view returns (uint256) {
        return _ranges[run].size;
    }

    /// @inheritdoc IModelLineage
    function peaksOf(uint32 run) external view returns (bytes32[] memory) {
        return _ranges[run].list();
    }

    /// @inheritdoc IModelLineage
    function prove(uint32 run, Version calldata version, Proof calldata proof) public view returns (bool) {
        return _ranges[run].has(_leafOf(run, version), proof.index, proof.path);
    }

    /// @inheritdoc IModelLineage
    function reachedOf(uint32 run) public view returns (bytes32 head) {
        head = _places[run].head;
        if (head != 0) return head;
        IRunRegistry.Run memory spec = ledger.runRegistry().runOf(run);
        head = Transcript.genesis(address(ledger), run, spec.configHash, spec.genesisModelRoot);
    }

    function _anchor(uint32 run, bytes32 head) private {
        isAnchored[run][head] = true;
        emit Anchored(run, head);
    }

    /// @dev Takes the step at `offset` and returns where the next one begins. That steps follow each other as the ledger
    /// would have it need not be checked: others do not lead to its head.
    function _take(Walk memory walk, bytes calldata history, uint256 offset) private returns (uint256 end) {
        if (offset + 32 > history.length) revert BadStep(offset);
        uint256 kind = uint256(_word(history, offset, 0));
        end = offset + 32 * _wordsOf(kind);
        if (end == offset || end > history.length) revert BadStep(offset);

        // A round is opened, or a run sent back, only when the certificate before is final.
        if (walk.isOpen && (kind == Transcript.OPENED || kind == Transcript.ROLLED_BACK)) _stand(walk);
        if (kind == Transcript.PROPOSED) {
            walk.certified.model.root = _word(history, offset, 7);
            walk.certified.model.content = _word(history, offset, 8);
        }
        walk.head = Transcript.next(walk.head, keccak256(history[offset:end]));
        if (kind == Transcript.CERTIFIED) {
            walk.versions += 1;
            walk.certified.version = walk.versions;
            // The ledger encodes it from 32 bits.
            walk.certified.round = uint32(uint256(_word(history, offset, 1)));
            walk.certified.digest = _word(history, offset, 2);
            walk.isOpen = true;
        } else if (kind == Transcript.OVERTURNED) {
            walk.isOpen = false;
        }
        if (kind == Transcript.ABORTED || kind == Transcript.OVERTURNED || kind == Transcript.ROLLED_BACK)
            _settle(walk);
    }

    /// @dev Records the last certificate, which stands.
    function _stand(Walk memory walk) private {
        Version memory version = walk.certified;
        walk.isOpen = false;
        _settle(walk);
        uint256 index = _ranges[walk.run].append(_leafOf(walk.run, version));
        emit Recorded(walk.run, version.version, index, version.round, version.model, version.digest);
    }

    /// @dev Marks that the walk is between two rounds.
    function _settle(Walk memory walk) private pure {
        walk.settled.head = walk.head;
        walk.settled.versions = walk.versions;
    }

    function _checkRecorded(uint32 run, Version calldata version, Proof calldata proof) private view {
        if (!prove(run, version, proof)) revert NotRecorded(run, version.version);
    }

    /// @dev 192 bytes; a node of the range hashes 64, so neither passes for the other.
    function _leafOf(uint32 run, Version memory version) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    run,
                    version.version,
                    version.round,
                    version.model.root,
                    version.model.content,
                    version.digest
                )
            );
    }

    /// @dev Words of a step of the kind, zero if there is no such kind. Source: docs/protocol §6.2.
    function _wordsOf(uint256 kind) private pure returns (uint256) {
        if (kind == Transcript.OPENED) return 8;
        if (kind == Transcript.MASKED) return 10;
        if (kind == Transcript.PROPOSED) return 9;
        if (kind == Transcript.CERTIFIED) return 5;
        if (kind == Transcript.ABORTED || kind == Transcript.ROLLED_BACK) return 4;
        return kind == Transcript.OVERTURNED ? 2 : 0;
    }

    /// @dev Word number `position` of the step at `offset`. Requires that the history is as long.
    function _word(bytes calldata history, uint256 offset, uint256 position) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := calldataload(add(add(history.offset, offset), shl(5, position)))
        }
    }
}
