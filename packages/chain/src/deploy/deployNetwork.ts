import type { ContractName } from '@vain/abi'
import { VainError } from '@vain/base'
import { type Hex, roles } from '@vain/protocol'
import { encodeCall } from '../callContract.ts'
import { interfaces } from '../contracts.ts'
import type { RoleName } from '../createLedgerReader.ts'
import { createLedgerWriter } from '../createLedgerWriter.ts'
import { type Deployment, readDeployment } from '../deployment.ts'
import { toQuantity } from '../values.ts'
import type { Wallet } from '../wallet/createWallet.ts'
import { bytecodes } from './bytecodes.ts'
import { deployInstitutions, type Institutions } from './institutions.ts'
import { completeOptions, type FullOptions, type NetworkOptions } from './options.ts'
import { accessRoles, holders, type Rule, rules } from './wiring.ts'

/** A network with everything that governs it. */
export type DeployedNetwork = Deployment & { readonly institutions: Institutions }

/** Number of `ISlasher.Offence.Silence`. */
const silence = 5

/** Creates a contract and gives its address. */
export type Create = (contract: ContractName, ...args: readonly unknown[]) => Promise<Hex>

/**
 * Creates all contracts of a network and says who of them may call what.
 *
 * The wallet keeps the rights of governance, so that it can create the first run: `handOver` ends
 * that. Operators and runs must not be registered before this has resolved.
 *
 * @throws {VainError} as `Wallet.send`
 */
export async function deployNetwork(
  wallet: Wallet,
  options: NetworkOptions,
): Promise<DeployedNetwork> {
  const chainId = toQuantity(await wallet.rpc.request('eth_chainId'))
  const create: Create = (contract, ...args) => deploy(wallet, chainId, contract, args)
  const full = completeOptions(options, wallet.address)
  const deployment = await deployCore(wallet, create, full)
  const institutions = await deployInstitutions(create, wallet.address, deployment, full)
  await wire(wallet, { ...deployment, ...institutions }, full.governance.guardian)
  await wallet.send({
    chainId,
    to: institutions.slasher,
    data: encodeCall('slasher', 'setPenalty', [silence, full.courts.silencePenaltyBps]),
    name: 'setPenalty',
  })
  const writer = createLedgerWriter(wallet, deployment)
  for (const role of Object.keys(roles) as RoleName[]) {
    const amount = full.minStakes[role] ?? 0n
    if (amount > 0n) await writer.setMinStake(role, amount)
  }
  return { ...deployment, institutions }
}

/** What rounds need. */
async function deployCore(
  { address, rpc }: Wallet,
  create: Create,
  options: FullOptions,
): Promise<Deployment> {
  const authority = await create('authority', address)
  const token = await create('token', options.tokenHolder, options.supply)
  const vault = await create('vault', token, options.unbondingSeconds, authority)
  const keyBook = await create('keyBook', vault, authority)
  const epochSet = await create('epochSet', vault, keyBook, options.epochSeconds)
  const runRegistry = await create('runRegistry', authority)
  return readDeployment(rpc, await create('ledger', keyBook, epochSet, runRegistry, authority))
}

type Addresses = Deployment & Institutions

/** Gives all roles, in one transaction. */
async function wire(wallet: Wallet, addresses: Addresses, guardian: Hex): Promise<void> {
  const limits = rules.map(({ role, target, functions }) =>
    encodeCall('authority', 'setTargetFunctionRole', [
      addresses[target],
      functions.map((name) => selectorOf(target, name)),
      accessRoles[role],
    ]),
  )
  const contracts = Object.entries(holders).flatMap(([role, names]) =>
    names.map((name) => [role as Rule['role'], addresses[name]] as const),
  )
  const grants = [...contracts, ['pauseGuardian', guardian] as const].map(([role, holder]) =>
    encodeCall('authority', 'grantRole', [accessRoles[role], holder, 0]),
  )
  await wallet.send({
    chainId: addresses.chainId,
    to: addresses.authority,
    data: encodeCall('authority', 'multicall', [[...limits, ...grants]]),
    name: 'wire',
  })
}

function selectorOf(contract: ContractName, name: string): string {
  const found = interfaces[contract].getFunction(name)
  if (found === null)
    throw new VainError('chain/bad-argument', `${contract} has no ${name}`, { contract, name })
  return found.selector
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
