import type {} from '@nomicfoundation/hardhat-ethers'
import type {} from '@nomicfoundation/hardhat-network-helpers'
import { fromHex, fromText, Secret, toHex, toUint } from '@vain/base'
import {
  blsProve,
  blsPublicKey,
  blsSecretKey,
  blsSign,
  keccak256,
  secp256k1PublicKey,
  signDigest,
} from '@vain/crypto'
import { Contract, ContractFactory, concat, id, type Signer, type Wallet } from 'ethers'
import hre, { network } from 'hardhat'
import * as contracts from '../../packages/chain/src/generated/contracts.ts'
import { compared, type Figure } from './figure.ts'

const validatorCount = 256
const stakeWei = 10n ** 18n
const epochSeconds = 1_000
/** As long as the CIDs of DAG-PB and raw leaves are. */
const cid = 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi'
/** Certificate of our prototype, at 256 validators, by number of missing ones. */
const prototypeGas: Record<number, number> = { 0: 170_929, 25: 239_474, 85: 351_302 }
/** Order of the scalars of BLS12-381. */
const scalarOrder = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n
/** Slots of `KeyBook`: words of the sets by role and position, and 16-bit counters. */
const wordsSlot = 5
const countsSlot = 6

type Deployed = Record<keyof typeof contracts, Contract>
type Chain = Awaited<ReturnType<typeof network.create>>
type Operator = { readonly wallet: Wallet; readonly bls: Secret<Uint8Array>; readonly gas: Gas }
type Gas = { readonly bond: number; readonly register: number }
type Bench = {
  readonly chain: Chain
  readonly deployed: Deployed
  readonly validators: readonly Operator[]
  readonly aggregator: Operator
}

/**
 * Gas of every transaction of a round and of what comes before it, on Hardhat's own chain (osaka).
 *
 * Steps are those of a later round: the first one also pays for the four slots of its run.
 */
export async function benchGas(): Promise<Figure[]> {
  await hre.tasks.getTask('build').run({ quiet: true })
  const chain = await network.create()
  const deployed = await deployAll(chain)
  const trainers = await enlistMany(chain, deployed, 'trainer', 1, 4)
  const [aggregator] = (await enlistMany(chain, deployed, 'aggregator', 2, 1)) as [Operator]
  const validators = await enlistMany(chain, deployed, 'validator', 4, validatorCount)
  const bench = { chain, deployed, validators, aggregator }
  const figures = [
    figure('bond', trainers[1]?.gas.bond as number),
    figure('register', trainers[1]?.gas.register as number),
    figure('register/validator', validators[1]?.gas.register as number),
    ...(await benchSnapshot(bench)),
  ]
  await playRound(bench, 4)
  figures.push(...(await benchRound(bench)))
  await growTo(bench, 4_096)
  const large = Object.values(await playRound(bench, 4_096)).reduce((sum, gas) => sum + gas, 0)
  return [...figures, figure('round/nodes=4096', large)]
}

const figure = (name: string, value: number): Figure => ({
  name: `gas/${name}`,
  value,
  unit: 'gas',
})

async function deployAll(chain: Chain): Promise<Deployed> {
  const [owner] = (await chain.ethers.getSigners()) as unknown as [Signer]
  const address = await owner.getAddress()
  const deploy = async (name: keyof typeof contracts, ...args: unknown[]): Promise<Contract> => {
    // biome-ignore lint/performance/noDynamicNamespaceImportAccess: nothing is bundled here
    const { abi, bytecode } = contracts[name]
    const contract = await new ContractFactory(abi, bytecode, owner).deploy(...args)
    return new Contract(await contract.getAddress(), abi, owner)
  }
  const vainToken = await deploy('vainToken', address, 10n ** 27n)
  const manager = await (await chain.ethers.deployContract('AccessManager', [address])).getAddress()
  const stakeVault = await deploy('stakeVault', vainToken, 100_000, manager)
  const keyBook = await deploy('keyBook', stakeVault, manager)
  const epochSet = await deploy('epochSet', stakeVault, keyBook, epochSeconds)
  const runRegistry = await deploy('runRegistry', manager)
  const roundLedger = await deploy('roundLedger', keyBook, epochSet, runRegistry, manager)
  return { vainToken, stakeVault, keyBook, epochSet, runRegistry, roundLedger }
}

