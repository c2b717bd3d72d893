import { VainError } from '@vain/base'
import { type Hex, roles } from '@vain/protocol'
import { bytecodes, type ContractName, interfaces } from './contracts.ts'
import type { RoleName } from './createLedgerReader.ts'
import { createLedgerWriter } from './createLedgerWriter.ts'
import { type Deployment, readDeployment } from './deployment.ts'
import { toQuantity } from './values.ts'
import type { Wallet } from './wallet/createWallet.ts'

export type NetworkOptions = {
  /** Who receives all tokens. */
  readonly tokenHolder: Hex
  /** Tokens there are, in the smallest unit (10⁻¹⁸), below 2¹²⁸; a thousand million by default. */
  readonly supply?: bigint
  /** Seconds from `unbond` to `withdraw`; 1,209,600 (two weeks) by default. */
  readonly unbondingSeconds?: number
  /** Length of an epoch; 86,400 by default. */
  readonly epochSeconds?: number
  /** Least bond per role, in the token's smallest unit; zero where none is named. */
  readonly minStakes?: Readonly<Partial<Record<RoleName, bigint>>>
}

/**
 * Creates all contracts of a network; the wallet may call what is restricted in them.
 *
 * The ledger comes last, and its block is where readers begin: operators and runs must not be
 * registered before this has resolved.
 *
 * @throws {VainError} as `Wallet.send`
 */
export async function deployNetwork(wallet: Wallet, options: NetworkOptions): Promise<Deployment> {
  const {
    supply = 10n ** 27n,
    unbondingSeconds = 1_209_600,
    epochSeconds = 86_400,
    minStakes = {},
  } = options
  const chainId = toQuantity(await wallet.rpc.request('eth_chainId'))
  const create = (contract: ContractName, ...args: unknown[]): Promise<Hex> =>
    deploy(wallet, chainId, contract, args)
  const authority = await create('authority', wallet.address)
  const token = await create('token', options.tokenHolder, supply)
  const vault = await create('vault', token, unbondingSeconds, authority)
  const keyBook = await create('keyBook', vault, authority)
  const epochSet = await create('epochSet', vault, keyBook, epochSeconds)
  const runRegistry = await create('runRegistry', authority)
  const ledger = await create('ledger', keyBook, epochSet, runRegistry, authority)
  const deployment = await readDeployment(wallet.rpc, ledger)
  const writer = createLedgerWriter(wallet, deployment)
  for (const role of Object.keys(roles) as RoleName[]) {
    const amount = minStakes[role] ?? 0n
    if (amount > 0n) await writer.setMinStake(role, amount)
  }
  return deployment
}

async function deploy(
  wallet: Wallet,
  chainId: bigint,
  contract: ContractName,
  args: readonly unknown[],
): Promise<Hex> {
  const data = (bytecodes[contract] + interfaces[contract].encodeDeploy(args).slice(2)) as Hex
  const { created, transaction } = await wallet.send({ chainId, data, name: `create ${contract}` })
  if (created === undefined)
    throw new VainError('chain/malformed', `the receipt names no ${contract}`, { transaction })
  return created
}
