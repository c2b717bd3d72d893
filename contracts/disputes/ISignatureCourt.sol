// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IKeyBook} from "../identity/IKeyBook.sol";
import {IEpochSet} from "../rounds/IEpochSet.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {Artefact} from "../rounds/Transcript.sol";
import {ISlasher} from "./ISlasher.sol";

/// @title Two signatures of one round
/// @notice A validator signs one digest a round (docs/protocol §7.4), so two different digests of one round of this
/// ledger, with its signatures, prove that it lied. Whoever shows them has it sentenced, without a bond, since nothing is
/// left to contest. Source: docs/protocol/slashing.md.
/// @dev No owner, no funds, no state. It does not ask whether the round took place: a validator signs no other either.
/// What it cannot see is a signature that nobody kept.
interface ISignatureCourt {
    /// @notice What the digest of a round binds besides run and round, and a signature over it. Source: docs/protocol §7.1.
    struct Attestation {
        /// @dev Epoch of the validator set.
        uint32 epoch;
        /// @dev Head of the run after the proposal.
        bytes32 head;
        /// @dev The evaluation bundle.
        Artefact evaluation;
        /// @dev G1, 128 bytes: of one validator, or the sum of several.
        bytes signature;
    }

    /// @notice What all validators of a set but some signed, such as a certificate. Nothing is asked of their stake.
    struct Aggregate {
        Attestation signed;
        /// @dev Canonical bitmap over positions of the set.
        bytes nonSigners;
    }

    /// @notice A validator's positions in two sets.
    struct Seats {
        uint16 first;
        uint16 second;
    }

    /// @notice The operator with the number `index` signed two digests of a round.
    event DoubleSigned(
        uint32 indexed run,
        uint32 indexed round,
        uint16 indexed index,
        bytes32 firstDigest,
        bytes32 secondDigest
    );

    /// @notice The validators at the positions `signers` of the set of `epoch` signed two digests of a round.
    event DoubleCertified(uint32 indexed run, uint32 indexed round, uint32 indexed epoch, bytes signers);

    /// @notice The two digests are one, and one may be signed as often as one likes.
    error SameDigest(bytes32 digest);

    /// @notice The signature is not by this validator or these validators over the digest.
    error BadSignature(bytes32 digest);

    /// @notice No validator is proven to have signed both.
    error NobodySignedBoth();

    /// @notice These aggregates are of different sets: it takes `reportAcrossEpochs`.
    error EpochsDiffer(uint32 first, uint32 second);

    /// @notice The seats are not ascending.
    error NotAscending(uint256 position);

    /// @notice The position is among those that did not sign.
    error DidNotSign(uint32 epoch, uint256 position);

    /// @notice The positions belong to different operators.
    error DifferentValidators(uint16 first, uint16 second);

    /// @notice Has a validator sentenced by two signatures of its own. Anyone; the caller gets the reward.
    /// @param index number of the operator in the book, active or not
    function report(
        uint32 run,
        uint32 round,
        uint16 index,
        Attestation calldata first,
        Attestation calldata second
    ) external;

    /// @notice Has all validators sentenced that are in both of two aggregates of one set. If each has two thirds of the
    /// stake, as certificates have, those in both have at least one third. Anyone; the caller gets the reward.
    /// @param limit how many to sentence at once; the rest by `slasher.sentenceNext`
    function reportAggregates(
        uint32 run,
        uint32 round,
        Aggregate calldata first,
        Aggregate calldata second,
        uint256 limit
    ) external;

    /// @notice The same for aggregates of two sets, and those whom the caller names. A round has one epoch, so one of the
    /// two is of a round that never was.
    /// @param seats of whom to sentence, ascending by the first
    function reportAcrossEpochs(
        uint32 run,
        uint32 round,
        Aggregate calldata first,
        Aggregate calldata second,
        Seats[] calldata seats,
        uint256 limit
    ) external;

    /// @notice The case of a round: whoever signed it twice is sentenced once, however it is proven.
    function caseOf(uint32 run, uint32 round) external view returns (bytes32);

    /// @notice Rounds.
    function ledger() external view returns (IRoundLedger);

    /// @notice Operators.
    function keyBook() external view returns (IKeyBook);

    /// @notice Validators.
    function epochSet() external view returns (IEpochSet);

    /// @notice Who punishes.
    function slasher() external view returns (ISlasher);
}
