// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Content that a step of a round fixes.
struct Artefact {
    /// @dev Merkle root of the bundle or the bytes. Source: docs/protocol §2.1, §2.3.
    bytes32 root;
    /// @dev SHA-256 digest of the DAG-PB root block, from which its CID follows. Source: docs/protocol §2.2.
    bytes32 content;
}

/// @title The hash chain of a run
/// @notice A run's head is one word: each step of each round is hashed onto it, so it binds all that ever happened there,
/// and whoever shows the steps since can prove any of them. Source: docs/protocol §6.2, §7.1.
/// @dev Every step begins with the number of the state it enters and the round's number, so no step passes for another
/// one. The genesis word has chain, ledger and run in it, and so has everything after it.
library Transcript {
    bytes32 private constant CERTIFICATE_DOMAIN = keccak256("vain/certificate/1");

    uint8 internal constant ROLLED_BACK = 0;
    uint8 internal constant OPENED = 1;
    uint8 internal constant MASKED = 2;
    uint8 internal constant PROPOSED = 3;
    uint8 internal constant CERTIFIED = 4;
    uint8 internal constant ABORTED = 6;
    uint8 internal constant OVERTURNED = 7;

    /// @notice Head of a run that no round was opened for.
    function genesis(
        address ledger,
        uint32 run,
        bytes32 configHash,
        bytes32 genesisModelRoot
    ) internal view returns (bytes32) {
        return keccak256(abi.encode("vain/genesis/1", block.chainid, ledger, run, configHash, genesisModelRoot));
    }

    /// @notice Head after a step.
    function next(bytes32 head, bytes32 step) internal pure returns (bytes32 result) {
        // keccak256(abi.encode(head, step)), in scratch space.
        assembly ("memory-safe") {
            mstore(0, head)
            mstore(32, step)
            result := keccak256(0, 64)
        }
    }

    /// @notice Head after `steps`, in order.
    function fold(bytes32 head, bytes32[] memory steps) internal pure returns (bytes32) {
        for (uint256 i = 0; i < steps.length; ++i) head = next(head, steps[i]);
        return head;
    }

    /// @notice A round began.
    function opened(
        uint32 round,
        uint32 epoch,
        bytes32 membership,
        uint16 members,
        uint16 threshold,
        bytes32 inbox,
        bytes32 randao
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(OPENED, round, epoch, membership, members, threshold, inbox, randao));
    }

    /// @notice The inputs of a round are fixed.
    function masked(
        uint32 round,
        address leader,
        Artefact memory roster,
        Artefact memory share,
        Artefact memory masks,
        bytes32 survivorsHash
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(MASKED, round, leader, roster, share, masks, survivorsHash));
    }

    /// @notice The result of a round is fixed.
    function proposed(
        uint32 round,
        address leader,
        Artefact memory reveals,
        Artefact memory sum,
        Artefact memory model
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(PROPOSED, round, leader, reveals, sum, model));
    }

    /// @notice A round has its certificate.
    function certified(
        uint32 round,
        bytes32 digest_,
        bytes32 nonSignersHash,
        bytes32 randao
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(CERTIFIED, round, digest_, nonSignersHash, randao));
    }

    /// @notice A round failed in the state with the number `state`.
    function aborted(uint32 round, uint8 state, bytes32 randao) internal pure returns (bytes32) {
        return keccak256(abi.encode(ABORTED, round, state, randao));
    }

    /// @notice A certified round was found wrong.
    function overturned(uint32 round) internal pure returns (bytes32) {
        return keccak256(abi.encode(OVERTURNED, round));
    }

    /// @notice The run goes on from an earlier model.
    function rolledBack(uint32 version, Artefact memory model) internal pure returns (bytes32) {
        return keccak256(abi.encode(ROLLED_BACK, version, model));
    }

    /// @notice What validators sign. It has the content's digest in it, or a leader could publish another one than they saw,
    /// under which nobody finds the evaluations.
    /// @param head after the proposal
    function digest(
        address ledger,
        uint32 run,
        uint32 round,
        uint32 epoch,
        bytes32 head,
        Artefact memory evaluation
    ) internal view returns (bytes32) {
        return keccak256(abi.encode(CERTIFICATE_DOMAIN, block.chainid, ledger, run, round, epoch, head, evaluation));
    }

    /// @notice Word of the inbox after one more entry. Source: docs/protocol §6.6.
    /// @param kemKeyHash keccak256 of the key, which is too long to be shown with every entry
    function forced(
        bytes32 inbox,
        uint16 index,
        bytes32 maskKey,
        bytes32 sealKey,
        bytes32 kemKeyHash,
        bytes32 selfCommitment
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(inbox, index, maskKey, sealKey, kemKeyHash, selfCommitment));
    }
}
