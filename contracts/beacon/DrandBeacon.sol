// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BLS381} from "../libraries/BLS381.sol";
import {CodeStorage} from "../libraries/CodeStorage.sol";
import {IBeacon} from "./IBeacon.sol";

/// @title Public randomness
/// @notice See {IBeacon}.
contract DrandBeacon is IBeacon {
    /// @dev Source: draft-irtf-cfrg-bls-signature-05 §4.2.1 (basic scheme), RFC 9380 §8.8.1.
    bytes private constant TAG = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

    address private constant PAIRING_CHECK = address(0x0f);

    /// @dev (p - 1) / 2 of the field's order p: a greater y is the greater of y and p - y.
    uint256 private constant HALF_HIGH = 0x0d0088f51cbff34d258dd3db21a5d66b;
    uint256 private constant HALF_LOW = 0xb23ba5c279c2895fb39869507b587b120f55ffff58a9ffffdcff7fffffffd555;

    /// @inheritdoc IBeacon
    uint64 public immutable genesisTime;

    /// @inheritdoc IBeacon
    uint64 public immutable periodSeconds;

    address private immutable _key;

    constructor(bytes memory publicKey_, uint64 genesisTime_, uint64 periodSeconds_) {
        if (periodSeconds_ == 0) revert ZeroPeriod();
        if (!_isKey(publicKey_)) revert BadPublicKey();
        genesisTime = genesisTime_;
        periodSeconds = periodSeconds_;
        _key = CodeStorage.store(publicKey_);
    }

    /// @inheritdoc IBeacon
    function randomness(uint64 round, bytes calldata signature) external view returns (bytes32) {
        uint256 due = timeOf(round);
        if (block.timestamp < due) revert RoundNotDue(round, block.timestamp, due);
        bytes memory point = signature;
        bytes memory message = abi.encodePacked(sha256(abi.encodePacked(round)));
        if (!BLS381.verify(point, message, TAG, publicKey())) revert BadSignature(round);
        return sha256(_compress(point));
    }

    /// @inheritdoc IBeacon
    function roundAt(uint256 timestamp) external view returns (uint64) {
        if (timestamp < genesisTime) return 0;
        uint256 round = (timestamp - genesisTime) / periodSeconds + 1;
        // A round that no number stands for is none that will be signed.
        return round > type(uint64).max ? type(uint64).max : uint64(round);
    }

    /// @inheritdoc IBeacon
    function timeOf(uint64 round) public view returns (uint256) {
        if (round == 0) revert RoundZero();
        // Three numbers of 64 bits: no overflow.
        return genesisTime + uint256(round - 1) * periodSeconds;
    }

    /// @inheritdoc IBeacon
    function publicKey() public view returns (bytes memory) {
        return CodeStorage.read(_key, 0, BLS381.G2_LENGTH);
    }

    /// @dev e(infinity, key) = 1 for every point that the precompile takes: those of the subgroup. Source: EIP-2537.
    function _isKey(bytes memory key) private view returns (bool) {
        if (key.length != BLS381.G2_LENGTH || keccak256(key) == keccak256(new bytes(BLS381.G2_LENGTH))) return false;
        (bool ok, bytes memory result) = PAIRING_CHECK.staticcall(abi.encodePacked(new bytes(BLS381.G1_LENGTH), key));
        return ok && result.length == 32;
    }

    /// @dev Requires a point other than infinity that a precompile took: then x and y are below p, so the three upper
    /// bits of x's 48 bytes are free, and one point has one encoding. The uppermost says that the point is compressed,
    /// the third that y is the greater root. Source: draft-irtf-cfrg-pairing-friendly-curves-11 Appendix C.
    function _compress(bytes memory point) private pure returns (bytes memory) {
        uint256 xHigh;
        uint256 xLow;
        uint256 yHigh;
        uint256 yLow;
        assembly ("memory-safe") {
            xHigh := mload(add(point, 32))
            xLow := mload(add(point, 64))
            yHigh := mload(add(point, 96))
            yLow := mload(add(point, 128))
        }
        bool greater = yHigh > HALF_HIGH || (yHigh == HALF_HIGH && yLow > HALF_LOW);
        uint256 flags = greater ? 5 : 4;
        // Fits 16 bytes: x is below 2³⁸¹, so xHigh is below 2¹²⁵.
        return abi.encodePacked(uint128((flags << 125) | xHigh), xLow);
    }
}
