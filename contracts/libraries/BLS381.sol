// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title BLS12-381 signatures in G1 with keys in G2
/// @notice Points are encoded as in EIP-2537: 128 bytes for G1, 256 for G2, infinity all zero. A field element is
/// 64 bytes, big-endian, the upper 16 zero. Source: docs/protocol §7.2; draft-irtf-cfrg-bls-signature-05; RFC 9380.
/// @dev Which precompile checks what (EIP-2537): all refuse points off the curve; only the pairing refuses points
/// outside the subgroup. So a key that went through `verify` once may be added without further checks.
/// Gas is never bounded by a number here: prices change and this code does not. A precompile that refuses its input
/// burns what it was given, 63/64 of what is left, at the caller's expense alone.
library BLS381 {
    /// @notice Tag of signatures. Source: docs/protocol §7.2.
    bytes internal constant SIGNATURE_TAG = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";

    /// @notice Tag of proofs of possession. Source: docs/protocol §7.2.
    bytes internal constant POSSESSION_TAG = "BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_";

    /// @notice Bytes of a G1 point.
    uint256 internal constant G1_LENGTH = 128;

    /// @notice Bytes of a G2 point.
    uint256 internal constant G2_LENGTH = 256;

    address private constant MODEXP = address(0x05);
    address private constant G1_ADD = address(0x0b);
    address private constant G2_ADD = address(0x0d);
    address private constant PAIRING_CHECK = address(0x0f);
    address private constant MAP_FP_TO_G1 = address(0x10);

    /// @dev The field's order p, 64 bytes. Source: EIP-2537.
    bytes private constant FIELD_ORDER =
        hex"000000000000000000000000000000001a0111ea397fe69a4b1ba7b6434bacd7"
        hex"64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";

    /// @dev Minus the generator of G2. Source: EIP-2537 (generator), with y negated.
    bytes private constant MINUS_G2 =
        hex"00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051"
        hex"c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
        hex"0000000000000000000000000000000013e02b6052719f607dacd3a088274f65"
        hex"596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
        hex"000000000000000000000000000000000d1b3cc2c7027888be51d9ef691d77bc"
        hex"b679afda66c73f17f9ee3837a55024f78c71363275a75d75d86bab79f74782aa"
        hex"0000000000000000000000000000000013fa4d4a0ad8b1ce186ed5061789213d"
        hex"993923066dddaf1040bc3ff59f825c78df74f2d75467e25e0f55f8a00fa030ed";

    /// @dev Hash of 256 zero bytes, the encoding of infinity.
    bytes32 private constant G2_INFINITY_HASH = 0xd397b3b043d87fcd6fad1291ff0bfd16401c274896d8c63a923727f077b8e0b5;

    /// @notice A precompile refused points that were checked when they came in, or is missing from this chain.
    error PrecompileFailed(address precompile);

    /// @notice Verifies `signature` of `message` by `key` under the tag `tag`.
    /// @dev False for points off the curve or outside the subgroup, for wrong lengths and for infinity. A key at infinity
    /// would take the signature at infinity for any message, so it is refused; under any other key that signature fails,
    /// because e(infinity, ·) = 1 and e(H(message), key) is not 1.
    function verify(
        bytes memory signature,
        bytes memory message,
        bytes memory tag,
        bytes memory key
    ) internal view returns (bool) {
        if (signature.length != G1_LENGTH || key.length != G2_LENGTH) return false;
        if (keccak256(key) == G2_INFINITY_HASH) return false;
        // e(signature, -G2) · e(H(message), key) = 1.
        (bool ok, bytes memory result) = PAIRING_CHECK.staticcall(
            abi.encodePacked(signature, MINUS_G2, hashToG1(message, tag), key)
        );
        return ok && result.length == 32 && uint256(bytes32(result)) == 1;
    }

    /// @notice hash_to_curve of the suite BLS12381G1_XMD:SHA-256_SSWU_RO_.
    /// @dev Source: RFC 9380 §3, §5.2 (two elements of 64 uniform bytes each), §8.8.1. The precompile maps and clears the
    /// cofactor (EIP-2537); clearing is linear, so clearing both before adding equals clearing the sum.
    function hashToG1(bytes memory message, bytes memory tag) internal view returns (bytes memory) {
        (bytes32 b1, bytes32 b2, bytes32 b3, bytes32 b4) = _expand(message, tag);
        return _call(G1_ADD, abi.encodePacked(_map(b1, b2), _map(b3, b4)));
    }

    /// @notice Adds the second half of `pair` to its first half, in place.
    /// @dev `pair` is two G2 points, 512 bytes. Requires points that were checked before.
    function accumulate(bytes memory pair) internal view {
        bool ok;
        assembly ("memory-safe") {
            ok := staticcall(gas(), 0x0d, add(pair, 32), 512, add(pair, 32), 256)
            // A missing precompile succeeds and returns nothing.
            ok := and(ok, eq(returndatasize(), 256))
        }
        if (!ok) revert PrecompileFailed(G2_ADD);
    }

    /// @notice Negates the point at the start of `points`, in place.
    /// @dev Requires an encoding that a precompile has accepted: each coordinate is below the field's order.
    function negate(bytes memory points) internal pure {
        assembly ("memory-safe") {
            function negateElement(at) {
                let high := mload(at)
                let low := mload(add(at, 32))
                // p - 0 would be p, which is no canonical element.
                if or(high, low) {
                    let orderLow := 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab
                    mstore(at, sub(sub(0x1a0111ea397fe69a4b1ba7b6434bacd7, high), gt(low, orderLow)))
                    mstore(add(at, 32), sub(orderLow, low))
                }
            }
            // y begins after x, two elements of 64 bytes.
            negateElement(add(points, 160))
            negateElement(add(points, 224))
        }
    }

    /// @dev expand_message_xmd with SHA-256 to 128 bytes. Source: RFC 9380 §5.3.1.
    function _expand(
        bytes memory message,
        bytes memory tag
    ) private pure returns (bytes32 b1, bytes32 b2, bytes32 b3, bytes32 b4) {
        // The tags of this library have 43 bytes; the RFC allows up to 255 here.
        bytes memory suffix = abi.encodePacked(tag, uint8(tag.length));
        // One block of SHA-256 of zeros, the message, the length 128 in two bytes, a zero byte.
        bytes32 b0 = sha256(abi.encodePacked(bytes32(0), bytes32(0), message, hex"008000", suffix));
        bytes memory input = abi.encodePacked(b0, hex"01", suffix);
        b1 = sha256(input);
        b2 = _hashBlock(input, b0 ^ b1, 2);
        b3 = _hashBlock(input, b0 ^ b2, 3);
        b4 = _hashBlock(input, b0 ^ b3, 4);
    }

    /// @dev Hashes `input` with its first 32 bytes and the position after them replaced.
    function _hashBlock(bytes memory input, bytes32 mixed, uint8 position) private pure returns (bytes32) {
        assembly ("memory-safe") {
            mstore(add(input, 32), mixed)
            mstore8(add(input, 64), position)
        }
        return sha256(input);
    }

    /// @dev Reduces 64 uniform bytes to a field element and maps it to G1.
    function _map(bytes32 high, bytes32 low) private view returns (bytes memory) {
        // x^1 mod p: lengths of base, exponent and modulus, then the three. Source: EIP-198.
        bytes memory element = _call(
            MODEXP,
            abi.encodePacked(uint256(64), uint256(1), uint256(64), high, low, hex"01", FIELD_ORDER)
        );
        return _call(MAP_FP_TO_G1, element);
    }

    function _call(address precompile, bytes memory input) private view returns (bytes memory output) {
        bool ok;
        (ok, output) = precompile.staticcall(input);
        if (!ok || output.length == 0) revert PrecompileFailed(precompile);
    }
}
