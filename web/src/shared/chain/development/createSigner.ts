import { createClient, http } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { sendTransaction } from 'viem/actions'
import type { WalletRequest } from './requests.ts'

/** A transaction as `eth_sendTransaction` takes it. */
type RpcTransaction = {
  readonly from: string
  readonly to?: `0x${string}`
  readonly data?: `0x${string}`
  readonly value?: `0x${string}`
  readonly gas?: `0x${string}`
}

/** Something to sign: what its holder is asked, and the signing. */
export type Signing = { readonly request: WalletRequest; sign(): Promise<`0x${string}`> }

type Signer = {
  /** Undefined for what is not for signing. */
  prepare(method: string, params: readonly unknown[]): Signing | undefined
}

/**
 * The part of the development wallet that holds keys.
 *
 * @param rpcUrl - where its transactions go
 */
export function createSigner(privateKeys: readonly `0x${string}`[], rpcUrl: string): Signer {
  const accounts = privateKeys.map((key) => privateKeyToAccount(key))
  const client = createClient({ transport: http(rpcUrl) })

  const accountOf = (address: unknown): PrivateKeyAccount => {
    const wanted = String(address).toLowerCase()
    const account = accounts.find((own) => own.address.toLowerCase() === wanted)
    if (account === undefined) throw new Error(`The wallet has no key of ${wanted}.`)
    return account
  }
  const signMessage = (message: `0x${string}`, address: unknown): Signing => {
    const account = accountOf(address)
    return {
      request: {
        title: 'Sign a message',
        details: detailsOf({ account: account.address, message }),
      },
      sign: () => account.signMessage({ message: { raw: message } }),
    }
  }
  const signTypedData = (address: unknown, text: unknown): Signing => {
    const account = accountOf(address)
    const data = (typeof text === 'string' ? JSON.parse(text) : text) as TypedData
    return {
      request: {
        title: `Sign “${data.primaryType}”`,
        details: detailsOf({ account: account.address, ...data.domain, ...data.message }),
      },
      sign: () => account.signTypedData(data),
    }
  }
  const send = (transaction: RpcTransaction): Signing => {
    const { to, data, value = '0x0', gas } = transaction
    const account = accountOf(transaction.from)
    return {
      request: {
        title: 'Send a transaction',
        details: detailsOf({ from: account.address, to, wei: BigInt(value), data }),
      },
      sign: () =>
        sendTransaction(client, {
          account,
          chain: null,
          to: to ?? null,
          value: BigInt(value),
          ...(data !== undefined && { data }),
          ...(gas !== undefined && { gas: BigInt(gas) }),
        }),
    }
  }
  return {
    prepare(method, [first, second]) {
      if (method === 'personal_sign') return signMessage(first as `0x${string}`, second)
      if (method === 'eth_signTypedData_v4') return signTypedData(first, second)
      if (method === 'eth_sendTransaction') return send(first as RpcTransaction)
      return undefined
    },
  }
}

type TypedData = Parameters<PrivateKeyAccount['signTypedData']>[0] & {
  readonly primaryType: string
  readonly domain: Readonly<Record<string, unknown>>
  readonly message: Readonly<Record<string, unknown>>
}

const detailsOf = (values: Readonly<Record<string, unknown>>): WalletRequest['details'] =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : `${value}`])
