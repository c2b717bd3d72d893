// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IKeyBook} from "../identity/IKeyBook.sol";
import {IStakeVault} from "../stake/IStakeVault.sol";

/// @title Validator sets, one per epoch
/// @notice Freezes the active validators with the votes they had when the epoch began, so that stake which moves later
/// changes nothing before the next epoch. A *position* numbers the validators of one set, ascending by index.
/// Source: docs/protocol §7.3.
/// @dev Everything is kept as code. Keys never change under an index, so they are written once, in pages of `PAGE_SIZE`
/// in order of index (`collect`), and a set holds for each position only weight, index and the place of the key. A
/// snapshot of `n` validators then writes 20 n bytes rather than 274 n, which is what lets 256 of them fit one
/// transaction (EIP-7825 allows 2²⁴ gas).
interface IEpochSet {
    /// @notice The set of `epoch`: indices, weights, their sum and the sum of the keys.
    event Snapshotted(
        uint32 indexed epoch,
        uint16[] indices,
        uint128[] weights,
        uint256 totalWeight,
        bytes aggregateKey
    );

    /// @notice The keys of all validators with indices below `nextIndex` are collected.
    event Collected(uint256 collected, uint256 nextIndex);

    /// @notice The set of this epoch exists.
    error AlreadySnapshotted(uint32 epoch);

    /// @notice No active validator had votes when the epoch began.
    error NoValidators(uint32 epoch);

    /// @notice No set was taken in this epoch.
    error UnknownSet(uint32 epoch);

    /// @notice No set was taken at all.
    error NoSet();

    /// @notice The last set is too old: take a snapshot first.
    error StaleEpoch(uint32 epoch, uint32 current);

    /// @notice The set has only `count` positions.
    error UnknownPosition(uint256 position, uint256 count);

    /// @notice The bitmap ends in a zero byte.
    error BadBitmap();

    /// @notice The signers hold less than two thirds of the stake.
    error InsufficientStake(uint256 signed, uint256 total);

    /// @notice The signature is not by the signers over the digest.
    error BadSignature();

    /// @notice An epoch has at least one second.
    error ZeroEpochSeconds();

    /// @notice The key book belongs to another vault.
    error WrongVault(address expected, address actual);

    /// @notice Takes the set of the current epoch. Anyone may, once per epoch.
    /// @dev Collects keys first if any are missing. With more than one page of them missing, `collect` before, in
    /// transactions of its own.
    function snapshot() external;

    /// @notice Copies the keys of up to `pages` pages of new validators. Anyone may, at any time.
    function collect(uint256 pages) external;

    /// @notice The current epoch, from 0.
    function epoch() external view returns (uint32);

    /// @notice First second of an epoch.
    function epochStart(uint32 epoch) external view returns (uint48);

    /// @notice The last epoch that has a set. Reverts with `NoSet` if none has.
    function latest() external view returns (uint32 epoch);

    /// @notice The last epoch that has a set, unless it is more than `maxAge` epochs old: then `StaleEpoch`.
    function freshest(uint256 maxAge) external view returns (uint32 epoch);

    /// @notice Size, total weight and sum of the keys (G2, 256 bytes) of a set.
    function set(uint32 epoch) external view returns (uint256 count, uint256 totalWeight, bytes memory aggregateKey);

    /// @notice Key, weight and index of the validator at a position of a set.
    function validator(
        uint32 epoch,
        uint256 position
    ) external view returns (bytes memory key, uint128 weight, uint16 index);

    /// @notice Checks that validators with at least two thirds of a set's weight signed `digest`; reverts if not.
    /// Source: docs/protocol §7.2, §7.3.
    /// @param nonSigners canonical bitmap over positions
    /// @param signature sum of the signers' signatures, a point of G1 as in EIP-2537
    function checkCertificate(
        uint32 epoch,
        bytes32 digest,
        bytes calldata nonSigners,
        bytes32[4] calldata signature
    ) external view;

    /// @notice Weight and key of all validators of a set but the missing ones.
    /// @dev Never reverts for too little weight: that is the caller's rule. If all are missing the key is infinity, which
    /// no signature fits.
    /// @param nonSigners canonical bitmap over positions
    function signedBy(
        uint32 epoch,
        bytes calldata nonSigners
    ) external view returns (uint256 signedWeight, uint256 totalWeight, bytes memory key);

    /// @notice Number of validators whose keys are collected.
    function collected() external view returns (uint256);

    /// @notice Length of an epoch.
    function epochSeconds() external view returns (uint64);

    /// @notice First second of epoch 0.
    function genesisTime() external view returns (uint64);

    /// @notice Where the votes come from.
    function vault() external view returns (IStakeVault);

    /// @notice Where the validators and their keys come from.
    function keyBook() external view returns (IKeyBook);
}