/** Gas that a call used, sent by the contract's owner or by `by`. */
async function send(
  contract: Contract,
  method: string,
  args: readonly unknown[],
  by?: Operator,
): Promise<number> {
  const called = by === undefined ? contract : (contract.connect(by.wallet) as Contract)
  const transaction = await called.getFunction(method).send(...args)
  return Number((await transaction.wait())?.gasUsed)
}

async function enlistMany(
  chain: Chain,
  deployed: Deployed,
  name: string,
  mask: number,
  count: number,
): Promise<Operator[]> {
  const operators: Operator[] = []
  for (let i = 0; i < count; i++)
    operators.push(await enlist(chain, deployed, keccak256(fromText(`${name} ${i}`)), mask))
  return operators
}

async function enlist(
  chain: Chain,
  { vainToken, stakeVault, keyBook }: Deployed,
  seed: Uint8Array,
  mask: number,
): Promise<Operator> {
  const wallet = new chain.ethers.Wallet(toHex(seed), chain.ethers.provider) as unknown as Wallet
  await chain.networkHelpers.setBalance(wallet.address, 10n ** 20n)
  const bls = blsSecretKey(new Secret(seed))
  const operator = { wallet, bls, gas: { bond: 0, register: 0 } }
  await send(vainToken, 'transfer', [wallet.address, stakeWei])
  await send(vainToken, 'approve', [stakeVault, stakeWei], operator)
  const bond = await send(stakeVault, 'bond', [stakeWei], operator)
  const peer = new Secret(keccak256(seed))
  const digest = fromHex(await keyBook.getFunction('peerDigest')(wallet.address))
  const validates = mask === 4
  const key = validates ? blsPublicKey(bls) : new Uint8Array()
  const message = fromHex(await keyBook.getFunction('possessionMessage')(wallet.address, key))
  const registration = {
    peerKey: secp256k1PublicKey(peer),
    peerProof: signDigest(peer, digest),
    roles: mask,
    blsKey: key,
    blsProof: validates ? blsProve(bls, message) : '0x',
    endpoints: [
      '/ip4/192.0.2.1/tcp/4001/p2p/16Uiu2HAm1111111111111111111111111111111111111111111111',
    ],
  }
  const register = await send(keyBook, 'register', [registration], operator)
  return { ...operator, gas: { bond, register } }
}

async function benchSnapshot({ chain, deployed }: Bench): Promise<Figure[]> {
  const { epochSet, runRegistry } = deployed
  await chain.networkHelpers.time.increase(epochSeconds)
  const pageSize = Number(await epochSet.getFunction('PAGE_SIZE')())
  const page = await send(epochSet, 'collect', [1])
  await send(epochSet, 'collect', [1])
  await send(epochSet, 'collect', [1])
  const snapshot = await send(epochSet, 'snapshot', [])
  const params = [4, 1_000, 20, 3, 30, 0, 1, 65_535, 1_000_000]
  const hashes = ['config', 'train', 'evaluate', 'policy', 'model'].map(id)
  const createRun = await send(runRegistry, 'createRun', [[...hashes, params], cid])
  return [
    figure(`collect/validators=${pageSize}`, page),
    figure(`snapshot/validators=${validatorCount}`, snapshot),
    figure('createRun', createRun),
  ]
}

const artefactOf = (name: string): { root: string; content: string } => ({
  root: id(name),
  content: id(`${name} content`),
})

/** Gas of the steps of a round from `open` to `propose`, `nodes` members all staying to the end. */
async function goToProposed(
  { deployed, aggregator }: Bench,
  nodes: number,
): Promise<Record<string, number>> {
  const { roundLedger } = deployed
  const open = await send(roundLedger, 'open', [1], aggregator)
  const { round } = await roundLedger.getFunction('cursorOf')(1)
  const bitmap = toHex(new Uint8Array(Math.ceil(nodes / 8)).fill(nodes < 8 ? 2 ** nodes - 1 : 255))
  const inputs = ['roster', 'share', 'masks'].map(artefactOf)
  const mask = await send(roundLedger, 'mask', [1, round, ...inputs, bitmap], aggregator)
  const result = ['reveals', 'sum', 'model'].map(artefactOf)
  const propose = await send(roundLedger, 'propose', [1, round, ...result], aggregator)
  return { open, mask, propose }
}

