import { type Chain, defineChain, http } from 'viem'
import { type Config, createConfig } from 'wagmi'

/** One chain: the network's, read through the portal's own server. */
export type ChainConfig = Config<readonly [Chain]>

/**
 * How the portal reads the chain and finds wallets: those that announce themselves (EIP-6963).
 *
 * @param origin - of the portal, which has the chain's RPC under `/rpc`
 */
function createChainConfig(chainId: number, origin: string): ChainConfig {
  const url = `${origin}/rpc`
  const chain = defineChain({
    id: chainId,
    name: chainId === developmentChainId ? 'vAIn development chain' : `Chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  })
  return createConfig({
    chains: [chain],
    transports: { [chainId]: http(url, { batch: true }) },
    multiInjectedProviderDiscovery: true,
    pollingInterval: 2_000,
    ssr: true,
  })
}

/** Of anvil and Hardhat's node. */
const developmentChainId = 31_337

const configs = new Map<number, ChainConfig>()

/** The configuration of a chain: one for all parts of a page, so that they share its wallet. */
export function chainConfigOf(chainId: number): ChainConfig {
  const config = configs.get(chainId) ?? createChainConfig(chainId, location.origin)
  configs.set(chainId, config)
  return config
}
