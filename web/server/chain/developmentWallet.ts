import { toHex, VainError } from '@vain/base'
import { devAccounts } from '@vain/chain'
import type { DevelopmentWallet } from '@vain/indexer'

/** Chain id of anvil and Hardhat's node. */
export const developmentChainId = 31_337n

/** Accounts that a page offers; the one after them is the relay's. */
export const walletAccounts = 9

/**
 * The accounts of the phrase that everybody knows, with their keys.
 *
 * @throws {VainError} `portal/not-development` on a chain where they could be worth something
 */
export function developmentWallet(chainId: bigint): DevelopmentWallet {
  if (chainId !== developmentChainId)
    throw new VainError('portal/not-development', `chain ${chainId} is no development chain`, {
      chainId,
      wayOut: 'Leave --development-wallet out.',
    })
  return {
    accounts: devAccounts(walletAccounts).map(({ address, privateKey }) => ({
      address,
      // Public for years: nothing is given away.
      privateKey: privateKey.open(toHex),
    })),
  }
}
