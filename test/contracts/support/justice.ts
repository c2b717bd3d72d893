import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { fromHex, toHex } from '@vain/base'
import { blsSign } from '@vain/crypto'
import { type AddressLike, id } from 'ethers'
import { allow, authorityRoles } from './authority.ts'
import { deploy, ethers, ownerOf, type Typed } from './chain.ts'
import { createOperator, type Operator, roles } from './operators.ts'
import { signTogether } from './round.ts'
import { deployAll, enlist, goToEpoch, type Stage } from './stage.ts'

/** A network whose validators can be sentenced. The account that deploys is a court and governs. */
export type Justice = Stage & {
  readonly slasher: Typed<'slasher'>
  readonly signatures: Typed<'signatureCourt'>
  readonly treasury: string
}

/** Numbers of `ISlasher.Offence`. */
export const offences = {
  doubleSignature: 0,
  wrongSum: 1,
  wrongCertificate: 2,
  malformedBundle: 3,
  missingData: 4,
  silence: 5,
} as const

/** Numbers of `ISlasher.Status`. */
export const statuses = { none: 0n, pending: 1n, executed: 2n, pardoned: 3n } as const

export const appealSeconds = 5_000

/** `EpochSet.PAGE_SIZE`. */
const pageSize = 88

/** Slasher and court on top of a network, with their roles. */
export async function deployJustice(stage: Stage): Promise<Justice> {
  const { authority, set, ledger, vault } = stage
  const treasury = ethers.getAddress(`0x${'7e'.repeat(20)}`)
  const slasher = await deploy('slasher', [set, treasury, appealSeconds, authority])
  const signatures = await deploy('signatureCourt', [ledger, slasher])
  const { court, slasher: slashing } = authorityRoles
  const vaultCalls = ['slash', 'hold', 'release']
  await allow(authority, vault, vaultCalls, slashing, await slasher.getAddress())
  for (const judge of [await signatures.getAddress(), (await ownerOf()).address])
    await allow(authority, slasher, ['sentence', 'sentenceSet'], court, judge)
  return { ...stage, slasher, signatures, treasury }
}

/** Validators with these stakes, operators 0, 1, …, all in the set of the next epoch: epoch 1, if they are few. */
export async function stageValidators(stakes: readonly bigint[]): Promise<Justice> {
  const stage = await deployAll()
  const operators: Operator[] = []
  for (const [index, amount] of stakes.entries()) {
    const operator = await createOperator(`validator ${index}`)
    await enlist(stage, operator, roles.validator, amount)
    operators.push(operator)
  }
  await goToEpoch(stage, Number(await stage.set.epoch()) + 1)
  // More keys than a page holds do not fit the transaction of the snapshot.
  for (let left = stakes.length; left > pageSize; left -= pageSize) await stage.set.collect(1)
  await stage.set.snapshot()
  return deployJustice({ ...stage, operators, validators: operators })
}

/** Three validators by name, and who governs. */
export async function stageThree(): Promise<
  Justice & {
    readonly justice: Justice
    readonly owner: HardhatEthersSigner
    readonly alice: Operator
    readonly bob: Operator
    readonly carol: Operator
  }
> {
  const justice = await stageValidators([1_000n, 2_000n, 3_000n])
  const [alice, bob, carol] = justice.operators as [Operator, Operator, Operator]
  return { ...justice, justice, alice, bob, carol, owner: await ownerOf() }
}

/** What the digest of a round binds. */
export type Statement = {
  readonly run: number
  readonly round: number
  readonly epoch: number
  readonly head: string
  readonly evaluation: { readonly root: string; readonly content: string }
}

/** A statement about round 3 of run 1; `what` makes it differ from others. */
export const statementOf = (what: string, about: Partial<Statement> = {}): Statement => ({
  ...{ run: 1, round: 3, epoch: 1, head: id(`head ${what}`) },
  evaluation: { root: id(`root ${what}`), content: id(`content ${what}`) },
  ...about,
})

/** What validators sign, derived here and not by the contract. Source: docs/protocol §7.1. */
export function statementDigest(
  ledger: string,
  statement: Statement,
  chainId: number = 31_337,
): Uint8Array {
  const { run, round, epoch, head, evaluation } = statement
  const types = 'bytes32 uint256 address uint32 uint32 uint32 bytes32 bytes32 bytes32'
  const encoded = ethers.AbiCoder.defaultAbiCoder().encode(types.split(' '), [
    ...[id('vain/certificate/1'), chainId, ledger, run, round, epoch, head],
    ...[evaluation.root, evaluation.content],
  ])
  return fromHex(ethers.keccak256(encoded))
}

/** What the court takes of one signature. */
export type Attestation = {
  readonly epoch: number
  readonly head: string
  readonly evaluation: { readonly root: string; readonly content: string }
  readonly signature: string
}

/** The statement with a signature of one's choice. */
export const attestation = (statement: Statement, signature: string): Attestation => ({
  epoch: statement.epoch,
  head: statement.head,
  evaluation: statement.evaluation,
  signature,
})

/** A statement that one validator signed. */
export async function signed(
  { ledger }: Justice,
  { bls }: Operator,
  statement: Statement,
): Promise<Attestation> {
  const digest = statementDigest(await ledger.getAddress(), statement)
  return attestation(statement, toHex(blsSign(bls, digest)))
}

/** A statement that several validators signed together. */
export async function signedByAll(
  { ledger }: Justice,
  signers: readonly Operator[],
  statement: Statement,
): Promise<Attestation> {
  const digest = statementDigest(await ledger.getAddress(), statement)
  return attestation(statement, signTogether(signers, digest))
}

/** All that an operator has in the vault. */
export async function stakeOf({ vault }: Stage, operator: AddressLike): Promise<bigint> {
  const { amount } = await vault.unbonding(operator)
  return (await vault.bonded(operator)) + amount
}
