import { join } from 'node:path'
import type { RandomSource, Secret } from '@vain/base'
import { addressOf, keccak256 } from '@vain/crypto'
import { deriveOperatorKeys, type OperatorKeys } from '@vain/protocol'
import { openKeystore, readPassword } from '@vain/service'

/**
 * Opens the operator's keystore, or makes it with a new key unless told not to, and derives the other keys.
 *
 * @throws {VainError} what `readPassword` and `openKeystore` throw
 */
export async function openKeys(
  deps: { readonly random: RandomSource },
  options: {
    readonly dataFolder: string
    readonly keystore: string | undefined
    readonly password: Secret<string> | undefined
    readonly passwordFile: string | undefined
    /** Makes the keystore if there is none; it does by default. */
    readonly create?: boolean
  },
): Promise<OperatorKeys> {
  const password = await readPassword({ value: options.password, file: options.passwordFile })
  const path = options.keystore ?? join(options.dataFolder, 'keystore.json')
  const crypto = { keccak256, addressOf, random: deps.random }
  const { create = true } = options
  return deriveOperatorKeys(await openKeystore(crypto, { path, password, create }))
}
