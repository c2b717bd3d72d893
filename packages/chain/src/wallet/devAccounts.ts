import { fromHex, Secret } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { HDNodeWallet, Mnemonic } from 'ethers'

/**
 * Phrase of the development accounts. The whole world knows it: whatever is sent to these accounts
 * on a public chain is taken at once.
 */
const devMnemonic = 'test test test test test test test test test test test junk'

/** A development account and its key. */
export type DevAccount = { readonly address: Hex; readonly privateKey: Secret<Uint8Array> }

/**
 * The first accounts of the development phrase (BIP-44, `m/44'/60'/0'/0/i`), to which the
 * development chain gives 10,000 ether each.
 *
 * @param count - at most the `accounts` that the chain was started with
 */
export function devAccounts(count: number): DevAccount[] {
  const mnemonic = Mnemonic.fromPhrase(devMnemonic)
  const parent = HDNodeWallet.fromMnemonic(mnemonic, "m/44'/60'/0'/0")
  return Array.from({ length: count }, (_, i) => {
    const { address, privateKey } = parent.deriveChild(i)
    return {
      address: address.toLowerCase() as Hex,
      privateKey: new Secret(fromHex(privateKey)),
    }
  })
}
