import { chosenAccount } from '../../wallet/chosenAccount.ts'
import { askHolder } from './requests.ts'

/** Name by which the portal knows its own wallet among those that announce themselves. */
export const developmentWalletId = 'network.vain.development'

/** An error as EIP-1193 asks for it. */
class ProviderError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

type Listener = (value: never) => void
type Request = { readonly method: string; readonly params?: unknown }

/** An account whose key the portal's server has told. */
type DevelopmentAccount = { readonly address: string; readonly privateKey: `0x${string}` }

/** A wallet of keys that everyone knows, for chains that are worth nothing. */
export type DevelopmentWallet = {
  request(request: Request): Promise<unknown>
  on(event: string, listener: Listener): void
  removeListener(event: string, listener: Listener): void
  /** All of its accounts. */
  readonly addresses: readonly string[]
  /** Goes on with another of its accounts. */
  select(address: string): void
}

/**
 * Opens the wallet. Its holder is asked for every signature, as by other wallets.
 *
 * @param chainId - the one chain it is for
 * @param rpcUrl - the portal's way to that chain, which answers whatever needs no key
 */
export function createDevelopmentWallet(
  accounts: readonly DevelopmentAccount[],
  chainId: number,
  rpcUrl: string,
): DevelopmentWallet {
  const listeners = new Map<string, Set<Listener>>()
  const addresses = accounts.map(({ address }) => address)
  // Signing is loaded when there is something to sign.
  const signer = once(async () =>
    (await import('./createSigner.ts')).createSigner(
      accounts.map(({ privateKey }) => privateKey),
      rpcUrl,
    ),
  )
  const chain = `0x${chainId.toString(16)}`
  const emit = (event: string, value: unknown): void => {
    for (const listener of listeners.get(event) ?? []) listener(value as never)
  }
  const seen = (): readonly string[] =>
    addresses.filter((address) => address === chosenAccount.read())
  const select = (address: string | undefined): void => {
    chosenAccount.write(address)
    emit('accountsChanged', seen())
  }
  const permit = (): readonly string[] => {
    if (seen().length === 0) chosenAccount.write(addresses[0])
    return seen()
  }
  const sign = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const signing = (await signer()).prepare(method, params)
    if (signing === undefined) return askChain(rpcUrl, method, params)
    if (!(await askHolder(signing.request)))
      throw new ProviderError(4001, 'The request was rejected in the wallet.')
    return signing.sign()
  }
  const switchTo = (wanted: unknown): null => {
    if (wanted === chain) return null
    throw new ProviderError(4902, 'The development wallet knows the development chain alone.')
  }
  return {
    async request({ method, params = [] }) {
      const given = params as readonly unknown[]
      if (method === 'eth_chainId') return chain
      if (method === 'eth_accounts') return seen()
      if (method === 'eth_requestAccounts') return permit()
      if (method === 'wallet_requestPermissions')
        throw new ProviderError(4200, 'The wallet shows one account at a time.')
      if (method === 'wallet_revokePermissions') return select(undefined)
      if (method === 'wallet_switchEthereumChain')
        return switchTo((given[0] as { chainId?: unknown } | undefined)?.chainId)
      return sign(method, given)
    },
    on(event, listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
    },
    removeListener(event, listener) {
      listeners.get(event)?.delete(listener)
    },
    addresses,
    select,
  }
}

/** Runs a loader at its first use, and again only if it failed. */
function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}

async function askChain(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(20_000),
  })
  const { result, error } = (await response.json()) as RpcAnswer
  if (error !== undefined) throw Object.assign(new ProviderError(error.code, error.message), error)
  return result
}

type RpcAnswer = {
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string }
}
