import type { Secret } from '@vain/base'
import {
  createLedgerReader,
  createLedgerWriter,
  createWallet,
  type Deployment,
  type LedgerReader,
  type LedgerWriter,
  type Rpc,
  type Wallet,
} from '@vain/chain'
import { openKeys, operatorOptions } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import { defineOptions, type OptionsOf, readOptions, systemRandom } from '@vain/service'
import { withNetwork } from './withNetwork.ts'

const { dataFolder, keystore, password, passwordFile, rpcUrl, ledger } = operatorOptions

/** What tells the operator's account; a daemon's config file has it all. */
export const accountOptions: {
  readonly [Key in
    | 'dataFolder'
    | 'keystore'
    | 'password'
    | 'passwordFile'
    | 'rpcUrl'
    | 'ledger']: (typeof operatorOptions)[Key]
} = defineOptions({ dataFolder, keystore, password, passwordFile, rpcUrl, ledger })

/** The operator's own account, and the contracts. */
export type Account = {
  /** Lower case. */
  readonly address: Hex
  readonly rpc: Rpc
  readonly deployment: Deployment
  readonly reader: LedgerReader
  readonly writer: LedgerWriter
  readonly wallet: Wallet
  /** Signs for the account as a validator. */
  readonly bls: Secret<Uint8Array>
}

/** Values of `accountOptions`, from flags, environment and a daemon's config file. */
export function readAccountOptions(argv: readonly string[]): OptionsOf<typeof accountOptions> {
  // The config file holds what its daemon needs besides.
  return readOptions(accountOptions, { argv, env: process.env, sharedFile: true })
}

/**
 * Opens the account that a keystore holds and does something with it.
 *
 * @throws {VainError} `keystore/missing` and what keystore, chain and `work` throw
 */
export async function withAccount<T>(
  options: OptionsOf<typeof accountOptions>,
  work: (account: Account) => Promise<T>,
): Promise<T> {
  const { staking, bls } = await openKeys({ random: systemRandom }, { ...options, create: false })
  return withNetwork(options, ({ rpc, deployment }) => {
    const wallet = createWallet(rpc, staking)
    const { address } = wallet
    const reader = createLedgerReader(rpc, deployment)
    const writer = createLedgerWriter(wallet, deployment)
    return work({ address, rpc, deployment, reader, writer, wallet, bls })
  })
}
