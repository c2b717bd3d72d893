// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Bitmap} from "../libraries/Bitmap.sol";
import {ChaCha20} from "../libraries/ChaCha20.sol";
import {Hkdf} from "../libraries/Hkdf.sol";
import {KeccakTree} from "../libraries/KeccakTree.sol";
import {VectorTree} from "../libraries/VectorTree.sol";
import {Words32} from "../libraries/Words32.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {Court} from "./Court.sol";
import {ISlasher} from "./ISlasher.sol";
import {ISumCourt} from "./ISumCourt.sol";
import {SumLeaf} from "./SumLeaf.sol";
import {SumTerms} from "./SumTerms.sol";

/// @title The game about a wrong sum
/// @notice See {ISumCourt}.
/// @dev The words of a block that lie beyond the end of the vector mean nothing: whatever is posted there is never
/// compared. Token, slasher and ledger call nobody back.
contract SumCourt is ISumCourt, Court {
    using Bitmap for bytes;

    /// @dev Moves that follow each other at most: an opening, a choice, terms, a proof, and one to claim what is due.
    uint256 private constant MOVES = 5;

    uint256 private constant BLOCK_WORDS = 16;

    uint256 private constant BLOCK_BYTES = 64;

    /// @dev A block never crosses the border of a leaf.
    uint256 private constant BLOCKS_IN_LEAF = VectorTree.LEAF_BYTES / BLOCK_BYTES;

    /// @dev An opening costs some 2,600 gas a survivor, and a transaction has 2²⁴.
    uint16 private constant MAX_MEMBERS = 4096;

    bytes32 private constant CASE_DOMAIN = keccak256("vain/wrong-sum/1");

    /// @dev One slot.
    struct Standing {
        Status status;
        uint32 live;
    }

    SumTerms private immutable _terms;

    mapping(bytes32 id => Standing) private _standings;

    /// @dev See `openingOf`.
    mapping(bytes32 id => mapping(address opener => bytes32)) private _openings;

    constructor(
        IRoundLedger ledger_,
        ISlasher slasher_,
        uint128 bond_,
        uint32 moveSeconds_,
        address authority_
    ) Court(ledger_, slasher_, bond_, moveSeconds_, authority_) {
        _terms = new SumTerms(ledger_);
    }

    /// @inheritdoc ISumCourt
    function challenge(
        uint32 run,
        uint32 round,
        uint32 number,
        History calldata history,
        bytes calldata preimage
    ) external returns (bytes32 id) {
        bytes32 head = ledger.headOf(run);
        bytes32 reached = _terms.headAfter(round, history, preimage);
        if (reached != head) revert NotInHistory(run, head, reached);
        if (history.members > MAX_MEMBERS) revert TooManyMembers(history.members, MAX_MEMBERS);
        // What disputes add does not count: each would make room for the next one, and a round would wait for a month.
        if (!_inWindow(run, round)) revert WindowOver(run, round);
        Case memory case_ = Case({
            run: run,
            round: round,
            number: number,
            epoch: history.epoch,
            challenger: msg.sender,
            leader: history.leader,
            bond: bond,
            moveSeconds: moveSeconds,
            openUntil: _moveEnds(),
            inbox: history.inbox,
            rosterRoot: history.roster.root,
            shareRoot: history.share.root,
            masksRoot: history.masks.root,
            survivorsHash: history.survivorsHash,
            sumRoot: history.sum.root,
            nonSignersHash: history.nonSignersHash
        });
        id = keccak256(abi.encode(case_));
        // The same challenger, the same block, the same second: it has this challenge already.
        if (_standings[id].status != Status.None) revert WrongStatus(id, _standings[id].status);

        _standings[id].status = Status.Live;
        emit Challenged(id, run, round, case_);

        _takeBond(msg.sender, case_.bond);
        // At most five times 2³² seconds: fits 40 bits for 34,000 years.
        ledger.dispute(run, round, uint40(block.timestamp + MOVES * case_.moveSeconds));
    }

    /// @inheritdoc ISumCourt
    function openSurvivors(Case calldata case_, bytes calldata survivors, bytes32[] calldata blocks) external {
        bytes32 id = _liveId(case_);
        if (block.timestamp > case_.openUntil) revert TooLate(block.timestamp, case_.openUntil);
        if (_openings[id][msg.sender] != 0) revert AlreadyOpened(id, msg.sender);
        _checkSurvivors(case_, survivors);
        Survivors memory opening = _addUp(survivors, blocks);
        uint40 deadline = _deadlineOf(case_);

        ++_standings[id].live;
        _openings[id][msg.sender] = _digest(Stage.Survivors, deadline, keccak256(abi.encode(opening)));
        emit SurvivorsOpened(id, msg.sender, deadline, opening, blocks);

        _takeBond(msg.sender, case_.bond);
    }

    /// @inheritdoc ISumCourt
    function choose(
        Case calldata case_,
        address opener,
        uint40 deadline,
        Survivors calldata opening,
        Chosen calldata chosen,
        bytes32[] calldata proof
    ) external {
        bytes32 id = _begin(case_, opener, Stage.Survivors, deadline, keccak256(abi.encode(opening)));
        if (msg.sender != case_.challenger) revert NotChallenger(msg.sender, case_.challenger);
        bytes32 root = MerkleProof.processProofCalldata(
            proof,
            SumLeaf.ofSurvivor(chosen.index, chosen.net.first, chosen.net.second)
        );
        if (root != opening.root) revert WrongRoot(opening.root, root);
        uint40 next = _deadlineOf(case_);

        _openings[id][opener] = _digest(Stage.Chosen, next, keccak256(abi.encode(chosen)));
        emit SurvivorChosen(id, opener, next, chosen);
    }

    /// @inheritdoc ISumCourt
    function openTerms(
        Case calldata case_,
        uint40 deadline,
        Chosen calldata chosen,
        Opening calldata opening
    ) external {
        bytes32 id = _begin(case_, msg.sender, Stage.Chosen, deadline, keccak256(abi.encode(chosen)));
        _checkSurvivors(case_, opening.survivors);
        Terms memory terms = _terms.termsOf(case_, chosen, opening);
        uint40 next = _deadlineOf(case_);

        _openings[id][msg.sender] = _digest(Stage.Terms, next, keccak256(abi.encode(terms)));
        emit TermsOpened(id, msg.sender, next, terms, opening.pairs);
    }

    /// @inheritdoc ISumCourt
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
    ) external {
        bytes32 id = _begin(case_, opener, Stage.Survivors, deadline, keccak256(abi.encode(opening)));
        // Only what is in the round's bundle counts, so nobody needs to have signed it.
        _checkSurvivors(case_, survivors);
        _terms.checkAnnouncement(case_, survivors, index, announcement, ctx, edges);
        _checkVector(case_.number, opening.sum, case_.sumRoot, announcement.length, place);
        _fall(id, case_, opener);
    }

    /// @inheritdoc ISumCourt
    function proveVector(
        Case calldata case_,
        address opener,
        uint40 deadline,
        Terms calldata terms,
        VectorTree.Place calldata place
    ) external {
        bytes32 id = _begin(case_, opener, Stage.Terms, deadline, keccak256(abi.encode(terms)));
        _checkVector(case_.number, terms.masked, terms.vectorRoot, terms.length, place);
        _fall(id, case_, opener);
    }

    /// @inheritdoc ISumCourt
    function proveSelf(Case calldata case_, address opener, uint40 deadline, Terms calldata terms) external {
        bytes32 id = _begin(case_, opener, Stage.Terms, deadline, keccak256(abi.encode(terms)));
        // Source: docs/protocol §4.5.
        bytes32 key = Hkdf.derive(abi.encodePacked(terms.selfSeed), terms.ctx, abi.encodePacked("self", terms.index));
        _checkMask(case_.number, terms.length, terms.self, key);
        _fall(id, case_, opener);
    }

    /// @inheritdoc ISumCourt
    function provePair(
        Case calldata case_,
        address opener,
        uint40 deadline,
        Terms calldata terms,
        uint16 peer,
        bytes32 seed,
        Block calldata posted,
        bytes32[] calldata proof
    ) external {
        bytes32 id = _begin(case_, opener, Stage.Terms, deadline, keccak256(abi.encode(terms)));
        bytes32 root = MerkleProof.processProofCalldata(proof, SumLeaf.ofPair(peer, seed, posted.first, posted.second));
        if (root != terms.pairs) revert WrongRoot(terms.pairs, root);
        _checkMask(case_.number, terms.length, posted, seed);
        _fall(id, case_, opener);
    }

    /// @inheritdoc ISumCourt
    function expire(Case calldata case_, address opener, Stage stage, uint40 deadline, bytes32 state) external {
        bytes32 id = keccak256(abi.encode(case_));
        _checkOpening(id, opener, stage, deadline, state);
        Status status = _standings[id].status;
        if (status == Status.Live && block.timestamp <= deadline)
            revert TooEarly(block.timestamp, uint256(deadline) + 1);
        if (status == Status.Live && stage == Stage.Chosen) {
            _fall(id, case_, opener);
            return;
        }
        delete _openings[id][opener];
        if (status == Status.Live) {
            _standings[id].status = Status.Stands;
            emit SumStands(id, opener);

            // Its own bond and the challenger's.
            _pay(opener, 2 * uint256(case_.bond));
            ledger.settle(case_.run, case_.round, true);
        } else {
            emit OpeningReleased(id, opener);

            _pay(opener, case_.bond);
        }
    }

    /// @inheritdoc ISumCourt
    function convict(Case calldata case_) external {
        bytes32 id = _liveId(case_);
        uint256 live = _standings[id].live;
        if (live != 0) revert OpeningsLeft(live);
        if (block.timestamp <= case_.openUntil) revert TooEarly(block.timestamp, uint256(case_.openUntil) + 1);
        _convict(id, case_);
    }

    /// @inheritdoc ISumCourt
    function condemn(Case calldata case_, bytes calldata nonSigners) external {
        bytes32 id = keccak256(abi.encode(case_));
        if (_standings[id].status != Status.Wrong) revert WrongStatus(id, _standings[id].status);
        bytes32 hash = keccak256(nonSigners);
        if (hash != case_.nonSignersHash) revert WrongBitmap(case_.nonSignersHash, hash);
        (uint256 size, , ) = epochSet.set(case_.epoch);
        bytes memory signers = _complement(nonSigners, size);

        emit SignersCondemned(id, case_.epoch, signers);

        slasher.sentenceSet(
            caseOf(case_.run, case_.round),
            case_.epoch,
            keccak256(signers),
            ISlasher.Offence.WrongCertificate,
            case_.challenger
        );
    }

    /// @inheritdoc ISumCourt
    function standingOf(bytes32 id) external view returns (Status status, uint32 live) {
        Standing memory standing = _standings[id];
        return (standing.status, standing.live);
    }

    /// @inheritdoc ISumCourt
    function openingOf(bytes32 id, address opener) external view returns (bytes32) {
        return _openings[id][opener];
    }

    /// @inheritdoc ISumCourt
    function caseOf(uint32 run, uint32 round) public view returns (bytes32) {
        return keccak256(abi.encode(CASE_DOMAIN, ledger, run, round));
    }

    /// @dev Ends an opening in favour of the challenger, and the challenge with it if it was the last and none can come.
    function _fall(bytes32 id, Case calldata case_, address opener) private {
        delete _openings[id][opener];
        // Counted when it began.
        uint32 live = --_standings[id].live;
        emit OpeningFell(id, opener);

        _pay(case_.challenger, case_.bond);
        if (live == 0 && block.timestamp > case_.openUntil) _convict(id, case_);
    }

    /// @dev Several challenges may find the same sum wrong: the leader is sentenced for it once, and the ledger overturns
    /// the round once. A case that governance closed changes nothing about the round or the bonds.
    function _convict(bytes32 id, Case calldata case_) private {
        bytes32 slasherCase = caseOf(case_.run, case_.round);

        _standings[id].status = Status.Wrong;
        emit SumWrong(id, case_.leader);

        _pay(case_.challenger, case_.bond);
        ledger.settle(case_.run, case_.round, false);
        if (
            !slasher.isClosed(slasherCase) &&
            slasher.sentenceOf(slasherCase, case_.leader).status == ISlasher.Status.None
        ) slasher.sentence(slasherCase, case_.leader, ISlasher.Offence.WrongSum, case_.challenger);
    }

    /// @dev What every move on an opening has in common.
    function _begin(
        Case calldata case_,
        address opener,
        Stage stage,
        uint40 deadline,
        bytes32 state
    ) private view returns (bytes32 id) {
        id = _liveId(case_);
        _checkOpening(id, opener, stage, deadline, state);
        if (block.timestamp > deadline) revert TooLate(block.timestamp, deadline);
    }

    function _liveId(Case calldata case_) private view returns (bytes32 id) {
        id = keccak256(abi.encode(case_));
        Status status = _standings[id].status;
        if (status != Status.Live) revert WrongStatus(id, status);
    }

    function _checkOpening(bytes32 id, address opener, Stage stage, uint40 deadline, bytes32 state) private view {
        if (_openings[id][opener] != _digest(stage, deadline, state)) revert WrongOpening(id, opener);
    }

    function _deadlineOf(Case calldata case_) private view returns (uint40) {
        // Seconds fit 40 bits for 35,000 years, and a move takes 32 at most.
        return uint40(block.timestamp) + case_.moveSeconds;
    }

    function _checkSurvivors(Case calldata case_, bytes calldata survivors) private pure {
        bytes32 hash = keccak256(survivors);
        if (hash != case_.survivorsHash) revert WrongBitmap(case_.survivorsHash, hash);
    }

    /// @dev Adds up the blocks of an opening and commits to them.
    function _addUp(bytes memory survivors, bytes32[] calldata blocks) private pure returns (Survivors memory opening) {
        uint256 count = survivors.count();
        if (blocks.length != 2 * count) revert WrongCount(2 * count, blocks.length);
        opening.sum = Block(_addUpFrom(blocks, 0), _addUpFrom(blocks, 1));
        opening.root = KeccakTree.root(_leavesOf(survivors, count, blocks));
    }

    /// @dev Sum of one half of all blocks.
    function _addUpFrom(bytes32[] calldata blocks, uint256 start) private pure returns (bytes32) {
        uint256 sum = 0;
        uint256 end = blocks.length;
        // Places in calldata: far from the end of the numbers.
        unchecked {
            for (uint256 i = start; i < end; i += 2) sum = Words32.add(sum, Words32.swap(uint256(_wordAt(blocks, i))));
        }
        return bytes32(Words32.swap(sum));
    }

    /// @dev Requires two halves of a block for each of `count` members.
    function _leavesOf(
        bytes memory survivors,
        uint256 count,
        bytes32[] calldata blocks
    ) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        uint256 i = 0;
        // As in `_addUpFrom`.
        unchecked {
            for (uint256 position = 0; i < count; ++position) {
                for (uint256 bits = survivors.word(position); bits != 0; bits &= bits - 1) {
                    uint256 index = (position << 8) | Bitmap.lowest(bits);
                    leaves[i] = SumLeaf.ofSurvivor(index, _wordAt(blocks, 2 * i), _wordAt(blocks, 2 * i + 1));
                    ++i;
                }
            }
        }
    }

    /// @dev Requires `i < words.length`.
    function _wordAt(bytes32[] calldata words, uint256 i) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := calldataload(add(words.offset, shl(5, i)))
        }
    }

    /// @dev Reverts unless `place` shows that `root` is not that of a vector of `length` words with `posted` as its block
    /// `number`.
    function _checkVector(
        uint256 number,
        Block calldata posted,
        bytes32 root,
        uint256 length,
        VectorTree.Place calldata place
    ) private view {
        bytes32 reached = VectorTree.rootOf(place);
        if (reached != root) revert WrongRoot(root, reached);
        (bool fits, uint256 index) = VectorTree.locate(place, length);
        if (!fits) return;
        if (index != number / BLOCKS_IN_LEAF) revert NothingWrong();
        uint256 offset = (number % BLOCKS_IN_LEAF) * BLOCK_BYTES;
        bytes memory leaf = place.leaf;
        bytes32 first;
        bytes32 second;
        assembly ("memory-safe") {
            // What lies behind the leaf is not compared.
            let start := add(add(leaf, 32), offset)
            first := mload(start)
            second := mload(add(start, 32))
        }
        if (!_differ(number, length, posted, first, second)) revert NothingWrong();
    }

    /// @dev Reverts unless `posted` differs from the block of the mask stream under `key`.
    function _checkMask(uint32 number, uint256 length, Block calldata posted, bytes32 key) private pure {
        (bytes32 first, bytes32 second) = ChaCha20.keystream(key, number);
        if (!_differ(number, length, posted, first, second)) revert NothingWrong();
    }

    /// @dev Whether two blocks differ in a word that a vector of `length` words has.
    function _differ(
        uint256 number,
        uint256 length,
        Block calldata posted,
        bytes32 first,
        bytes32 second
    ) private pure returns (bool) {
        uint256 start = number * BLOCK_WORDS;
        // Shifts by 256 and more leave nothing.
        uint256 bits = length > start ? 32 * (length - start) : 0;
        uint256 beyond = type(uint256).max >> bits;
        uint256 wrong = uint256(posted.first ^ first) & ~beyond;
        beyond = bits > 256 ? type(uint256).max >> (bits - 256) : type(uint256).max;
        return (wrong | (uint256(posted.second ^ second) & ~beyond)) != 0;
    }

    /// @dev Canonical bitmap of the positions below `size` that are not in another one.
    function _complement(bytes calldata bitmap, uint256 size) private pure returns (bytes memory result) {
        uint256 length = (size + 7) >> 3;
        uint256 used = 0;
        result = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            // Bits of this byte that are positions: all eight, or in the last byte as many as are left.
            uint256 bits = size - (i << 3) >= 8 ? 255 : (1 << (size & 7)) - 1;
            if (i < bitmap.length) bits &= ~uint256(uint8(bitmap[i]));
            if (bits != 0) used = i + 1;
            // At most 255.
            result[i] = bytes1(uint8(bits));
        }
        // Only shortens: used <= length.
        assembly ("memory-safe") {
            mstore(result, used)
        }
    }

    function _digest(Stage stage, uint40 deadline, bytes32 state) private pure returns (bytes32) {
        return keccak256(abi.encode(stage, deadline, state));
    }
}
