// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IKeyBook} from "../identity/IKeyBook.sol";
import {Bitmap} from "../libraries/Bitmap.sol";
import {Messages} from "../libraries/Messages.sol";
import {Sha256Merkle} from "../libraries/Sha256Merkle.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {Artefact, Transcript} from "../rounds/Transcript.sol";

/// @title What went into a round, as evidence
/// @notice The step that fixed the inputs, and messages of the bundles it fixed. Source: docs/protocol §2.3, §3, §6.2.
/// @dev What it says of a message is never stricter than what nodes check before they put one into a bundle
/// (docs/protocol §7.4), so an honest leader's bundles pass.
library Inputs {
    using Bitmap for bytes;

    /// @notice The step Open → Masked of a round.
    struct Step {
        /// @dev Head of the run before it, which is the head after the round was opened.
        bytes32 before;
        address leader;
        Artefact roster;
        Artefact share;
        Artefact masks;
        /// @dev U2. Source: docs/protocol §4.
        bytes survivors;
    }

    /// @notice A message of the mask bundle.
    struct Member {
        uint16 index;
        /// @dev The leaf: its envelope.
        bytes envelope;
        /// @dev From the leaf's level upwards.
        bytes32[] path;
    }

    /// @dev ⌈65,535 / 8⌉ bytes hold every index. Source: docs/protocol §1.
    uint256 private constant MAX_BITMAP_LENGTH = 8192;

    /// @notice The operator is no survivor of the round.
    error NotASurvivor(uint16 index);

    /// @notice The bytes are not in the bundle, not at this place.
    error NotInBundle(bytes32 root, bytes32 reached);

    /// @notice The message is not a well-formed one of this round, signed by this operator.
    error NotAMessageOf(uint16 index);

    /// @notice The step as it is hashed onto the run's head.
    function hash(Step calldata step, uint32 round) internal pure returns (bytes32) {
        return Transcript.masked(round, step.leader, step.roster, step.share, step.masks, keccak256(step.survivors));
    }

    /// @notice Number of messages in the mask bundle: its senders are the survivors, each once.
    function size(Step calldata step) internal pure returns (uint256) {
        return step.survivors.count();
    }

    /// @notice Where a survivor's message stands in the mask bundle. Reverts for anyone else.
    function rankOf(Step calldata step, uint16 index) internal pure returns (uint256) {
        bytes memory survivors = step.survivors;
        if (!survivors.has(index)) revert NotASurvivor(index);
        return survivors.rankOf(index);
    }

    /// @notice Reverts unless the hash stands at `number` of `count` nodes under the root.
    function checkPath(
        bytes32 root,
        bytes32 node,
        uint256 number,
        uint256 count,
        bytes32[] calldata path
    ) internal view {
        bytes32 reached = Sha256Merkle.rootOfLeafHash(node, number, count, path);
        if (reached != root) revert NotInBundle(root, reached);
    }

    /// @notice The mask message of a survivor, from the bundle. Reverts if it is not there, not well-formed or not by that
    /// operator.
    function maskOf(
        IRoundLedger ledger,
        IKeyBook keyBook,
        uint32 run,
        uint32 round,
        Step calldata step,
        Member calldata member
    ) internal view returns (Messages.Mask memory mask) {
        uint256 rank = rankOf(step, member.index);
        checkPath(step.masks.root, Sha256Merkle.leafHash(member.envelope), rank, size(step), member.path);
        bool ok;
        (ok, mask) = readMask(ledger, keyBook, run, round, member.index, member.envelope);
        if (!ok) revert NotAMessageOf(member.index);
    }

    /// @notice Reads what should be the mask message of the operator `index` in a round. False, rather than a revert, for
    /// whatever the bytes hold.
    function readMask(
        IRoundLedger ledger,
        IKeyBook keyBook,
        uint32 run,
        uint32 round,
        uint16 index,
        bytes memory envelope
    ) internal view returns (bool ok, Messages.Mask memory mask) {
        (bool opened, uint16 sender, bytes memory body) = open(ledger, keyBook, run, round, Messages.MASK, envelope);
        if (!opened || sender != index) return (false, mask);
        (ok, mask) = Messages.parseMask(body);
        ok =
            ok &&
            mask.run == run &&
            mask.round == round &&
            mask.peers.length <= MAX_BITMAP_LENGTH &&
            mask.peers.isCanonical();
    }

    /// @notice Reads what should be an advertise message of a round, whoever sent it.
    function readAdvertise(
        IRoundLedger ledger,
        IKeyBook keyBook,
        uint32 run,
        uint32 round,
        bytes memory envelope
    ) internal view returns (bool ok, uint16 sender, Messages.Advertise memory advertise) {
        bytes memory body;
        (ok, sender, body) = open(ledger, keyBook, run, round, Messages.ADVERTISE, envelope);
        if (!ok) return (false, sender, advertise);
        (ok, advertise) = Messages.parseAdvertise(body);
        ok = ok && advertise.run == run && advertise.round == round;
    }

    /// @notice Opens an envelope of a phase of a round: its form and its sender's signature. Says nothing about the body.
    function open(
        IRoundLedger ledger,
        IKeyBook keyBook,
        uint32 run,
        uint32 round,
        uint8 phase,
        bytes memory envelope
    ) internal view returns (bool ok, uint16 sender, bytes memory body) {
        bytes memory signature;
        (ok, sender, body, signature) = Messages.parseEnvelope(envelope);
        // The book reverts for an index that it has not given away.
        if (!ok || sender >= keyBook.registered()) return (false, sender, body);
        bytes32 digest = Messages.digest(address(ledger), run, round, phase, sender, sha256(body));
        // No signer for a high s, as nodes demand.
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecover(digest, signature);
        (address operator, , , ) = keyBook.operatorOf(sender);
        ok = problem == ECDSA.RecoverError.NoError && signer == operator;
    }
}
