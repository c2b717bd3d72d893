import { bls12_381 } from '@noble/curves/bls12-381.js'
import { fromText, type Secret } from '@vain/base'
import { openBlsKey } from './blsKey.ts'
import { decodeG1, decodeG2, encodeG1 } from './eip2537.ts'

const bls = bls12_381.shortSignatures
// Two tags, so that no signature can be handed in as a proof of possession, nor the reverse.
const signatureTag = fromText('BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_')
const proofTag = fromText('BLS_POP_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_')
// The third belongs to randomness beacons (drand), whose keys prove no possession.
const basicTag = fromText('BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_')

/**
 * Signs a message: a point of G1, 128 bytes as EIP-2537 has it. The same message gives the same
 * signature.
 *
 * @throws {VainError} `crypto/bad-secret-key` if the secret key is none
 *
 * Source: docs/protocol §7.2, draft-irtf-cfrg-bls-signature-05 §3.3.
 */
export function blsSign(secretKey: Secret<Uint8Array>, message: Uint8Array): Uint8Array {
  return signUnder(signatureTag, secretKey, message)
}

/**
 * Whether `signature` is that of `message` by `publicKey`, a key of one signer or the aggregate of
 * several that signed the same message.
 *
 * Takes what a stranger sends: points off the curve, outside the subgroup or at infinity, and bytes
 * of any length, are `false`, never an exception. For an aggregate it means what it says only if
 * every key in it was registered with a proof of possession (`blsVerifyProof`).
 *
 * @param publicKey - 256 bytes, EIP-2537
 * @param signature - 128 bytes, EIP-2537
 *
 * Source: docs/protocol §7.2, draft-irtf-cfrg-bls-signature-05 §2.7 and §3.3.
 */
export function blsVerify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  return verifyUnder(signatureTag, publicKey, message, signature)
}

/**
 * Proves that the signer holds the secret key, under a tag of its own: 128 bytes as EIP-2537 has
 * it. Without such proofs, a key made up from others' keys would let one sign for all.
 *
 * @param message - must name the key, docs/protocol §7.2
 * @throws {VainError} `crypto/bad-secret-key` if the secret key is none
 *
 * Source: docs/protocol §7.2, draft-irtf-cfrg-bls-signature-05 §3.3.2.
 */
export function blsProve(secretKey: Secret<Uint8Array>, message: Uint8Array): Uint8Array {
  return signUnder(proofTag, secretKey, message)
}

/**
 * Whether `proof` is what `blsProve` made of `message` with the secret key of `publicKey`; never
 * throws, as `blsVerify`.
 *
 * Source: docs/protocol §7.2, draft-irtf-cfrg-bls-signature-05 §3.3.3.
 */
export function blsVerifyProof(
  publicKey: Uint8Array,
  message: Uint8Array,
  proof: Uint8Array,
): boolean {
  return verifyUnder(proofTag, publicKey, message, proof)
}

/**
 * Signs a message under the tag of the basic scheme, which randomness beacons use: 128 bytes as
 * EIP-2537 has it.
 *
 * @throws {VainError} `crypto/bad-secret-key` if the secret key is none
 *
 * Source: draft-irtf-cfrg-bls-signature-05 §3.1 and §4.2.1.
 */
export function blsSignBasic(secretKey: Secret<Uint8Array>, message: Uint8Array): Uint8Array {
  return signUnder(basicTag, secretKey, message)
}

/**
 * Whether `signature` is what `blsSignBasic` made of `message` with the secret key of `publicKey`;
 * never throws, as `blsVerify`. It means nothing for aggregates.
 *
 * Source: draft-irtf-cfrg-bls-signature-05 §3.1.
 */
export function blsVerifyBasic(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  return verifyUnder(basicTag, publicKey, message, signature)
}

function signUnder(
  tag: Uint8Array,
  secretKey: Secret<Uint8Array>,
  message: Uint8Array,
): Uint8Array {
  return encodeG1(openBlsKey(secretKey, (bytes) => bls.sign(bls.hash(message, tag), bytes)))
}

function verifyUnder(
  tag: Uint8Array,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const point = decodeG1(signature)
  const key = decodeG2(publicKey)
  if (point === undefined || key === undefined) return false
  return bls.verify(point, bls.hash(message, tag), key)
}
