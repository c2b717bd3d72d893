// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IKeyBook} from "../identity/IKeyBook.sol";
import {BLS381} from "../libraries/BLS381.sol";
import {Bitmap} from "../libraries/Bitmap.sol";
import {IEpochSet} from "../rounds/IEpochSet.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {Transcript} from "../rounds/Transcript.sol";
import {ISignatureCourt} from "./ISignatureCourt.sol";
import {ISlasher} from "./ISlasher.sol";

/// @title Two signatures of one round
/// @notice See {ISignatureCourt}.
/// @dev All keys come from the book or the set, where each has proven its possession. Under such keys an aggregate
/// signature cannot be made without each honest one of its signers (Ristenpart and Yilek 2007), so being named in one is
/// as good as a signature of one's own.
contract SignatureCourt is ISignatureCourt {
    using Bitmap for bytes;

    bytes32 private constant CASE_DOMAIN = keccak256("vain/double-signature/1");

    /// @inheritdoc ISignatureCourt
    IRoundLedger public immutable ledger;

    /// @inheritdoc ISignatureCourt
    IKeyBook public immutable keyBook;

    /// @inheritdoc ISignatureCourt
    IEpochSet public immutable epochSet;

    /// @inheritdoc ISignatureCourt
    ISlasher public immutable slasher;

    constructor(IRoundLedger ledger_, ISlasher slasher_) {
        IEpochSet set = ledger_.epochSet();
        address actual = address(slasher_.epochSet());
        if (actual != address(set)) revert ISlasher.WrongEpochSet(address(set), actual);
        ledger = ledger_;
        keyBook = ledger_.keyBook();
        epochSet = set;
        slasher = slasher_;
    }

    /// @inheritdoc ISignatureCourt
    function report(
        uint32 run,
        uint32 round,
        uint16 index,
        Attestation calldata first,
        Attestation calldata second
    ) external {
        (bytes32 firstDigest, bytes32 secondDigest) = _digests(run, round, first, second);
        bytes memory key = keyBook.blsKeyOf(index);
        _checkSignature(firstDigest, first.signature, key);
        _checkSignature(secondDigest, second.signature, key);
        (address operator, , , ) = keyBook.operatorOf(index);

        emit DoubleSigned(run, round, index, firstDigest, secondDigest);

        slasher.sentence(caseOf(run, round), operator, ISlasher.Offence.DoubleSignature, msg.sender);
    }

    /// @inheritdoc ISignatureCourt
    function reportAggregates(
        uint32 run,
        uint32 round,
        Aggregate calldata first,
        Aggregate calldata second,
        uint256 limit
    ) external {
        uint32 epoch = first.signed.epoch;
        if (second.signed.epoch != epoch) revert EpochsDiffer(epoch, second.signed.epoch);
        _checkAggregates(run, round, first, second);
        bytes memory signers = _inBoth(_sizeOf(epoch), first.nonSigners, second.nonSigners);

        _convict(run, round, epoch, signers, limit);
    }

    /// @inheritdoc ISignatureCourt
    function reportAcrossEpochs(
        uint32 run,
        uint32 round,
        Aggregate calldata first,
        Aggregate calldata second,
        Seats[] calldata seats,
        uint256 limit
    ) external {
        _checkAggregates(run, round, first, second);
        bytes memory signers = _seated(first, second, seats);

        _convict(run, round, first.signed.epoch, signers, limit);
    }

    /// @inheritdoc ISignatureCourt
    function caseOf(uint32 run, uint32 round) public view returns (bytes32) {
        return keccak256(abi.encode(CASE_DOMAIN, ledger, run, round));
    }

    function _convict(uint32 run, uint32 round, uint32 epoch, bytes memory signers, uint256 limit) private {
        if (signers.length == 0) revert NobodySignedBoth();
        bytes32 caseId = caseOf(run, round);

        emit DoubleCertified(run, round, epoch, signers);

        slasher.sentenceSet(caseId, epoch, keccak256(signers), ISlasher.Offence.DoubleSignature, msg.sender);
        if (limit != 0) slasher.sentenceNext(caseId, epoch, signers, limit);
    }

    function _checkAggregates(
        uint32 run,
        uint32 round,
        Aggregate calldata first,
        Aggregate calldata second
    ) private view {
        (bytes32 firstDigest, bytes32 secondDigest) = _digests(run, round, first.signed, second.signed);
        _checkAggregate(firstDigest, first);
        _checkAggregate(secondDigest, second);
    }

    /// @dev The set refuses bitmaps that are not canonical or hold a position it has not. Without any signer the key is
    /// infinity, which no signature fits.
    function _checkAggregate(bytes32 digest, Aggregate calldata aggregate) private view {
        (, , bytes memory key) = epochSet.signedBy(aggregate.signed.epoch, aggregate.nonSigners);
        _checkSignature(digest, aggregate.signed.signature, key);
    }

    /// @dev False for points off the curve, outside the subgroup or at infinity, and for an operator without a key.
    function _checkSignature(bytes32 digest, bytes calldata signature, bytes memory key) private view {
        if (!BLS381.verify(signature, abi.encodePacked(digest), BLS381.SIGNATURE_TAG, key)) revert BadSignature(digest);
    }

    /// @dev The digests of both, which differ.
    function _digests(
        uint32 run,
        uint32 round,
        Attestation calldata first,
        Attestation calldata second
    ) private view returns (bytes32 firstDigest, bytes32 secondDigest) {
        firstDigest = _digest(run, round, first);
        secondDigest = _digest(run, round, second);
        if (firstDigest == secondDigest) revert SameDigest(firstDigest);
    }

    function _digest(uint32 run, uint32 round, Attestation calldata signed) private view returns (bytes32) {
        return Transcript.digest(address(ledger), run, round, signed.epoch, signed.head, signed.evaluation);
    }

    /// @dev Canonical bitmap, over positions of the first set, of seats whose holders signed both.
    function _seated(
        Aggregate calldata first,
        Aggregate calldata second,
        Seats[] calldata seats
    ) private view returns (bytes memory signers) {
        signers = new bytes((_sizeOf(first.signed.epoch) + 7) >> 3);
        for (uint256 i = 0; i < seats.length; ++i) {
            uint16 seat = seats[i].first;
            if (i != 0 && seat <= seats[i - 1].first) revert NotAscending(seat);
            uint16 index = _signer(first, seat);
            uint16 other = _signer(second, seats[i].second);
            if (index != other) revert DifferentValidators(index, other);
            // A position of the set, for which there is room. The shift leaves one of eight bits.
            signers[seat >> 3] |= bytes1(uint8(1 << (seat & 7)));
        }
        // Ascending, so the last one is in the last byte that is not zero.
        _shorten(signers, seats.length == 0 ? 0 : (seats[seats.length - 1].first >> 3) + 1);
    }

    function _sizeOf(uint32 epoch) private view returns (uint256 count) {
        (count, , ) = epochSet.set(epoch);
    }

    /// @dev The index of a position that signed. The set refuses a position it has not.
    function _signer(Aggregate calldata aggregate, uint16 position) private view returns (uint16 index) {
        bytes memory nonSigners = aggregate.nonSigners;
        if (nonSigners.has(position)) revert DidNotSign(aggregate.signed.epoch, position);
        (, , index) = epochSet.validator(aggregate.signed.epoch, position);
    }

    /// @dev Canonical bitmap of the positions below `count` that are in neither of two bitmaps.
    function _inBoth(
        uint256 count,
        bytes calldata firstMissing,
        bytes calldata secondMissing
    ) private pure returns (bytes memory signers) {
        uint256 length = (count + 7) >> 3;
        signers = new bytes(length);
        uint256 used = 0;
        for (uint256 i = 0; i < length; ++i) {
            // Bits of this byte that are positions: all eight, or in the last byte as many as are left.
            uint256 bits = count - (i << 3) >= 8 ? 255 : (1 << (count & 7)) - 1;
            if (i < firstMissing.length) bits &= ~uint256(uint8(firstMissing[i]));
            if (i < secondMissing.length) bits &= ~uint256(uint8(secondMissing[i]));
            if (bits != 0) used = i + 1;
            // At most 255.
            signers[i] = bytes1(uint8(bits));
        }
        _shorten(signers, used);
    }

    /// @dev Requires `length <= signers.length`.
    function _shorten(bytes memory signers, uint256 length) private pure {
        assembly ("memory-safe") {
            mstore(signers, length)
        }
    }
}
