// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The hashes of a run
/// @notice Everything here is `keccak256(abi.encode(…))` with the chain and this ledger in it, so no word of one ledger or
/// run fits another. Source: docs/protocol §6.2, §6.5, §7.1.
library Transcript {
    bytes32 private constant CERTIFICATE_DOMAIN = keccak256("vain/certificate/1");

    /// @notice Head of a run without certified rounds. Source: docs/protocol §6.5.
    function genesis(uint32 run, bytes32 configHash, bytes32 genesisModelRoot) internal view returns (bytes32) {
        return keccak256(abi.encode("vain/genesis/1", block.chainid, address(this), run, configHash, genesisModelRoot));
    }

    /// @notice Head after a certificate. Source: docs/protocol §6.5.
    function nextHead(bytes32 head, bytes32 digest) internal pure returns (bytes32) {
        return keccak256(abi.encode(head, digest));
    }

    /// @notice First word of a round. Source: docs/protocol §6.2.
    function first(
        uint32 run,
        uint32 round,
        bytes32 head,
        uint32 epoch,
        bytes memory members,
        uint16 threshold
    ) internal view returns (bytes32) {
        return
            keccak256(abi.encode(block.chainid, address(this), run, round, head, epoch, keccak256(members), threshold));
    }

    /// @notice Word after a step into the state with the number `state`. Source: docs/protocol §6.2.
    function next(bytes32 transcript, uint8 state, bytes32 rootA, bytes32 rootB) internal pure returns (bytes32) {
        return keccak256(abi.encode(transcript, state, rootA, rootB));
    }

    /// @notice What validators sign. The CID is in it, or a leader could publish another one than they saw, under which
    /// nobody finds the evaluations. Source: docs/protocol §7.1.
    function digest(
        uint32 run,
        uint32 round,
        uint32 epoch,
        bytes32 head,
        bytes32 transcript,
        bytes32 evaluationRoot,
        string calldata evaluationCid
    ) internal view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    CERTIFICATE_DOMAIN,
                    block.chainid,
                    address(this),
                    run,
                    round,
                    epoch,
                    head,
                    transcript,
                    evaluationRoot,
                    keccak256(bytes(evaluationCid))
                )
            );
    }
}
