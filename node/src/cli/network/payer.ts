import { VainError } from '@vain/base'
import { connectRpc, createWallet, devAccounts, type Rpc, type Wallet } from '@vain/chain'
import { openKeys } from '@vain/operator'
import { defineOptions, type OptionsOf, systemRandom } from '@vain/service'
import { accountOptions } from './account.ts'

const { ledger: _, ...account } = accountOptions

const rows = {
  development: {
    type: 'boolean',
    default: false,
    text: 'Take the first development account, whose key the whole world knows, in place of a keystore. Only on chain 31337.',
  },
} as const

/** Who pays: the account of a keystore, or that of a development chain. */
export const payerOptions: Omit<typeof accountOptions, 'ledger'> & typeof rows = defineOptions({
  ...account,
  ...rows,
})

/** Chain of anvil and Hardhat, on which the development accounts have ether. */
const developmentChain = 31_337n

/**
 * Opens the paying account and does something with it.
 *
 * @throws {VainError} `vain/not-development`, and what keystore, chain and `work` throw
 */
export async function withPayer<T>(
  options: OptionsOf<typeof payerOptions>,
  work: (rpc: Rpc, wallet: Wallet) => Promise<T>,
): Promise<T> {
  const rpc = connectRpc(options.rpcUrl)
  try {
    return await work(rpc, createWallet(rpc, await keyOf(options, rpc)))
  } finally {
    rpc.close()
  }
}

async function keyOf(options: OptionsOf<typeof payerOptions>, rpc: Rpc) {
  if (!options.development)
    return (await openKeys({ random: systemRandom }, { ...options, create: false })).staking
  const chainId = BigInt(String(await rpc.request('eth_chainId')))
  const [first] = devAccounts(1)
  if (chainId !== developmentChain || first === undefined)
    throw new VainError('vain/not-development', `chain ${chainId} is no development chain`, {
      wayOut: 'Name a keystore and its password in place of --development.',
    })
  return first.privateKey
}
