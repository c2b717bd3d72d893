// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IStakeVault} from "../stake/IStakeVault.sol";

/// @title Who takes part, under which keys
/// @notice Gives each operator an index and keeps, per role, the set of active indices as a bitmap. An index belongs to
/// one operator and one BLS key for ever; whoever comes back after `retire` gets a new one. A peer key belongs to one
/// operator for ever.
/// @dev What others can read from logs is only in logs: peer keys, endpoints, proofs. Kept are the operator's address,
/// its roles and, for validators, the BLS key. Source: docs/protocol §1, §7.2, §8.
interface IKeyBook {
    /// @notice What an operator registers.
    struct Registration {
        /// @dev secp256k1 public key of the libp2p peer, x ‖ y, 64 bytes.
        bytes peerKey;
        /// @dev 65-byte signature r ‖ s ‖ v by the peer key over `peerDigest(operator)`.
        bytes peerProof;
        /// @dev Bit mask: 1 trainer, 2 aggregator, 4 validator.
        uint8 roles;
        /// @dev BLS12-381 key in G2, 256 bytes, for validators; empty for others.
        bytes blsKey;
        /// @dev BLS signature, 128 bytes, that proves possession of `blsKey`; empty for others. Source: docs/protocol §7.2.
        bytes blsProof;
        /// @dev Multiaddrs, at most `MAX_ENDPOINTS` of at most `MAX_ENDPOINT_LENGTH` bytes.
        string[] endpoints;
    }

    /// @notice `operator` became `index`. Carries everything an auditor needs to check the keys again.
    event Registered(
        uint16 indexed index,
        address indexed operator,
        bytes peerKey,
        uint8 roles,
        bytes blsKey,
        bytes blsProof,
        string[] endpoints
    );

    /// @notice The operator is now reached at `endpoints` and nowhere else.
    event Announced(uint16 indexed index, string[] endpoints);

    /// @notice The operator is no longer active, by its own will or by `evict`.
    event Retired(uint16 indexed index);

    /// @notice `role` now asks for a bond of at least `amount`.
    event MinStakeSet(uint8 indexed role, uint256 amount);

    /// @notice The operator is active already.
    error AlreadyRegistered(address operator);

    /// @notice Who has retired may come back only from `from` on.
    error StillRetired(uint256 now_, uint256 from);

    /// @notice The operator is not active.
    error NotRegistered(address operator);

    /// @notice No operator has this index.
    error UnknownIndex(uint16 index);

    /// @notice The mask of roles is zero or holds an unknown bit.
    error BadRoles(uint8 roles);

    /// @notice Not exactly one role.
    error BadRole(uint8 role);

    /// @notice A peer key has 64 bytes.
    error BadPeerKey(uint256 length);

    /// @notice The proof is not by the peer key.
    error BadPeerProof(address recovered, address expected);

    /// @notice Another operator holds the peer key.
    error PeerKeyTaken(address peer, address operator);

    /// @notice A validator's BLS key has 256 bytes, anyone else's none.
    error BadBlsKey(uint256 length);

    /// @notice The BLS key is no valid point or its possession is not proven.
    error BadBlsProof();

    /// @notice More than `MAX_ENDPOINTS`.
    error TooManyEndpoints(uint256 count);

    /// @notice Longer than `MAX_ENDPOINT_LENGTH`.
    error EndpointTooLong(uint256 length);

    /// @notice The bond is below what the roles ask for.
    error StakeTooLow(uint256 bonded, uint256 minimum);

    /// @notice The bond is as high as the roles ask for, so nobody may evict.
    error StakeHighEnough(uint256 bonded, uint256 minimum);

    /// @notice All indices are given away.
    error BookFull();

    /// @notice `MAX_VALIDATORS` are active.
    error TooManyValidators();

    /// @notice Registers the caller and makes it active in its roles.
    /// @dev Assumes a bond of at least the greatest minimum of the roles.
    /// @return index the operator's number from now on
    function register(Registration calldata registration) external returns (uint16 index);

    /// @notice Replaces the caller's endpoints.
    function announce(string[] calldata endpoints) external;

    /// @notice Makes the caller inactive, for as long as unbonding takes at least. Rounds and validator sets that hold it already are not changed.
    function retire() external;

    /// @notice Makes an operator inactive whose bond has fallen below what its roles ask for. Anyone may.
    /// @dev Otherwise one bond, withdrawn and bonded anew under another address, would carry any number of identities.
    function evict(address operator) external;

    /// @notice Sets the bond that one role asks for. Restricted.
    function setMinStake(uint8 role, uint256 amount) external;

    /// @notice The index of an active operator. Reverts with `NotRegistered` for anyone else.
    function indexOf(address operator) external view returns (uint16);

    /// @notice What is kept under an index, also after its operator retired.
    /// @return operator staking address
    /// @return roles bit mask
    /// @return isActive whether it takes part now
    /// @return blsKeyStore contract whose code, after its first byte, is the BLS key; zero if it has none
    function operatorOf(
        uint16 index
    ) external view returns (address operator, uint8 roles, bool isActive, address blsKeyStore);

    /// @notice The BLS key of an index, 256 bytes, or empty if it has none.
    function blsKeyOf(uint16 index) external view returns (bytes memory);

    /// @notice Active operators of one role as a canonical bitmap. Source: docs/protocol §1.
    function active(uint8 role) external view returns (bytes memory bitmap);

    /// @notice The active operator of one role that stands at `number` modulo their count, counted from 0, ascending by
    /// index. Source: docs/protocol §6.4.
    /// @return operator its address, zero if the role has nobody
    /// @return index its index
    /// @return size number of active operators of the role
    function inTurn(uint8 role, uint256 number) external view returns (address operator, uint16 index, uint256 size);

    /// @notice Number of active operators of one role.
    function count(uint8 role) external view returns (uint256);

    /// @notice Hash chain over all registrations and retirements, from zero: whoever has their events derives who is active,
    /// and this word binds it. Each adds keccak256(abi.encode(membership, index, roles, isActive)).
    /// Source: docs/protocol §6.3.
    /// @return membership the word
    /// @return trainers number of active trainers
    function members() external view returns (bytes32 membership, uint256 trainers);

    /// @notice What a round that opens needs to know, in one call: `inTurn` of the aggregators, and `members`.
    function opening(
        uint256 number
    ) external view returns (address aggregator, uint256 aggregators, bytes32 membership, uint256 trainers);

    /// @notice Bond that one role asks for.
    function minStake(uint8 role) external view returns (uint256);

    /// @notice Number of indices given away; the next operator gets this one.
    function registered() external view returns (uint256);

    /// @notice What the peer key signs, as it is: keccak256(abi.encode(keccak256("vain/peer/1"), chainid, this, operator)).
    function peerDigest(address operator) external view returns (bytes32);

    /// @notice What the BLS key signs under the tag of possession: u256(chainid) ‖ this ‖ operator ‖ key.
    function possessionMessage(address operator, bytes calldata blsKey) external view returns (bytes memory);

    /// @notice Where the stake is.
    function vault() external view returns (IStakeVault);
}
