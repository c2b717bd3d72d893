// They add to the types of connections and assertions.
import type {} from '@nomicfoundation/hardhat-ethers'
import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import type {} from '@nomicfoundation/hardhat-ethers-chai-matchers'
import type {} from '@nomicfoundation/hardhat-network-helpers'
import type * as abis from '@vain/abi'
import type { BaseContract, BaseContractMethod, ContractTransactionReceipt, Signer } from 'ethers'
import hre, { network } from 'hardhat'

// The artifacts are then those of the sources, however the tests were started.
await hre.tasks.getTask('build').run({ quiet: true })

type Chain = Awaited<ReturnType<typeof network.create>>
/** Rules of Ethereum: those of today, and those that come next. */
export type Hardfork = 'osaka' | 'amsterdam'
const chains = new Map<Hardfork, Chain>()

/** One chain in this process for all tests; fixtures bring it back to where they left it. */
const connection = await chainOf('osaka')
export let ethers: Chain['ethers'] = connection.ethers
export let helpers: Chain['networkHelpers'] = connection.networkHelpers

/**
 * Another chain each, of which fixtures know nothing.
 *
 * Under `amsterdam` a byte of code costs 1,530 gas, so that our contracts take more than the 2²⁴ gas
 * that a transaction may use today. The cap is to hold for computation only then (EIP-8037), which
 * the simulator does not tell from the rest: it is lifted.
 */
async function chainOf(hardfork: Hardfork): Promise<Chain> {
  const override =
    hardfork === 'osaka'
      ? { hardfork }
      : { hardfork, transactionGasCap: false as const, blockGasLimit: 1_000_000_000n }
  const chain = chains.get(hardfork) ?? (await network.create({ override }))
  chains.set(hardfork, chain)
  return chain
}

/** Takes everything that follows to the chain with these rules; whoever leaves `osaka` comes back. */
export async function goToChain(hardfork: Hardfork): Promise<void> {
  const chain = await chainOf(hardfork)
  ethers = chain.ethers
  helpers = chain.networkHelpers
}

type Entry = { readonly type: string; readonly name?: string }
type NameOf<Abi extends readonly Entry[]> = Extract<
  Abi[number],
  { type: 'function'; name: string }
>['name']

/** Contracts that have a generated ABI. */
type ContractName = keyof typeof abis extends infer K
  ? K extends `${infer Name}Abi`
    ? Name
    : never
  : never

/** A contract whose methods are known by name; arguments are not checked. */
export type Typed<Name extends ContractName> = BaseContract & {
  readonly [Method in NameOf<(typeof abis)[`${Name}Abi`]>]: BaseContractMethod
}

/** Deploys a contract of the current sources. */
export async function deploy<Name extends ContractName>(
  name: Name,
  args: readonly unknown[],
): Promise<Typed<Name>> {
  return (await deployAny(name.charAt(0).toUpperCase() + name.slice(1), args)) as Typed<Name>
}

/** Deploys a contract that has no generated type, such as a mock. */
export async function deployAny(
  name: string,
  args: readonly unknown[] = [],
): Promise<BaseContract & Record<string, BaseContractMethod>> {
  const contract = await ethers.deployContract(name, [...args])
  // Methods that do not exist fail when they are called.
  return contract as unknown as BaseContract & Record<string, BaseContractMethod>
}

/** The same contract, called by someone else. */
export function as<C extends BaseContract>(contract: C, signer: Signer): C {
  return contract.connect(signer) as C
}

/** Receipt of a transaction that was mined at once. */
export async function receiptOf(
  transaction: Promise<{ wait(): Promise<ContractTransactionReceipt | null> }>,
): Promise<ContractTransactionReceipt> {
  const receipt = await (await transaction).wait()
  if (receipt === null) throw new Error('the transaction was not mined')
  return receipt
}

/** Gas of a transaction that was mined at once. */
export async function gasOf(
  transaction: Promise<{ wait(): Promise<ContractTransactionReceipt | null> }>,
): Promise<number> {
  return Number((await receiptOf(transaction)).gasUsed)
}

/** The account that deploys, holds the tokens and owns what has an owner. */
export async function ownerOf(): Promise<HardhatEthersSigner> {
  const [owner] = await ethers.getSigners()
  if (owner === undefined) throw new Error('the chain has no accounts')
  return owner
}
