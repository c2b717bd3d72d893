// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IKeyBook} from "../identity/IKeyBook.sol";
import {Bitmap} from "../libraries/Bitmap.sol";
import {KeccakTree} from "../libraries/KeccakTree.sol";
import {Messages} from "../libraries/Messages.sol";
import {Sha256Merkle} from "../libraries/Sha256Merkle.sol";
import {Sha256Multiproof} from "../libraries/Sha256Multiproof.sol";
import {Words32} from "../libraries/Words32.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {Transcript} from "../rounds/Transcript.sol";
import {ISumCourt} from "./ISumCourt.sol";
import {SumLeaf} from "./SumLeaf.sol";

/// @title Terms of a block of a sum
/// @notice The part of {SumCourt} that reads the history of a round and messages of members. It has a contract of its own because one is not large
/// enough, and no state: what it returns depends on what it is shown, the book and the ledger's address.
contract SumTerms {
    using Bitmap for bytes;

    /// @dev Dropped peers of a survivor.
    struct Dropped {
        /// @dev Their indices, ascending.
        uint256[] peers;
        /// @dev Their positions among all its peers.
        uint256[] positions;
        /// @dev Number of all its peers.
        uint256 size;
    }

    /// @dev First byte under the hash of an inner node; of a leaf it is zero, of any other form of sums more.
    bytes1 private constant NODE_PREFIX = 0x01;

    IRoundLedger private immutable _ledger;

    IKeyBook private immutable _keyBook;

    constructor(IRoundLedger ledger_) {
        _ledger = ledger_;
        _keyBook = ledger_.keyBook();
    }

    /// @notice Checks that what an opener shows is what the survivor and the round fixed, and computes the rest.
    /// @dev Requires that `opening.survivors` is the bitmap of the case.
    function termsOf(
        ISumCourt.Case calldata case_,
        ISumCourt.Chosen calldata chosen,
        ISumCourt.Opening calldata opening
    ) external view returns (ISumCourt.Terms memory terms) {
        bytes memory survivors = opening.survivors;
        ISumCourt.Announcement calldata announcement = opening.announcement;
        uint16 index = chosen.index;
        terms.index = index;
        terms.length = announcement.length;
        terms.vectorRoot = announcement.root;
        // Source: docs/protocol §4.1.
        terms.ctx = sha256(abi.encodePacked("vain/masks/1", opening.ctx, case_.shareRoot));
        terms.selfSeed = opening.selfSeed;
        terms.masked = opening.masked;
        Dropped memory dropped = _droppedOf(announcement.peers, survivors);
        uint256 words = 3 * dropped.peers.length;
        if (opening.pairs.length != words) revert ISumCourt.WrongCount(words, opening.pairs.length);
        terms.pairs = _pairsOf(dropped, opening.pairs);
        terms.self = _restOf(dropped, index, opening.masked, chosen.net, opening.pairs);
        bytes32 edges = _edgesOf(dropped, index, opening);
        bytes memory body = checkAnnouncement(case_, survivors, index, announcement, terms.ctx, edges);
        address operator;
        (operator, , , ) = _keyBook.operatorOf(index);
        _checkSignature(case_, Messages.MASK, index, operator, body, announcement.signature);
        _checkSelfSeed(case_, index, operator, opening.selfSeed, opening.roster);
    }

    /// @notice Checks that a mask message is the one of `index` in the round's bundle, and returns its body.
    /// @dev Requires that `survivors` is the bitmap of the case.
    function checkAnnouncement(
        ISumCourt.Case calldata case_,
        bytes memory survivors,
        uint16 index,
        ISumCourt.Announcement calldata announcement,
        bytes32 ctx,
        bytes32 edges
    ) public view returns (bytes memory body) {
        if (!survivors.has(index)) revert ISumCourt.NotSurvivor(index);
        body = Messages.encodeMask(
            Messages.Mask({
                run: case_.run,
                round: case_.round,
                ctx: ctx,
                length: announcement.length,
                root: announcement.root,
                content: announcement.content,
                peers: announcement.peers,
                edges: edges
            })
        );
        bytes32 root = Sha256Merkle.rootOfLeafHash(
            Sha256Merkle.leafHash(Messages.encodeEnvelope(index, body, announcement.signature)),
            survivors.rankOf(index),
            survivors.count(),
            announcement.path
        );
        if (root != case_.masksRoot) revert ISumCourt.WrongRoot(case_.masksRoot, root);
    }

    /// @notice Head after the four steps of a certified round whose sum is a tree as this court knows it.
    /// @param preimage of the sum's root: its top node, or its only leaf. Source: docs/protocol §2.1
    function headAfter(
        uint32 round,
        ISumCourt.History calldata history,
        bytes calldata preimage
    ) external pure returns (bytes32 head) {
        bytes32 root = sha256(preimage);
        if (root != history.sum.root) revert ISumCourt.WrongRoot(history.sum.root, root);
        if (preimage[0] > NODE_PREFIX) revert ISumCourt.OtherForm(root);

        head = Transcript.next(
            history.before,
            Transcript.opened(
                round,
                history.epoch,
                history.membership,
                history.members,
                history.threshold,
                history.inbox,
                history.openRandao
            )
        );
        head = Transcript.next(
            head,
            Transcript.masked(
                round,
                history.masker,
                history.roster,
                history.share,
                history.masks,
                history.survivorsHash
            )
        );
        head = Transcript.next(
            head,
            Transcript.proposed(round, history.leader, history.reveals, history.sum, history.model)
        );
        head = Transcript.next(
            head,
            Transcript.certified(round, history.digest, history.nonSignersHash, history.randao)
        );
    }

    /// @dev The root of a survivor's edges that follows from the seeds shown. Source: docs/protocol §4.3, §4.5.
    function _edgesOf(
        Dropped memory dropped,
        uint256 index,
        ISumCourt.Opening calldata opening
    ) private view returns (bytes32) {
        bytes32 ctx = opening.ctx;
        uint256 count = dropped.peers.length;
        bytes32[] memory hashes = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            (bytes32 seed, , ) = _pairAt(opening.pairs, i);
            hashes[i] = SumLeaf.ofEdge(ctx, index, dropped.peers[i], seed);
        }
        return Sha256Multiproof.rootOf(dropped.positions, hashes, opening.edges, dropped.size);
    }

    /// @dev The commitment to the pairs' terms.
    function _pairsOf(Dropped memory dropped, bytes32[] calldata pairs) private pure returns (bytes32) {
        uint256 count = dropped.peers.length;
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            (bytes32 seed, bytes32 first, bytes32 second) = _pairAt(pairs, i);
            leaves[i] = SumLeaf.ofPair(dropped.peers[i], seed, first, second);
        }
        return KeccakTree.root(leaves);
    }

    /// @dev What `net` and the pairs leave of the masked block.
    function _restOf(
        Dropped memory dropped,
        uint256 index,
        ISumCourt.Block calldata masked,
        ISumCourt.Block calldata net,
        bytes32[] calldata pairs
    ) private pure returns (ISumCourt.Block memory) {
        uint256 low = Words32.sub(_lanes(masked.first), _lanes(net.first));
        uint256 high = Words32.sub(_lanes(masked.second), _lanes(net.second));
        uint256[] memory peers = dropped.peers;
        for (uint256 i = 0; i < peers.length; ++i) {
            (, bytes32 first, bytes32 second) = _pairAt(pairs, i);
            // The lower index has added the pair's mask, the higher one has subtracted it. Source: docs/protocol §4.5.
            if (index < peers[i]) {
                low = Words32.sub(low, _lanes(first));
                high = Words32.sub(high, _lanes(second));
            } else {
                low = Words32.add(low, _lanes(first));
                high = Words32.add(high, _lanes(second));
            }
        }
        return ISumCourt.Block(bytes32(Words32.swap(low)), bytes32(Words32.swap(high)));
    }

    /// @dev Seed and block of one pair. Requires three words for each up to this one.
    function _pairAt(
        bytes32[] calldata pairs,
        uint256 i
    ) private pure returns (bytes32 seed, bytes32 first, bytes32 second) {
        assembly ("memory-safe") {
            let start := add(pairs.offset, mul(i, 96))
            seed := calldataload(start)
            first := calldataload(add(start, 32))
            second := calldataload(add(start, 64))
        }
    }

    function _lanes(bytes32 words) private pure returns (uint256) {
        return Words32.swap(uint256(words));
    }

    /// @dev Checks that the survivor committed to `seed` before anything was masked. Place and size of the advertise bundle
    /// are the opener's word, and so is whether the entry was forced: nobody but the survivor can open a commitment that it
    /// signed, so with any of them it only says what it adds to the sum, and that was its own to say.
    function _checkSelfSeed(
        ISumCourt.Case calldata case_,
        uint16 index,
        address operator,
        bytes32 seed,
        ISumCourt.Roster calldata roster
    ) private view {
        // Source: docs/protocol §4.2.
        bytes32 start = sha256(abi.encodePacked("vain/start/1", block.chainid, _ledger, case_.run, case_.round));
        bytes32 commitment = sha256(abi.encodePacked("vain/self/1", start, index, seed));
        if (roster.signature.length == 0) {
            bytes32 inbox = Transcript.forced(
                roster.before,
                index,
                roster.maskKey,
                roster.sealKey,
                keccak256(roster.kemKey),
                commitment
            );
            for (uint256 i = 0; i < roster.later.length; ++i) {
                ISumCourt.Entry calldata entry = roster.later[i];
                inbox = Transcript.forced(
                    inbox,
                    entry.index,
                    entry.maskKey,
                    entry.sealKey,
                    entry.kemKeyHash,
                    entry.selfCommitment
                );
            }
            if (inbox != case_.inbox) revert ISumCourt.WrongRoot(case_.inbox, inbox);
            return;
        }
        bytes memory body = Messages.encodeAdvertise(
            Messages.Advertise(case_.run, case_.round, roster.maskKey, roster.sealKey, roster.kemKey, commitment)
        );
        bytes32 root = Sha256Merkle.rootOfLeafHash(
            Sha256Merkle.leafHash(Messages.encodeEnvelope(index, body, roster.signature)),
            roster.position,
            roster.size,
            roster.path
        );
        if (root != case_.rosterRoot) revert ISumCourt.WrongRoot(case_.rosterRoot, root);
        _checkSignature(case_, Messages.ADVERTISE, index, operator, body, roster.signature);
    }

    function _checkSignature(
        ISumCourt.Case calldata case_,
        uint8 phase,
        uint16 index,
        address operator,
        bytes memory body,
        bytes calldata signature
    ) private view {
        bytes32 digest = Messages.digest(address(_ledger), case_.run, case_.round, phase, index, sha256(body));
        (address signer, , ) = ECDSA.tryRecover(digest, signature);
        // An index without an operator has the address zero, and so has a signature by nobody.
        if (signer != operator || signer == address(0)) revert ISumCourt.BadSignature(index);
    }

    /// @dev The members of `peers` that are not survivors.
    function _droppedOf(bytes memory peers, bytes memory survivors) private pure returns (Dropped memory dropped) {
        uint256 end = peers.words();
        uint256 found = 0;
        for (uint256 i = 0; i < end; ++i) found += Bitmap.popCount(_without(peers, survivors, i));
        uint256[] memory indices = new uint256[](found);
        uint256[] memory positions = new uint256[](found);
        found = 0;
        uint256 before = 0;
        // Numbers of bits: far from the end of the numbers.
        unchecked {
            for (uint256 i = 0; i < end; ++i) {
                uint256 bits = peers.word(i);
                for (uint256 left = _without(peers, survivors, i); left != 0; left &= left - 1) {
                    uint256 bit = Bitmap.lowest(left);
                    indices[found] = (i << 8) | bit;
                    positions[found++] = before + Bitmap.popCount(bits & ((1 << bit) - 1));
                }
                before += Bitmap.popCount(bits);
            }
        }
        dropped = Dropped(indices, positions, before);
    }

    /// @dev Word `position` of a bitmap without what is in another one.
    function _without(bytes memory bitmap, bytes memory other, uint256 position) private pure returns (uint256 bits) {
        bits = bitmap.word(position);
        if (position < other.words()) bits &= ~other.word(position);
    }
}
