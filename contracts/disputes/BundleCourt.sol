// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IKeyBook} from "../identity/IKeyBook.sol";
import {Bitmap} from "../libraries/Bitmap.sol";
import {Configuration} from "../libraries/Configuration.sol";
import {Messages} from "../libraries/Messages.sol";
import {Sha256Merkle} from "../libraries/Sha256Merkle.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {Transcript} from "../rounds/Transcript.sol";
import {IBundleCourt} from "./IBundleCourt.sol";
import {Inputs} from "./Inputs.sol";
import {ISlasher} from "./ISlasher.sol";

/// @title Malformed bundles
/// @notice See {IBundleCourt}.
/// @dev Leaves and inner nodes have different prefixes, so under a root that an honest leader computed there is, short of
/// a collision, one preimage at each place, and it is what this contract takes for well-formed.
contract BundleCourt is IBundleCourt {
    using Bitmap for bytes;
    using Inputs for Inputs.Step;

    bytes32 private constant CASE_DOMAIN = keccak256("vain/malformed-bundle/1");

    bytes1 private constant LEAF_PREFIX = 0x00;

    bytes1 private constant NODE_PREFIX = 0x01;

    /// @dev Prefix and two hashes.
    uint256 private constant NODE_LENGTH = 65;

    /// @dev Phase of a share message. Source: docs/protocol §3.
    uint8 private constant SHARE = 2;

    /// @inheritdoc IBundleCourt
    IRoundLedger public immutable ledger;

    /// @inheritdoc IBundleCourt
    IKeyBook public immutable keyBook;

    /// @inheritdoc IBundleCourt
    ISlasher public immutable slasher;

    constructor(IRoundLedger ledger_, ISlasher slasher_) {
        ledger = ledger_;
        keyBook = ledger_.keyBook();
        slasher = slasher_;
    }

    /// @inheritdoc IBundleCourt
    function reportMasks(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        Node calldata node
    ) external {
        _checkHistory(run, round, step, later);
        uint256 size = step.size();
        uint256 count = Sha256Merkle.levelSize(size, node.level);
        Inputs.checkPath(step.masks.root, sha256(node.preimage), node.number, count, node.path);
        if (_isWellFormed(run, round, step, size, node)) revert WellFormed();

        _convict(run, round, step.leader);
    }

    /// @inheritdoc IBundleCourt
    function reportMismatch(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        Inputs.Member calldata first,
        Inputs.Member calldata second
    ) external {
        _checkHistory(run, round, step, later);
        Messages.Mask memory a = Inputs.maskOf(ledger, keyBook, run, round, step, first);
        Messages.Mask memory b = Inputs.maskOf(ledger, keyBook, run, round, step, second);
        // Who masks with whom is one fact. A leader drops members until their messages agree on it. Source: docs/protocol §4.5.
        bool isMutual = a.peers.has(second.index) == b.peers.has(first.index);
        if (a.ctx == b.ctx && a.length == b.length && isMutual) revert WellFormed();

        _convict(run, round, step.leader);
    }

    /// @inheritdoc IBundleCourt
    function reportMember(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        Bundle bundle,
        uint256 size,
        Leaf calldata leaf
    ) external {
        _checkHistory(run, round, step, later);
        _checkLeaf(step, bundle, size, leaf);
        (bool ok, ) = _read(run, round, bundle, leaf.envelope);
        if (ok) revert WellFormed();

        _convict(run, round, step.leader);
    }

    /// @inheritdoc IBundleCourt
    function reportOrder(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        bytes32[] calldata later,
        Bundle bundle,
        uint256 size,
        Leaf calldata first,
        Leaf calldata second
    ) external {
        _checkHistory(run, round, step, later);
        if (first.number >= second.number) revert NotInOrder(first.number, second.number);
        _checkLeaf(step, bundle, size, first);
        _checkLeaf(step, bundle, size, second);
        // A leaf that is no envelope at all is the matter of `reportMember`.
        (bool isFirst, uint16 lower, , ) = Messages.parseEnvelope(first.envelope);
        (bool isSecond, uint16 higher, , ) = Messages.parseEnvelope(second.envelope);
        if (!isFirst || !isSecond || lower < higher) revert WellFormed();

        _convict(run, round, step.leader);
    }

    /// @inheritdoc IBundleCourt
    function reportForm(
        uint32 run,
        uint32 round,
        bytes calldata configuration,
        Proposal calldata proposal,
        bytes calldata preimage,
        bytes32[] calldata later
    ) external {
        bytes32 step = Transcript.proposed(round, proposal.leader, proposal.reveals, proposal.sum, proposal.model);
        _checkHead(run, Transcript.next(proposal.before, step), later);
        _checkPreimage(ledger.runRegistry().runOf(run).configHash, configuration);
        _checkPreimage(proposal.sum.root, preimage);
        // A leaf or a node of a tree begins with less.
        if (preimage.length != 0 && preimage[0] <= NODE_PREFIX) revert WellFormed();
        if (!Configuration.hasPlainSums(configuration)) revert WellFormed();

        _convict(run, round, proposal.leader);
    }

    /// @inheritdoc IBundleCourt
    function caseOf(uint32 run, uint32 round) public view returns (bytes32) {
        return keccak256(abi.encode(CASE_DOMAIN, ledger, run, round));
    }

    /// @dev Sentences the leader, unless it was before, and overturns the round, if it still can be. A leader that was
    /// sentenced while the round was under way may find two thirds of the validators to certify it all the same.
    function _convict(uint32 run, uint32 round, address leader) private {
        bytes32 caseId = caseOf(run, round);
        bool isNew = slasher.sentenceOf(caseId, leader).status == ISlasher.Status.None && !slasher.isClosed(caseId);
        bool canOverturn = _canOverturn(run, round);
        if (!isNew && !canOverturn) revert NothingLeftToDo();

        emit Malformed(run, round, leader);

        if (isNew) slasher.sentence(caseId, leader, ISlasher.Offence.MalformedBundle, msg.sender);
        if (canOverturn) {
            // Seconds fit 40 bits for 35,000 years.
            ledger.dispute(run, round, uint40(block.timestamp));
            ledger.settle(run, round, false);
        }
    }

    /// @dev Whether the round is certified and in its dispute window.
    function _canOverturn(uint32 run, uint32 round) private view returns (bool) {
        IRoundLedger.Cursor memory cursor = ledger.cursorOf(run);
        return
            cursor.round == round &&
            (cursor.state == IRoundLedger.State.Certified || cursor.state == IRoundLedger.State.Disputed) &&
            block.timestamp < cursor.deadline;
    }

    function _checkHistory(uint32 run, uint32 round, Inputs.Step calldata step, bytes32[] calldata later) private view {
        _checkHead(run, Transcript.next(step.before, step.hash(round)), later);
    }

    /// @dev That the steps since a head lead to the run's.
    function _checkHead(uint32 run, bytes32 since, bytes32[] calldata later) private view {
        bytes32 reached = Transcript.fold(since, later);
        bytes32 head = ledger.headOf(run);
        if (reached != head) revert NotInHistory(run, head, reached);
    }

    function _checkPreimage(bytes32 expected, bytes calldata preimage) private pure {
        bytes32 actual = sha256(preimage);
        if (actual != expected) revert WrongPreimage(expected, actual);
    }

    function _checkLeaf(Inputs.Step calldata step, Bundle bundle, uint256 size, Leaf calldata leaf) private view {
        bytes32 root = bundle == Bundle.Roster ? step.roster.root : step.share.root;
        Inputs.checkPath(root, Sha256Merkle.leafHash(leaf.envelope), leaf.number, size, leaf.path);
    }

    /// @dev Whether the node is what must stand at its place. Requires that there is such a node.
    function _isWellFormed(
        uint32 run,
        uint32 round,
        Inputs.Step calldata step,
        uint256 size,
        Node calldata node
    ) private view returns (bool) {
        bytes calldata preimage = node.preimage;
        if (node.level != 0) {
            // At most size - 1, since the number is below the level's size.
            uint256 first = node.number << node.level;
            if (first + 1 >= size) revert NoInnerNode(node.level, node.number, size);
            return preimage.length == NODE_LENGTH && preimage[0] == NODE_PREFIX;
        }
        if (preimage.length == 0 || preimage[0] != LEAF_PREFIX) return false;
        // Bits of a bitmap that the ledger accepted are indices below 65,535; the number is below their count.
        uint16 index = uint16(step.survivors.memberAt(node.number));
        (bool ok, ) = Inputs.readMask(ledger, keyBook, run, round, index, preimage[1:]);
        return ok;
    }

    function _read(
        uint32 run,
        uint32 round,
        Bundle bundle,
        bytes calldata envelope
    ) private view returns (bool ok, uint16 sender) {
        if (bundle == Bundle.Roster) (ok, sender, ) = Inputs.readAdvertise(ledger, keyBook, run, round, envelope);
        else (ok, sender, ) = Inputs.open(ledger, keyBook, run, round, SHARE, envelope);
    }
}
