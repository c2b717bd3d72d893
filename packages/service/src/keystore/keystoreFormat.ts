import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto'
import { fromHex, type RandomSource, Secret, toHex, VainError } from '@vain/base'
import { z } from 'zod'
import { type ScryptParams, scrypt } from './scrypt.ts'

/** Hash and address of Ethereum keys, lent by whoever wires the daemon. */
export type KeystoreCrypto = {
  keccak256: (...parts: Uint8Array[]) => Uint8Array
  /** 20-byte address of a secp256k1 private key; throws if it is none. */
  addressOf: (key: Secret<Uint8Array>) => Uint8Array
  random: RandomSource
}

/** A keystore of version 3 that fits the bounds; its content is not decrypted yet. */
export type Keystore = {
  version: 3
  address?: string | undefined
  crypto: {
    cipher: 'aes-128-ctr'
    cipherparams: { iv: string }
    ciphertext: string
    kdf: 'scrypt'
    kdfparams: ScryptParams & { salt: string }
    mac: string
  }
}

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-fA-F]{${2 * bytes}}$`))

// Upper bounds keep a hostile file from asking for gigabytes: scrypt holds 128 · n · r bytes.
const scryptParams = z
  .object({
    n: z.int().min(2).max(1_048_576),
    r: z.int().min(1).max(32),
    p: z.int().min(1).max(16),
    dklen: z.int().min(32).max(64),
    salt: z.string().regex(/^([0-9a-fA-F]{2}){8,64}$/),
  })
  .refine(({ n }) => Number.isInteger(Math.log2(n)), 'n is no power of two')
  .refine(({ n, r }) => n * r <= 4_194_304, 'n · r asks for more than 512 MiB')

const keystoreFile: z.ZodType<Keystore> = z.object({
  version: z.literal(3),
  address: z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{40}$/)
    .optional(),
  crypto: z.object({
    cipher: z.literal('aes-128-ctr'),
    cipherparams: z.object({ iv: hex(16) }),
    ciphertext: hex(32),
    kdf: z.literal('scrypt'),
    kdfparams: scryptParams,
    mac: hex(32),
  }),
})

/** Parameters of the key derivation that new keystores use: 128 MiB, some 0.4 s. */
const scryptDefaults: ScryptParams = { n: 131_072, r: 8, p: 1, dklen: 32 }

/**
 * Parses a keystore file.
 *
 * @throws {VainError} `keystore/not-a-keystore` if it is anything but version 3 with scrypt and
 * aes-128-ctr, or asks for unreasonable work
 *
 * Source: Web3 Secret Storage Definition, version 3.
 */
export function parseKeystore(text: string, path: string): Keystore {
  try {
    const { Crypto, ...rest } = z.looseObject({}).parse(JSON.parse(text))
    // Some writers, ethers and early geth among them, spell the key with a capital.
    return keystoreFile.parse(Crypto === undefined ? rest : { ...rest, crypto: Crypto })
  } catch (cause) {
    throw new VainError(
      'keystore/not-a-keystore',
      `${path} is no keystore of version 3 with scrypt`,
      { path, wayOut: 'Name another file, or export the key again as a version 3 keystore.' },
      { cause },
    )
  }
}

/**
 * Encrypts a private key under a password as the text of a keystore file.
 *
 * Source: Web3 Secret Storage Definition, version 3.
 */
export async function encryptKeystore(
  deps: KeystoreCrypto,
  key: Secret<Uint8Array>,
  password: Secret<string>,
): Promise<string> {
  const salt = deps.random(32)
  const iv = deps.random(16)
  const derived = await deriveKey(password, { ...scryptDefaults, salt: digits(salt) })
  const content = derived.open((bytes) => {
    const cipher = createCipheriv('aes-128-ctr', bytes.subarray(0, 16), iv)
    const ciphertext = key.open((plain) => cipher.update(plain))
    const mac = deps.keccak256(bytes.subarray(16, 32), ciphertext)
    bytes.fill(0)
    return { ciphertext: digits(ciphertext), mac: digits(mac) }
  })
  const keystore: Keystore & { id: string } = {
    version: 3,
    id: toUuid(deps.random(16)),
    address: digits(deps.addressOf(key)),
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: digits(iv) },
      ciphertext: content.ciphertext,
      kdf: 'scrypt',
      kdfparams: { ...scryptDefaults, salt: digits(salt) },
      mac: content.mac,
    },
  }
  return `${JSON.stringify(keystore, null, 2)}\n`
}

/**
 * Decrypts the private key of a keystore.
 *
 * @throws {VainError} `keystore/wrong-password` if the authentication code differs,
 * `keystore/other-address` if the key does not have the address that the file names
 */
export async function decryptKeystore(
  deps: Pick<KeystoreCrypto, 'keccak256' | 'addressOf'>,
  { crypto, address }: Keystore,
  password: Secret<string>,
): Promise<Secret<Uint8Array>> {
  const ciphertext = fromHex(crypto.ciphertext)
  const derived = await deriveKey(password, crypto.kdfparams)
  const key = derived.open((bytes) => {
    const mac = deps.keccak256(bytes.subarray(16, 32), ciphertext)
    if (!timingSafeEqual(mac, fromHex(crypto.mac)))
      throw new VainError('keystore/wrong-password', 'the password does not open the keystore', {
        wayOut: 'Check the password; the file itself may also have been altered.',
      })
    const iv = fromHex(crypto.cipherparams.iv)
    const plain = createDecipheriv('aes-128-ctr', bytes.subarray(0, 16), iv).update(ciphertext)
    bytes.fill(0)
    return new Secret(new Uint8Array(plain))
  })
  const found = digits(deps.addressOf(key))
  if (address !== undefined && address.replace(/^0x/, '').toLowerCase() !== found)
    throw new VainError('keystore/other-address', 'the key has another address than the file', {
      named: address,
      found,
      wayOut: 'The file was altered: restore it from a copy.',
    })
  return key
}

/** Source: Web3 Secret Storage Definition, "Key derivation". */
async function deriveKey(
  password: Secret<string>,
  { salt, ...params }: Keystore['crypto']['kdfparams'],
): Promise<Secret<Uint8Array>> {
  // NFKC as ethers does, so that one password typed on two keyboards is one password.
  const derived = password.open((text) => scrypt(text.normalize('NFKC'), fromHex(salt), params))
  return new Secret(await derived)
}

function digits(bytes: Uint8Array): string {
  return toHex(bytes).slice(2)
}

/** RFC 9562 §5.4, version 4. */
function toUuid(random: Uint8Array): string {
  const bytes = Uint8Array.from(random)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return digits(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
