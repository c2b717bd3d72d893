import { equalBytes, Secret, VainError } from '@vain/base'
import {
  decryptKeystore,
  encryptKeystore,
  type Keystore,
  type KeystoreCrypto,
  parseKeystore,
} from './keystoreFormat.ts'
import { readPrivateFile, writePrivateFile } from './privateFile.ts'

/** Longest keystore that is read. */
export const maxKeystoreBytes = 65_536

export type KeystoreOptions = {
  path: string
  password: Secret<string>
  /** Makes the keystore if there is none. */
  create: boolean
  /** Key to keep instead of a new one, 32 bytes; an existing keystore must hold the same. */
  privateKey?: Secret<Uint8Array>
}

/**
 * Opens the keystore that holds an operator's secp256k1 key, or makes it: version 3 with scrypt,
 * as geth, ethers and most wallets read and write.
 *
 * A new file has mode 0600, appears on disk whole or not at all, and never replaces another.
 * The password guards the file at rest; whoever reads this process's memory has the key.
 *
 * @returns the private key, 32 bytes
 * @throws {VainError} `keystore/missing` if there is none and `create` is false,
 * `keystore/wrong-password`, `keystore/other-address`, `keystore/other-key` if it holds another key
 * than `privateKey`, `keystore/not-a-keystore`, `file/open-to-others` if other users may read it,
 * and the other errors of reading and writing it
 *
 * Source: Web3 Secret Storage Definition, version 3.
 */
export async function openKeystore(
  deps: KeystoreCrypto,
  options: KeystoreOptions,
): Promise<Secret<Uint8Array>> {
  const { path, password, privateKey } = options
  const found = await readKeystore(path)
  if (found) return openFound(deps, found, options)
  if (!options.create)
    throw new VainError('keystore/missing', `there is no keystore at ${path}`, {
      path,
      wayOut: 'Create one first, or name the right file.',
    })
  const key = privateKey ?? generateKey(deps)
  await writePrivateFile(path, await encryptKeystore(deps, key, password), deps.random)
  return key
}

async function readKeystore(path: string): Promise<Keystore | undefined> {
  const text = await readPrivateFile(path, maxKeystoreBytes)
  return text === undefined ? undefined : parseKeystore(text, path)
}

async function openFound(
  deps: KeystoreCrypto,
  found: Keystore,
  { path, password, privateKey }: KeystoreOptions,
): Promise<Secret<Uint8Array>> {
  const key = await decryptKeystore(deps, found, password)
  if (privateKey && !equalBytes(deps.addressOf(privateKey), deps.addressOf(key)))
    throw new VainError('keystore/other-key', `${path} holds another key`, {
      path,
      wayOut: 'Name another file for the new key; this one is left as it is.',
    })
  return key
}

function generateKey({ random, addressOf }: KeystoreCrypto): Secret<Uint8Array> {
  const key = new Secret(random(32))
  // The chance that 32 random bytes are no key (zero, or not below the order) is below 2⁻¹²⁷:
  // what addressOf throws then is left to the caller.
  addressOf(key)
  return key
}
