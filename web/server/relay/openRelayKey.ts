import { type RandomSource, type Secret, VainError } from '@vain/base'
import { devAccounts } from '@vain/chain'
import { addressOf, keccak256 } from '@vain/crypto'
import { openKeystore, readPassword } from '@vain/service'
import { developmentChainId, walletAccounts } from '../chain/developmentWallet.ts'

/** Where the key of the relay's account comes from. */
export type RelayKeyOptions = {
  readonly keystore: string | undefined
  readonly password: Secret<string> | undefined
  readonly passwordFile: string | undefined
}

/**
 * Key of the account that pays for votes: that of the keystore, or on a development chain the account
 * after those that pages offer.
 *
 * @throws {VainError} `portal/no-relay-key` without a keystore elsewhere, and what opening one throws
 */
export async function openRelayKey(
  random: RandomSource,
  { keystore, password, passwordFile }: RelayKeyOptions,
  chainId: bigint,
): Promise<Secret<Uint8Array>> {
  if (keystore !== undefined) {
    const secret = await readPassword({ value: password, file: passwordFile })
    const crypto = { keccak256, addressOf, random }
    return openKeystore(crypto, { path: keystore, password: secret, create: false })
  }
  const account = devAccounts(walletAccounts + 1).at(-1)
  if (chainId === developmentChainId && account !== undefined) return account.privateKey
  throw new VainError('portal/no-relay-key', 'the relay has no account', {
    wayOut: 'Give --keystore with a funded account that is used for nothing else.',
  })
}
