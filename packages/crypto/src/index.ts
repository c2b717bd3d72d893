/**
 * Cryptography of the protocol, on bytes and words: pure functions, randomness is passed in. The
 * libraries beneath blind secret scalars with the platform's random numbers where it has any; no
 * result depends on them but that of `kemEncapsulate`, which says so.
 */

export { blsAggregateKeys, blsAggregateSignatures } from './blsAggregate.ts'
export { blsPublicKey, blsSecretKey } from './blsKey.ts'
export {
  blsProve,
  blsSign,
  blsSignBasic,
  blsVerify,
  blsVerifyBasic,
  blsVerifyProof,
} from './blsSign.ts'
export { compressG1, compressG2, decompressG1, decompressG2 } from './compress.ts'
export { createMerkleRoot, type RunningRoot } from './createMerkleRoot.ts'
export { equalSecrets } from './equalSecrets.ts'
export { keccak256, sha256 } from './hash.ts'
export { hkdf } from './hkdf.ts'
export {
  isKemPublicKey,
  type KemKey,
  kemDecapsulate,
  kemEncapsulate,
  kemEncapsulateFrom,
  kemPublicKey,
  openKemKey,
} from './kem.ts'
export type { Lanes, MaskStream } from './keystream/kernel.ts'
export { addVectors, applyMasks, maskBlock } from './mask.ts'
export { merkleProof, verifyMerkleProof } from './merkleProof.ts'
export { merkleRoot, merkleRootOfBytes } from './merkleRoot.ts'
export { seal, unseal } from './seal.ts'
export { addressOf, secp256k1PublicKey } from './secp256k1Key.ts'
export { type Combiner, combineShares, createCombiner, splitSecret } from './shamir.ts'
export { recoverAddress, signDigest } from './signDigest.ts'
export { openX25519Key, type X25519Key, x25519PublicKey, x25519SharedSecret } from './x25519.ts'