/** Gas of a certificate that `missing` validators, evenly spread, did not sign. */
async function certify(bench: Bench, missing: number): Promise<number> {
  const { deployed, validators, aggregator } = bench
  const { roundLedger } = deployed
  const positions = Array.from({ length: missing }, (_, i) =>
    Math.floor((i * validatorCount) / missing),
  )
  const bitmap = new Uint8Array(validatorCount / 8)
  for (const position of positions)
    bitmap[position >> 3] = (bitmap[position >> 3] ?? 0) | (1 << (position & 7))
  const nonSigners = toHex(bitmap.slice(0, (positions.at(-1) ?? -8) / 8 + 1))
  const signers = validators.filter((_, position) => !positions.includes(position))
  const signature = signTogether(signers, await digestOf(roundLedger))
  const certificate = [1, artefactOf('evaluation'), nonSigners, sig4(signature)]
  return await send(roundLedger, 'certify', certificate, aggregator)
}

/** The sum of the signatures of all signers, made with the sum of their keys. */
function signTogether(signers: readonly Operator[], digest: Uint8Array): Uint8Array {
  const sum = signers.reduce((total, { bls }) => total + bls.open((key) => BigInt(toHex(key))), 0n)
  return blsSign(new Secret(toUint(sum % scalarOrder, 256)), digest)
}

/** What validators sign. Source: docs/protocol §7.1. */
async function digestOf(ledger: Contract): Promise<Uint8Array> {
  const { round, epoch } = await ledger.getFunction('cursorOf')(1)
  const words = [
    id('vain/certificate/1'),
    toUint(31_337, 256),
    `0x${'00'.repeat(12)}${(await ledger.getAddress()).slice(2)}`,
    ...[1n, round, epoch].map((value) => toUint(value, 256)),
    await ledger.getFunction('headOf')(1),
    ...Object.values(artefactOf('evaluation')),
  ]
  return keccak256(fromHex(concat(words)))
}

async function benchRound(bench: Bench): Promise<Figure[]> {
  const gas = await goToProposed(bench, 4)
  const { networkHelpers } = bench.chain
  const proposed = await networkHelpers.takeSnapshot()
  const certificates: Figure[] = []
  for (const missing of [85, 25, 0]) {
    await proposed.restore()
    const value = await certify(bench, missing)
    const name = `certificate/validators=${validatorCount},missing=${missing}`
    const reference = { name: 'prototype', value: prototypeGas[missing] as number }
    certificates.unshift(compared(figure(name, value), reference))
  }
  const whole = Object.values(gas).reduce((sum, step) => sum + step, certificates[0]?.value ?? 0)
  return [
    ...Object.entries(gas).map(([step, value]) => figure(step, value)),
    ...certificates,
    figure('finalize', await send(bench.deployed.roundLedger, 'finalize', [1])),
    figure('round/nodes=4', whole),
  ]
}

/** Gas by step of a whole round that nobody misses. */
async function playRound(bench: Bench, nodes: number): Promise<Record<string, number>> {
  const gas = await goToProposed(bench, nodes)
  return { ...gas, certify: await certify(bench, 0) }
}

/**
 * Makes the indices below `nodes` active trainers by writing the storage of the key book: so many
 * registrations would take minutes, and a round reads nothing of a trainer but its bit.
 */
async function growTo({ chain, deployed }: Bench, nodes: number): Promise<void> {
  const { keyBook } = deployed
  const address = await keyBook.getAddress()
  const { networkHelpers } = chain
  const byRole = keccak256(toUint(1, 256), toUint(wordsSlot, 256))
  for (let position = 0; position < nodes / 256; position++) {
    const slot = BigInt(toHex(keccak256(toUint(position, 256), byRole)))
    await networkHelpers.setStorageAt(address, slot, 2n ** 256n - 1n)
  }
  const counts = BigInt(await networkHelpers.getStorageAt(address, countsSlot))
  const changed = (counts & ~0xffff_ffffn) | BigInt(nodes) | (BigInt(nodes) << 16n)
  await networkHelpers.setStorageAt(address, countsSlot, changed)
  const active = await keyBook.getFunction('count')(1)
  if (active !== BigInt(nodes)) throw new Error(`the key book counts ${active} trainers`)
}

/** A point of G1 as the four words that the contracts take. */
const sig4 = (point: Uint8Array): string[] =>
  [0, 32, 64, 96].map((start) => toHex(point.subarray(start, start + 32)))
