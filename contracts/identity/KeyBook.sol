// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {BLS381} from "../libraries/BLS381.sol";
import {Bitmap} from "../libraries/Bitmap.sol";
import {CodeStorage} from "../libraries/CodeStorage.sol";
import {Roles} from "../libraries/Roles.sol";
import {IStakeVault} from "../stake/IStakeVault.sol";
import {IKeyBook} from "./IKeyBook.sol";

/// @title Who takes part, under which keys
/// @notice See {IKeyBook}.
contract KeyBook is IKeyBook, AccessManaged {
    /// @dev The record of an index. Written once, but for `isActive`.
    struct Record {
        address operator;
        uint8 roles;
        bool isActive;
        address blsKeyStore;
    }

    /// @notice Most endpoints of one operator.
    uint256 public constant MAX_ENDPOINTS = 4;

    /// @notice Longest endpoint, in bytes.
    uint256 public constant MAX_ENDPOINT_LENGTH = 128;

    /// @notice Most active validators, so that a snapshot of all fits one transaction (see {EpochSet}).
    uint256 public constant MAX_VALIDATORS = 1024;

    /// @notice Number of indices, 0 … 65,534. Source: docs/protocol §1.
    uint256 public constant MAX_OPERATORS = 65_535;

    uint256 private constant PEER_KEY_LENGTH = 64;

    bytes32 private constant PEER_DOMAIN = keccak256("vain/peer/1");

    /// @inheritdoc IKeyBook
    IStakeVault public immutable vault;

    mapping(uint16 index => Record) private _records;

    /// @dev In the low 32 bits one more than the index of an active operator, zero for everyone else; above them, for who
    /// has retired, the second from which it may come back.
    mapping(address operator => uint256) private _standings;

    bytes32 private _membership;

    mapping(address peer => address operator) private _peerHolder;

    /// @dev Bit `i & 255` of word `i >> 8` is set just while index `i` is active in the role.
    mapping(uint8 role => mapping(uint256 position => uint256)) private _words;

    /// @dev One slot. At 1, 2 and 4 the number of active operators with that role, that is of set bits in its words; at 0
    /// the number of indices given away.
    uint16[5] private _counts;

    mapping(uint8 role => uint256) private _minStake;

    constructor(IStakeVault vault_, address authority_) AccessManaged(authority_) {
        vault = vault_;
    }

    /// @inheritdoc IKeyBook
    function register(Registration calldata registration) external returns (uint16 index) {
        uint8 roles = registration.roles;
        uint256 standing = _standings[msg.sender];
        if (uint32(standing) != 0) revert AlreadyRegistered(msg.sender);
        if (block.timestamp < standing >> 32) revert StillRetired(block.timestamp, standing >> 32);
        if (roles == 0 || roles > Roles.ALL) revert BadRoles(roles);
        _checkStake(roles);
        _checkEndpoints(registration.endpoints);
        address peer = _checkPeer(registration.peerKey, registration.peerProof);
        _checkBls(registration);
        index = _counts[0];
        if (index == MAX_OPERATORS) revert BookFull();

        _counts[0] = index + 1;
        _peerHolder[peer] = msg.sender;
        _standings[msg.sender] = uint256(index) + 1;
        Record storage record = _records[index];
        (record.operator, record.roles, record.isActive) = (msg.sender, roles, true);
        if (registration.blsKey.length != 0) record.blsKeyStore = CodeStorage.store(registration.blsKey);
        _setActive(index, roles, true);
        emit Registered(
            index,
            msg.sender,
            registration.peerKey,
            roles,
            registration.blsKey,
            registration.blsProof,
            registration.endpoints
        );
    }

    /// @inheritdoc IKeyBook
    function announce(string[] calldata endpoints) external {
        uint16 index = indexOf(msg.sender);
        _checkEndpoints(endpoints);

        emit Announced(index, endpoints);
    }

    /// @inheritdoc IKeyBook
    function retire() external {
        _retire(msg.sender);
    }

    /// @inheritdoc IKeyBook
    function evict(address operator) external {
        uint256 bonded = vault.bonded(operator);
        uint256 minimum = _minimum(_records[indexOf(operator)].roles);
        if (bonded >= minimum) revert StakeHighEnough(bonded, minimum);

        _retire(operator);
    }

    /// @inheritdoc IKeyBook
    function setMinStake(uint8 role, uint256 amount) external restricted {
        _checkRole(role);

        _minStake[role] = amount;
        emit MinStakeSet(role, amount);
    }

    /// @inheritdoc IKeyBook
    function operatorOf(
        uint16 index
    ) external view returns (address operator, uint8 roles, bool isActive, address blsKeyStore) {
        Record storage record = _records[index];
        if (record.operator == address(0)) revert UnknownIndex(index);
        return (record.operator, record.roles, record.isActive, record.blsKeyStore);
    }

    /// @inheritdoc IKeyBook
    function blsKeyOf(uint16 index) external view returns (bytes memory) {
        Record storage record = _records[index];
        if (record.operator == address(0)) revert UnknownIndex(index);
        address blob = record.blsKeyStore;
        return blob == address(0) ? bytes("") : CodeStorage.read(blob, 0, BLS381.G2_LENGTH);
    }

    /// @inheritdoc IKeyBook
    function active(uint8 role) external view returns (bytes memory bitmap) {
        uint256 left = count(role);
        if (left == 0) return bitmap;
        bitmap = new bytes(((registered() + 255) >> 8) << 5);
        mapping(uint256 => uint256) storage words = _words[role];
        uint256 word;
        uint256 length = 0;
        // Ends: the words of all registered indices hold `left` set bits, and the bytes allotted above hold those words.
        for (uint256 position = 0; left != 0; ++position) {
            word = words[position];
            left -= Bitmap.popCount(word);
            uint256 raw = Bitmap.reverse(word);
            length += 32;
            assembly ("memory-safe") {
                mstore(add(bitmap, length), raw)
            }
        }
        // The last word is not zero, for it brought `left` to zero. Cuts its trailing zero bytes.
        assembly ("memory-safe") {
            mstore(bitmap, sub(length, shr(3, clz(word))))
        }
    }

    /// @inheritdoc IKeyBook
    function members() external view returns (bytes32 membership, uint256 trainers) {
        return (_membership, _counts[Roles.TRAINER]);
    }

    /// @inheritdoc IKeyBook
    function opening(
        uint256 number
    ) external view returns (address aggregator, uint256 aggregators, bytes32 membership, uint256 trainers) {
        (aggregator, , aggregators) = inTurn(Roles.AGGREGATOR, number);
        return (aggregator, aggregators, _membership, _counts[Roles.TRAINER]);
    }

    /// @inheritdoc IKeyBook
    function minStake(uint8 role) external view returns (uint256) {
        _checkRole(role);
        return _minStake[role];
    }

    /// @inheritdoc IKeyBook
    function inTurn(uint8 role, uint256 number) public view returns (address operator, uint16 index, uint256 size) {
        size = count(role);
        if (size == 0) return (address(0), 0, 0);
        uint256 rank = number % size;
        mapping(uint256 => uint256) storage words = _words[role];
        // Ends: all words together hold `size` set bits, and rank is less.
        for (uint256 position = 0; ; ++position) {
            uint256 word = words[position];
            uint256 held = Bitmap.popCount(word);
            if (rank < held) {
                // An index has 16 bits.
                index = uint16((position << 8) | Bitmap.select(word, rank));
                return (_records[index].operator, index, size);
            }
            rank -= held;
        }
    }

    /// @inheritdoc IKeyBook
    function indexOf(address operator) public view returns (uint16) {
        uint256 indexPlusOne = uint32(_standings[operator]);
        if (indexPlusOne == 0) revert NotRegistered(operator);
        // At most MAX_OPERATORS.
        return uint16(indexPlusOne - 1);
    }

    /// @inheritdoc IKeyBook
    function count(uint8 role) public view returns (uint256) {
        _checkRole(role);
        return _counts[role];
    }

    /// @inheritdoc IKeyBook
    function registered() public view returns (uint256) {
        return _counts[0];
    }

    /// @inheritdoc IKeyBook
    function peerDigest(address operator) public view returns (bytes32) {
        return keccak256(abi.encode(PEER_DOMAIN, block.chainid, address(this), operator));
    }

    /// @inheritdoc IKeyBook
    function possessionMessage(address operator, bytes calldata blsKey) public view returns (bytes memory) {
        return abi.encodePacked(block.chainid, address(this), operator, blsKey);
    }

    function _retire(address operator) private {
        uint16 index = indexOf(operator);

        // Indices are never given twice: with a stake, whoever comes and goes uses up one per unbonding at most.
        _standings[operator] = (block.timestamp + vault.unbondingSeconds()) << 32;
        Record storage record = _records[index];
        record.isActive = false;
        _setActive(index, record.roles, false);
        emit Retired(index);
    }

    /// @dev Flips the operator's bit in the set of each of its roles. Called once with `true` when the index is given
    /// away and once with `false` when its operator retires, so a flip is a set and then a reset.
    function _setActive(uint16 index, uint8 roles, bool isActive) private {
        for (uint8 role = Roles.TRAINER; role <= Roles.VALIDATOR; role <<= 1) {
            if (roles & role == 0) continue;
            _words[role][index >> 8] ^= 1 << (index & 255);
            if (isActive) ++_counts[role];
            else --_counts[role];
        }
        _membership = keccak256(abi.encode(_membership, index, roles, isActive));
    }

    function _checkStake(uint8 roles) private view {
        uint256 bonded = vault.bonded(msg.sender);
        uint256 minimum = _minimum(roles);
        if (bonded < minimum) revert StakeTooLow(bonded, minimum);
    }

    /// @dev Greatest minimum among `roles`.
    function _minimum(uint8 roles) private view returns (uint256 minimum) {
        for (uint8 role = Roles.TRAINER; role <= Roles.VALIDATOR; role <<= 1) {
            if (roles & role != 0) minimum = Math.max(minimum, _minStake[role]);
        }
    }

    /// @dev That the recovered address is the hash of the key also proves that the key is a point on the curve.
    function _checkPeer(bytes calldata key, bytes calldata proof) private view returns (address peer) {
        if (key.length != PEER_KEY_LENGTH) revert BadPeerKey(key.length);
        // An address is the low 160 bits of the hash.
        peer = address(uint160(uint256(keccak256(key))));
        // Refuses a high s and any v but 27 and 28; an error yields the zero address.
        (address recovered, , ) = ECDSA.tryRecoverCalldata(peerDigest(msg.sender), proof);
        if (recovered != peer) revert BadPeerProof(recovered, peer);
        address holder = _peerHolder[peer];
        if (holder != address(0) && holder != msg.sender) revert PeerKeyTaken(peer, holder);
    }

    /// @dev The pairing refuses keys outside the subgroup, so a registered key may be added to others unchecked.
    function _checkBls(Registration calldata registration) private view {
        bytes calldata key = registration.blsKey;
        bool validates = registration.roles & Roles.VALIDATOR != 0;
        if (key.length != (validates ? BLS381.G2_LENGTH : 0)) revert BadBlsKey(key.length);
        if (!validates) {
            if (registration.blsProof.length != 0) revert BadBlsProof();
            return;
        }
        if (_counts[Roles.VALIDATOR] >= MAX_VALIDATORS) revert TooManyValidators();
        bytes memory message = possessionMessage(msg.sender, key);
        if (!BLS381.verify(registration.blsProof, message, BLS381.POSSESSION_TAG, key)) revert BadBlsProof();
    }

    function _checkEndpoints(string[] calldata endpoints) private pure {
        if (endpoints.length > MAX_ENDPOINTS) revert TooManyEndpoints(endpoints.length);
        for (uint256 i = 0; i < endpoints.length; ++i) {
            uint256 length = bytes(endpoints[i]).length;
            if (length > MAX_ENDPOINT_LENGTH) revert EndpointTooLong(length);
        }
    }

    function _checkRole(uint8 role) private pure {
        if (role != Roles.TRAINER && role != Roles.AGGREGATOR && role != Roles.VALIDATOR) revert BadRole(role);
    }
}
