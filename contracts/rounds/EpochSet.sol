// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IKeyBook} from "../identity/IKeyBook.sol";
import {BLS381} from "../libraries/BLS381.sol";
import {Bitmap} from "../libraries/Bitmap.sol";
import {CodeStorage} from "../libraries/CodeStorage.sol";
import {Roles} from "../libraries/Roles.sol";
import {IStakeVault} from "../stake/IStakeVault.sol";
import {IEpochSet} from "./IEpochSet.sol";

/// @title Validator sets, one per epoch
/// @notice See {IEpochSet}.
/// @dev Layouts, big-endian.
/// Page: entries of operator 20 ‖ index 2 ‖ key 256. Entry number `s` of all is entry `s % PAGE_SIZE` of page
/// `s / PAGE_SIZE`; all pages but the last are full, and a page is only ever replaced by a longer one that begins alike, so
/// a place is good for ever.
/// Set: count 2 ‖ total weight 16 ‖ sum of keys 256, then seats of weight 16 ‖ index 2 ‖ place 2, one per position.
/// KeyBook.MAX_VALIDATORS bounds it: 274 + 1,024 · 20 bytes is less than a contract's code may hold.
contract EpochSet is IEpochSet {
    using Bitmap for bytes;
    using SafeCast for uint256;

    /// @dev A set while it is being built.
    struct Draft {
        uint48 votesAt;
        uint256 count;
        uint256 total;
        uint16[] indices;
        uint128[] weights;
        bytes seats;
        bytes keys;
    }

    /// @notice Validators per page: as many as the code of one contract holds.
    uint256 public constant PAGE_SIZE = 88;

    uint256 private constant KEY = BLS381.G2_LENGTH;
    uint256 private constant ENTRY_HEAD = 22;
    uint256 private constant ENTRY = ENTRY_HEAD + KEY;
    uint256 private constant SET_HEAD = 18 + KEY;
    uint256 private constant SEAT = 20;

    /// @inheritdoc IEpochSet
    IStakeVault public immutable vault;

    /// @inheritdoc IEpochSet
    IKeyBook public immutable keyBook;

    /// @inheritdoc IEpochSet
    uint64 public immutable epochSeconds;

    /// @inheritdoc IEpochSet
    uint64 public immutable genesisTime;

    uint32 private _latestPlusOne;

    /// @dev Number of entries in all pages, and the first index that was never looked at. Every active validator with a
    /// lower index has an entry: indices are given away in ascending order and are never active again once they were not.
    uint32 private _collected;
    uint32 private _nextIndex;

    mapping(uint256 page => address) private _pages;
    mapping(uint32 epoch => address) private _sets;

    constructor(IStakeVault vault_, IKeyBook keyBook_, uint64 epochSeconds_) {
        if (epochSeconds_ == 0) revert ZeroEpochSeconds();
        address actual = address(keyBook_.vault());
        if (actual != address(vault_)) revert WrongVault(address(vault_), actual);
        vault = vault_;
        keyBook = keyBook_;
        epochSeconds = epochSeconds_;
        genesisTime = block.timestamp.toUint64();
    }

    /// @inheritdoc IEpochSet
    function snapshot() external {
        uint32 current = epoch();
        if (_sets[current] != address(0)) revert AlreadySnapshotted(current);
        bytes memory bitmap = keyBook.active(Roles.VALIDATOR);
        _collect(bitmap, type(uint256).max);
        Draft memory draft = _draft(bitmap, epochStart(current) - 1);
        if (draft.count == 0) revert NoValidators(current);

        bytes memory key = draft.keys;
        // The sum is the first of the two points; only shortens.
        assembly ("memory-safe") {
            mstore(key, 256)
        }
        _sets[current] = CodeStorage.store(
            // count <= MAX_VALIDATORS; the total is a sum of votes, which the token's supply bounds.
            abi.encodePacked(uint16(draft.count), draft.total.toUint128(), key, draft.seats)
        );
        _latestPlusOne = current + 1;
        emit Snapshotted(current, draft.indices, draft.weights, draft.total, key);
    }

    /// @inheritdoc IEpochSet
    function collect(uint256 pages) external {
        _collect(keyBook.active(Roles.VALIDATOR), pages);
    }

    /// @inheritdoc IEpochSet
    function freshest(uint256 maxAge) external view returns (uint32 epoch_) {
        epoch_ = latest();
        uint32 current = epoch();
        // The latest epoch is never after the current one.
        if (current - epoch_ > maxAge) revert StaleEpoch(epoch_, current);
    }

    /// @inheritdoc IEpochSet
    function set(uint32 epoch_) external view returns (uint256 count, uint256 totalWeight, bytes memory aggregateKey) {
        (, count, totalWeight, aggregateKey) = _head(epoch_);
    }

    /// @inheritdoc IEpochSet
    function validator(
        uint32 epoch_,
        uint256 position
    ) external view returns (bytes memory key, uint128 weight, uint16 index) {
        (address blob, uint256 count, , ) = _head(epoch_);
        if (position >= count) revert UnknownPosition(position, count);
        uint256 place;
        (weight, index, place) = _seat(CodeStorage.read(blob, SET_HEAD + position * SEAT, SEAT), 0);
        key = CodeStorage.read(_pages[place / PAGE_SIZE], (place % PAGE_SIZE) * ENTRY + ENTRY_HEAD, KEY);
    }

    /// @inheritdoc IEpochSet
    function checkCertificate(
        uint32 epoch_,
        bytes32 digest,
        bytes calldata nonSigners,
        bytes32[4] calldata signature
    ) external view {
        (uint256 signed, uint256 total, bytes memory key) = signedBy(epoch_, nonSigners);
        // Weights fit 128 bits, so do three times their sum 256.
        if (3 * signed < 2 * total) revert InsufficientStake(signed, total);
        if (!BLS381.verify(abi.encodePacked(signature), abi.encodePacked(digest), BLS381.SIGNATURE_TAG, key))
            revert BadSignature();
    }

    /// @inheritdoc IEpochSet
    function collected() external view returns (uint256) {
        return _collected;
    }

    /// @inheritdoc IEpochSet
    function latest() public view returns (uint32) {
        uint32 latestPlusOne = _latestPlusOne;
        if (latestPlusOne == 0) revert NoSet();
        return latestPlusOne - 1;
    }

    /// @inheritdoc IEpochSet
    function signedBy(
        uint32 epoch_,
        bytes calldata nonSigners
    ) public view returns (uint256 signedWeight, uint256 totalWeight, bytes memory key) {
        address blob;
        uint256 count;
        (blob, count, totalWeight, key) = _head(epoch_);
        if (nonSigners.length == 0) return (totalWeight, totalWeight, key);
        bytes memory missing = nonSigners;
        if (!missing.isCanonical()) revert BadBitmap();

        bytes memory seats = CodeStorage.read(blob, SET_HEAD, count * SEAT);
        // The sum of the missing keys, beginning at infinity, and room for the next one.
        bytes memory keys = new bytes(2 * KEY);
        // Each position counts once and the total is the sum over all, so this cannot fall below zero.
        signedWeight = totalWeight - _addMissing(missing, count, seats, keys);
        BLS381.negate(keys);
        assembly ("memory-safe") {
            mcopy(add(keys, 288), add(key, 32), 256)
        }
        BLS381.accumulate(keys);
        assembly ("memory-safe") {
            mcopy(add(key, 32), add(keys, 32), 256)
        }
    }

    /// @inheritdoc IEpochSet
    function epoch() public view returns (uint32) {
        return ((block.timestamp - genesisTime) / epochSeconds).toUint32();
    }

    /// @inheritdoc IEpochSet
    function epochStart(uint32 epoch_) public view returns (uint48) {
        return (genesisTime + uint256(epoch_) * epochSeconds).toUint48();
    }

    function _collect(bytes memory bitmap, uint256 pages) private {
        uint256 before = _collected;
        while (pages != 0 && _collectPage(bitmap)) --pages;
        if (_collected != before) emit Collected(_collected, _nextIndex);
    }

    /// @dev Fills up the last page with the next validators, and says whether it is full.
    function _collectPage(bytes memory bitmap) private returns (bool full) {
        uint256 collected_ = _collected;
        uint256 filled = collected_ % PAGE_SIZE;
        uint16[] memory fresh = bitmap.membersFrom(_nextIndex, PAGE_SIZE - filled);
        if (fresh.length == 0) return false;
        uint256 page = collected_ / PAGE_SIZE;
        bytes memory entries = new bytes((filled + fresh.length) * ENTRY);
        if (filled != 0) CodeStorage.copy(_pages[page], 0, entries, 0, filled * ENTRY);
        for (uint256 i = 0; i < fresh.length; ++i) _writeEntry(entries, (filled + i) * ENTRY, fresh[i]);

        _pages[page] = CodeStorage.store(entries);
        // Neither exceeds KeyBook.MAX_OPERATORS.
        _collected = uint32(collected_ + fresh.length);
        _nextIndex = uint32(fresh[fresh.length - 1]) + 1;
        return filled + fresh.length == PAGE_SIZE;
    }

    /// @dev Requires `offset + ENTRY <= entries.length` and the index of a validator.
    function _writeEntry(bytes memory entries, uint256 offset, uint16 index) private view {
        (address operator, , , address blob) = keyBook.operatorOf(index);
        assembly ("memory-safe") {
            let entry := add(add(entries, 32), offset)
            // Operator and index in the upper 22 bytes; the key overwrites the rest.
            mstore(entry, or(shl(96, operator), shl(80, index)))
        }
        CodeStorage.copy(blob, 0, entries, offset + ENTRY_HEAD, KEY);
    }

    /// @dev Walks all pages: at most 65,535 / PAGE_SIZE of them, and entries that are no longer active cost a few hundred
    /// gas. A stake buys one index per unbonding (see {KeyBook}), so who comes and goes needs thousands of minimum bonds to
    /// put a snapshot out of reach; without a minimum for validators it is only gas.
    function _draft(bytes memory bitmap, uint48 votesAt) private view returns (Draft memory draft) {
        uint256 capacity = bitmap.count();
        draft = Draft({
            votesAt: votesAt,
            count: 0,
            total: 0,
            indices: new uint16[](capacity),
            weights: new uint128[](capacity),
            seats: new bytes(capacity * SEAT),
            keys: new bytes(2 * KEY)
        });
        uint256 left = _collected;
        bytes memory entries = new bytes(PAGE_SIZE * ENTRY);
        for (uint256 page = 0; left != 0; ++page) {
            uint256 size = left < PAGE_SIZE ? left : PAGE_SIZE;
            CodeStorage.copy(_pages[page], 0, entries, 0, size * ENTRY);
            for (uint256 i = 0; i < size; ++i) _draftSeat(draft, bitmap, entries, page * PAGE_SIZE + i, i);
            left -= size;
        }
        _shorten(draft);
    }

    /// @dev Gives entry `i` of the page `entries` a seat, if it is active and has votes.
    function _draftSeat(
        Draft memory draft,
        bytes memory bitmap,
        bytes memory entries,
        uint256 place,
        uint256 i
    ) private view {
        uint256 head;
        uint256 offset = 32 + i * ENTRY;
        assembly ("memory-safe") {
            head := mload(add(entries, offset))
        }
        uint16 index = uint16(head >> 80);
        if (!bitmap.has(index)) return;
        uint128 weight = vault.getPastVotes(address(uint160(head >> 96)), draft.votesAt).toUint128();
        if (weight == 0) return;

        // Below the capacity: an index has one entry and the capacity counts the active ones.
        uint256 position = draft.count++;
        draft.total += weight;
        draft.indices[position] = index;
        draft.weights[position] = weight;
        bytes memory seats = draft.seats;
        bytes memory keys = draft.keys;
        assembly ("memory-safe") {
            // The word's last 12 bytes lie past the seat, maybe past the buffer: they are written back as they were.
            let seat := add(add(seats, 32), mul(position, 20))
            mcopy(add(keys, 288), add(add(entries, offset), 22), 256)
            let rest := and(mload(seat), 0xffffffffffffffffffffffff)
            mstore(seat, or(or(or(shl(128, weight), shl(112, index)), shl(96, place)), rest))
        }
        BLS381.accumulate(keys);
    }

    /// @dev Cuts off the room that validators without votes left.
    function _shorten(Draft memory draft) private pure {
        uint256 count = draft.count;
        uint16[] memory indices = draft.indices;
        uint128[] memory weights = draft.weights;
        bytes memory seats = draft.seats;
        assembly ("memory-safe") {
            mstore(indices, count)
            mstore(weights, count)
            mstore(seats, mul(count, 20))
        }
    }

    /// @dev Adds the keys of the missing to `keys` and returns their weight.
    function _addMissing(
        bytes memory missing,
        uint256 count,
        bytes memory seats,
        bytes memory keys
    ) private view returns (uint256 weight) {
        uint256 page = type(uint256).max;
        address blob;
        for (uint256 i = 0; i < missing.words(); ++i) {
            for (uint256 bits = missing.word(i); bits != 0; bits &= bits - 1) {
                uint256 position = (i << 8) | Bitmap.lowest(bits);
                if (position >= count) revert UnknownPosition(position, count);
                (uint128 lost, , uint256 place) = _seat(seats, position * SEAT);
                weight += lost;
                if (place / PAGE_SIZE != page) {
                    page = place / PAGE_SIZE;
                    blob = _pages[page];
                }
                CodeStorage.copy(blob, (place % PAGE_SIZE) * ENTRY + ENTRY_HEAD, keys, KEY, KEY);
                BLS381.accumulate(keys);
            }
        }
    }

    function _head(
        uint32 epoch_
    ) private view returns (address blob, uint256 count, uint256 totalWeight, bytes memory key) {
        blob = _sets[epoch_];
        if (blob == address(0)) revert UnknownSet(epoch_);
        uint256 word;
        key = CodeStorage.read(blob, SET_HEAD - KEY, KEY);
        assembly ("memory-safe") {
            // Past the STOP: count 2 ‖ total weight 16.
            extcodecopy(blob, 0, 1, 32)
            word := mload(0)
        }
        count = word >> 240;
        totalWeight = uint128(word >> 112);
    }

    /// @dev Requires `offset + SEAT <= seats.length`.
    function _seat(
        bytes memory seats,
        uint256 offset
    ) private pure returns (uint128 weight, uint16 index, uint256 place) {
        uint256 word;
        assembly ("memory-safe") {
            word := mload(add(add(seats, 32), offset))
        }
        // Each cast keeps just the field's own bits.
        return (uint128(word >> 128), uint16(word >> 112), uint16(word >> 96));
    }
}
