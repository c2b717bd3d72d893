import { type Chain, defineChain, http } from 'viem'
import { type Config, createConfig } from 'wagmi'
import { reconnect } from 'wagmi/actions'
import { chosenAccount } from '../wallet/chosenAccount.ts'
import { announceDevelopmentWallet } from './development/announceWallet.ts'
import type { Portal } from './portal.ts'

/** One chain: the network's, read through the portal's own server. */
export type ChainConfig = Config<readonly [Chain]>

/**
 * How the portal reads the chain and finds wallets: those that announce themselves (EIP-6963).
 *
 * @param url - of the portal's own way to the chain's RPC
 */
function createChainConfig(chainId: number, url: string): ChainConfig {
  const chain = defineChain({
    id: chainId,
    name: chainId === developmentChainId ? 'vAIn development chain' : `Chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  })
  return createConfig({
    chains: [chain],
    // The server asks the chain again by itself, and whoever reads asks again by the clock.
    transports: { [chainId]: http(url, { batch: true, retryCount: 0 }) },
    multiInjectedProviderDiscovery: true,
    pollingInterval: 2_000,
  })
}

/** Of anvil and Hardhat's node. */
const developmentChainId = 31_337

let opened: { readonly chainId: number; readonly config: ChainConfig } | undefined

/**
 * The configuration of the network's chain: one for all parts of a page, so that they share its
 * wallet. The first call goes on with the wallet of the visit before, if it still agrees.
 */
export function chainConfigOf(portal: Portal): ChainConfig {
  const chainId = Number(portal.chainId)
  if (opened?.chainId === chainId) return opened.config
  const url = `${location.origin}/rpc`
  if (portal.developmentWallet === undefined) chosenAccount.write(undefined)
  else announceDevelopmentWallet(portal.developmentWallet.accounts, chainId, url)
  const config = createChainConfig(chainId, url)
  opened = { chainId, config }
  void reconnect(config)
  return config
}
