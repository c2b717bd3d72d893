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

    address private constant G2_ADD = address(0x0d);
    address private constant MAP_FP_TO_G1 = address(0x10);

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
        bytes memory hash = hashToG1(message, tag);
        bytes memory minusG2 = MINUS_G2;
        bool ok;
        assembly ("memory-safe") {
            let pairs := mload(0x40)
            mcopy(pairs, add(signature, 32), 128)
            mcopy(add(pairs, 128), add(minusG2, 32), 256)
            mcopy(add(pairs, 384), add(hash, 32), 128)
            mcopy(add(pairs, 512), add(key, 32), 256)
            ok := staticcall(gas(), 0x0f, pairs, 768, 0, 32)
            // A missing precompile succeeds and returns nothing.
            ok := and(and(ok, eq(returndatasize(), 32)), eq(mload(0), 1))
        }
        return ok;
    }

    /// @notice hash_to_curve of the suite BLS12381G1_XMD:SHA-256_SSWU_RO_.
    /// @dev Source: RFC 9380 §3, §5.2 (two elements of 64 uniform bytes each), §5.3.1 (their bytes), §8.8.1. The precompile
    /// maps and clears the cofactor (EIP-2537); clearing is linear, so clearing both before adding equals clearing the sum.
    /// `tag` has at most 255 bytes. Written in assembly because it is most of what a certificate costs besides its pairing.
    function hashToG1(bytes memory message, bytes memory tag) internal view returns (bytes memory point) {
        // Two points, of which the sum then takes the first's place.
        point = new bytes(2 * G1_LENGTH);
        bool ok;
        assembly ("memory-safe") {
            let tagLength := mload(tag)
            // What is hashed, and further up what is reduced; beyond all that is allocated.
            let input := mload(0x40)
            let end := add(add(input, 64), mload(message))
            let reduced := add(add(end, 68), tagLength)

            // b0 = H(64 zero bytes ‖ message ‖ 128 in two bytes ‖ 0 ‖ tag ‖ length of the tag).
            mstore(input, 0)
            mstore(add(input, 32), 0)
            mcopy(add(input, 64), add(message, 32), mload(message))
            mstore(end, shl(232, 0x008000))
            mcopy(add(end, 3), add(tag, 32), tagLength)
            mstore8(add(add(end, 3), tagLength), tagLength)
            ok := staticcall(gas(), 0x02, input, sub(add(add(end, 4), tagLength), input), 0, 32)
            let b0 := mload(0)

            // x^1 mod p: lengths of base, exponent and modulus, then the three. Source: EIP-198.
            mstore(reduced, 64)
            mstore(add(reduced, 32), 1)
            mstore(add(reduced, 64), 64)
            mstore8(add(reduced, 160), 1)
            // The field's order. Source: EIP-2537.
            mstore(add(reduced, 161), 0x000000000000000000000000000000001a0111ea397fe69a4b1ba7b6434bacd7)
            mstore(add(reduced, 193), 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab)

            // bᵢ = H((b0 xor bᵢ₋₁) ‖ i ‖ tag ‖ length of the tag), with zero before b1.
            mcopy(add(input, 33), add(tag, 32), tagLength)
            mstore8(add(add(input, 33), tagLength), tagLength)
            let size := add(tagLength, 34)
            mstore(input, b0)
            for {
                let i := 0
            } lt(i, 2) {
                i := add(i, 1)
            } {
                mstore8(add(input, 32), add(shl(1, i), 1))
                ok := and(ok, staticcall(gas(), 0x02, input, size, add(reduced, 96), 32))
                mstore(input, xor(b0, mload(add(reduced, 96))))
                mstore8(add(input, 32), add(shl(1, i), 2))
                ok := and(ok, staticcall(gas(), 0x02, input, size, add(reduced, 128), 32))
                mstore(input, xor(b0, mload(add(reduced, 128))))
                ok := and(ok, staticcall(gas(), 0x05, reduced, 225, add(reduced, 256), 64))
                ok := and(ok, staticcall(gas(), 0x10, add(reduced, 256), 64, add(add(point, 32), shl(7, i)), 128))
                ok := and(ok, eq(returndatasize(), 128))
            }
            ok := and(ok, staticcall(gas(), 0x0b, add(point, 32), 256, add(point, 32), 128))
            ok := and(ok, eq(returndatasize(), 128))
            // Only shortens.
            mstore(point, 128)
        }
        if (!ok) revert PrecompileFailed(MAP_FP_TO_G1);
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
}
