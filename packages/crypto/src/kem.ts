import { type RandomSource, Secret, VainError } from '@vain/base'
import { kem } from '#kem'
import { assertLength } from './assertLength.ts'
import { kem as portable } from './kem/portable.ts'

const seedBytes = 64
const publicKeyBytes = 1184
const ciphertextBytes = 1088
const coefficientBytes = 1152
const modulus = 3329

/** An ML-KEM-768 private key that was read once and serves many ciphertexts. */
export type KemKey = {
  /**
   * The secret that a ciphertext encapsulates, 32 bytes. A ciphertext that was not made for this
   * key gives other bytes and no error (implicit rejection): check what follows from them.
   *
   * @param ciphertext - 1,088 bytes
   * @throws {VainError} `crypto/bad-length` if the ciphertext has another length
   */
  decapsulate(ciphertext: Uint8Array): Secret<Uint8Array>
}

/**
 * Public key of an ML-KEM-768 key pair, 1,184 bytes.
 *
 * @param seed - 64 bytes `d ‖ z`, uniform
 * @throws {VainError} `crypto/bad-length` if the seed is not 64 bytes long
 *
 * Source: docs/protocol §4.2, FIPS 203 §7.1.
 */
export function kemPublicKey(seed: Secret<Uint8Array>): Uint8Array {
  return openSeed(seed, (bytes) => kem.publicKey(bytes))
}

/**
 * Whether bytes are a public key: the right length and every coefficient reduced.
 *
 * Source: FIPS 203 §7.2, "encapsulation key check".
 */
export function isKemPublicKey(bytes: Uint8Array): boolean {
  if (bytes.length !== publicKeyBytes) return false
  for (let i = 0; i < coefficientBytes; i += 3) {
    // The casts cannot fail: the length is right. Two coefficients of 12 bits lie in three bytes.
    const [low, middle, high] = [bytes[i], bytes[i + 1], bytes[i + 2]] as [number, number, number]
    if ((low | ((middle & 15) << 8)) >= modulus || ((middle >> 4) | (high << 4)) >= modulus)
      return false
  }
  return true
}

/**
 * Makes a secret of 32 bytes that only whoever holds the private key can read from the ciphertext
 * of 1,088 bytes, also whoever breaks elliptic curves.
 *
 * Two calls never agree. On Node the platform draws the randomness and `random` goes unused, since
 * OpenSSL takes none; elsewhere 32 bytes of `random` are used, and the secret rests on them.
 *
 * @throws {VainError} `crypto/bad-kem-key` if `publicKey` is none: ask `isKemPublicKey` first
 * @throws {VainError} `crypto/bad-length` if `random` gives too few bytes
 *
 * Source: docs/protocol §4.2, FIPS 203 §7.2.
 */
export function kemEncapsulate(
  publicKey: Uint8Array,
  random: RandomSource,
): { ciphertext: Uint8Array; secret: Secret<Uint8Array> } {
  return encapsulateBy(kem, publicKey, random)
}

/**
 * `kemEncapsulate` whose randomness is always that of `random`: two calls with the same agree. For
 * fakes whose history has to be the same each time.
 *
 * Source: FIPS 203 §6.2.
 */
export function kemEncapsulateFrom(
  publicKey: Uint8Array,
  random: RandomSource,
): { ciphertext: Uint8Array; secret: Secret<Uint8Array> } {
  return encapsulateBy(portable, publicKey, random)
}

function encapsulateBy(
  by: Pick<typeof kem, 'encapsulate'>,
  publicKey: Uint8Array,
  random: RandomSource,
): { ciphertext: Uint8Array; secret: Secret<Uint8Array> } {
  if (!isKemPublicKey(publicKey))
    throw new VainError('crypto/bad-kem-key', 'the bytes are no ML-KEM-768 public key', {
      length: publicKey.length,
    })
  const { ciphertext, secret } = by.encapsulate(publicKey, random)
  return { ciphertext, secret: new Secret(secret) }
}

/**
 * Reads a private key, for a holder of many ciphertexts: reading costs as much as decapsulating.
 *
 * @param seed - 64 bytes `d ‖ z`
 * @throws {VainError} `crypto/bad-length` if the seed is not 64 bytes long
 *
 * Source: FIPS 203 §7.3; the key check there is empty for a key made from its seed.
 */
export function openKemKey(seed: Secret<Uint8Array>): KemKey {
  const decapsulate = openSeed(seed, (bytes) => kem.open(bytes))
  return {
    decapsulate: (ciphertext) => {
      assertLength(ciphertext, ciphertextBytes, 'ciphertext')
      return new Secret(decapsulate(ciphertext))
    },
  }
}

/** `openKemKey` for a single ciphertext; what it takes, gives and throws is said there. */
export function kemDecapsulate(
  seed: Secret<Uint8Array>,
  ciphertext: Uint8Array,
): Secret<Uint8Array> {
  return openKemKey(seed).decapsulate(ciphertext)
}

function openSeed<R>(seed: Secret<Uint8Array>, use: (bytes: Uint8Array) => R): R {
  return seed.open((bytes) => {
    assertLength(bytes, seedBytes, 'seed')
    return use(bytes)
  })
}
