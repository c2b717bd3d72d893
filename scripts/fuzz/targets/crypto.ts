import { fromText, Secret } from '@vain/base'
import {
  blsPublicKey,
  blsSecretKey,
  blsSignBasic,
  blsVerifyBasic,
  compressG1,
  compressG2,
  decompressG1,
  decompressG2,
  isKemPublicKey,
  kemEncapsulate,
  kemPublicKey,
  openKemKey,
  recoverAddress,
  seal,
  sha256,
  signDigest,
  unseal,
  verifyMerkleProof,
  x25519PublicKey,
  x25519SharedSecret,
} from '@vain/crypto'
import { openBeaconRound } from '@vain/protocol'
import { rawInputs } from '../mutate/inputs.ts'
import type { Target } from '../target.ts'

const filled = (length: number, byte = 7): Uint8Array => new Uint8Array(length).fill(byte)
const secret = (length: number): Secret<Uint8Array> => new Secret(filled(length))
const crypto = (path: string): string => `packages/crypto/src/${path}`

const digest = sha256(fromText('fuzz'))
const blsKey = blsSecretKey(secret(32))
const publicKey = blsPublicKey(blsKey)
const signature = blsSignBasic(blsKey, digest)
const key = secret(32)
const kemKey = openKemKey(secret(64))
const random = (length: number): Uint8Array => filled(length, 9)
const encapsulated = kemEncapsulate(kemPublicKey(secret(64)), random).ciphertext

/** Points, keys, signatures and sealed messages of strangers. */
export const cryptoTargets: readonly Target[] = [
  {
    name: 'crypto/points',
    covers: [crypto('eip2537.ts'), crypto('compress.ts')],
    inputs: rawInputs([signature, publicKey]),
    decode: (bytes) => (bytes.length === 256 ? compressG2(bytes) : compressG1(bytes)),
    longest: 4_096,
    share: 0.05,
  },
  {
    name: 'crypto/compressed-points',
    covers: [crypto('compress.ts')],
    inputs: rawInputs([compressG1(signature), compressG2(publicKey)]),
    decode: (bytes) => [decompressG1(bytes), decompressG2(bytes)],
    isTotal: true,
    longest: 4_096,
    share: 0.05,
  },
  {
    name: 'crypto/blsVerify',
    covers: [crypto('blsSign.ts')],
    inputs: rawInputs([signature]),
    decode: (bytes) => blsVerifyBasic(publicKey, digest, bytes),
    isTotal: true,
    longest: 4_096,
    share: 0.01,
    memory: { bytes: 67_108_864, perByte: 0 },
  },
  {
    name: 'protocol/openBeaconRound',
    covers: ['packages/protocol/src/beacon/beacon.ts'],
    inputs: rawInputs([compressG1(signature)]),
    decode: (bytes) => openBeaconRound({ publicKey }, 7, bytes),
    isTotal: true,
    longest: 4_096,
    share: 0.01,
    memory: { bytes: 67_108_864, perByte: 0 },
  },
  {
    name: 'crypto/recoverAddress',
    covers: [crypto('signDigest.ts')],
    inputs: rawInputs([signDigest(key, digest)]),
    decode: (bytes) => recoverAddress(digest, bytes),
    isTotal: true,
    longest: 4_096,
    share: 0.5,
  },
  {
    name: 'crypto/unseal',
    covers: [crypto('seal.ts')],
    inputs: rawInputs([seal(key, secret(80), digest)]),
    decode: (bytes) => unseal(key, bytes, digest),
    isTotal: true,
    longest: 2 ** 22,
  },
  {
    name: 'crypto/kem',
    covers: [crypto('kem.ts')],
    inputs: rawInputs([kemPublicKey(secret(64)), encapsulated]),
    decode: (bytes) => [
      isKemPublicKey(bytes) && kemEncapsulate(bytes, random),
      bytes.length === encapsulated.length && kemKey.decapsulate(bytes),
    ],
    longest: 65_536,
    share: 0.3,
  },
  {
    name: 'crypto/x25519',
    covers: [crypto('x25519.ts')],
    inputs: rawInputs([x25519PublicKey(key), new Uint8Array(32)]),
    decode: (bytes) => x25519SharedSecret(key, bytes),
    longest: 4_096,
    share: 0.2,
  },
  {
    name: 'crypto/verifyMerkleProof',
    covers: [crypto('merkleProof.ts')],
    inputs: rawInputs([filled(160)]),
    decode: (bytes) => {
      const proof = Array.from({ length: bytes.length >> 5 }, (_, i) =>
        bytes.subarray(32 * i, 32 * i + 32),
      )
      return verifyMerkleProof(digest, bytes, bytes[0] ?? 0, bytes[1] ?? 0, proof)
    },
    longest: 65_536,
  },
]
