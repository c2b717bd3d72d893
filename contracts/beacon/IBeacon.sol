// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Public randomness
/// @notice Checks rounds of a drand chain of the scheme `bls-unchained-g1-rfc9380`, as the public network quicknet has it.
/// Round `n` is the BLS signature of SHA-256(u64(n)) by a key that many parties hold in shares, and its randomness is
/// SHA-256 of the compressed signature: one value per round that nobody can choose, and nobody knows before a threshold
/// of the parties has signed. Source: docs/protocol/beacon.md; drand specification (drand.love), BLS in G1.
/// @dev Keeps nothing. Who needs a draw names a round in the future, roundAt(block.timestamp) + 2 or later, and takes the
/// signature from anyone once the round is due.
interface IBeacon {
    /// @notice The key is not a point of G2 other than infinity, 256 bytes. Source: EIP-2537.
    error BadPublicKey();

    /// @notice A round takes at least one second.
    error ZeroPeriod();

    /// @notice Rounds are numbered from 1.
    error RoundZero();

    /// @notice The round is signed only at `due`.
    error RoundNotDue(uint64 round, uint256 now_, uint256 due);

    /// @notice The signature is not that of the round.
    error BadSignature(uint64 round);

    /// @notice Randomness of a round that is due.
    /// @param signature G1 point as in EIP-2537, 128 bytes: drand publishes it compressed to 48
    function randomness(uint64 round, bytes calldata signature) external view returns (bytes32);

    /// @notice Last round that is due at `timestamp`; 0 before the first.
    /// @dev A block's timestamp may lie behind the world's clock, so the round after this one may be known already.
    function roundAt(uint256 timestamp) external view returns (uint64);

    /// @notice Second in which a round is due.
    function timeOf(uint64 round) external view returns (uint256);

    /// @notice Key of the chain, G2 as in EIP-2537, 256 bytes.
    function publicKey() external view returns (bytes memory);

    /// @notice Second in which round 1 is due.
    function genesisTime() external view returns (uint64);

    /// @notice Seconds from one round to the next.
    function periodSeconds() external view returns (uint64);
}
