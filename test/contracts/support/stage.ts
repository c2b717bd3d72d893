import { id } from 'ethers'
import { type Authority, deployAuthority } from './authority.ts'
import { as, deploy, helpers, ownerOf, type Typed } from './chain.ts'
import { createOperator, type Operator, registrationOf } from './operators.ts'

/** Everything that is deployed, and who takes part. */
export type Stage = {
  readonly authority: Authority
  readonly token: Typed<'vainToken'>
  readonly vault: Typed<'stakeVault'>
  readonly book: Typed<'keyBook'>
  readonly set: Typed<'epochSet'>
  readonly registry: Typed<'runRegistry'>
  readonly ledger: Typed<'roundLedger'>
  /** By index. */
  readonly operators: readonly Operator[]
  /** By position in the last set. */
  readonly validators: readonly Operator[]
}

export const unbondingSeconds = 100_000
export const epochSeconds = 1_000

/** Bond of every operator of `stageNetwork`. */
export const stake = 1_000n

/** Rules of `test/vectors/rounds.json`. */
export const params = {
  minMembers: 4,
  corruptionBps: 1_000,
  turnSeconds: 20,
  phaseTurns: 3,
  trainSeconds: 30,
  disputeSeconds: 10,
  finalityBlocks: 1,
  maxEpochAge: 65_535,
  lastRound: 1_000,
}

/** A run that the registry accepts. */
export const run = {
  configHash: id('config'),
  trainProgramHash: id('train'),
  evaluateProgramHash: id('evaluate'),
  dataPolicyHash: id('policy'),
  genesisModelRoot: id('model'),
  params,
}

/** All contracts, wired, without anyone. */
export async function deployAll(): Promise<Stage> {
  const owner = (await ownerOf()).address
  const token = await deploy('vainToken', [owner, 10n ** 27n])
  const authority = await deployAuthority()
  const vault = await deploy('stakeVault', [token, unbondingSeconds, authority])
  const book = await deploy('keyBook', [vault, authority])
  const set = await deploy('epochSet', [vault, book, epochSeconds])
  const registry = await deploy('runRegistry', [authority])
  const ledger = await deploy('roundLedger', [book, set, registry, authority])
  return { authority, token, vault, book, set, registry, ledger, operators: [], validators: [] }
}

/** Hands an operator tokens and bonds them. */
export async function bond(stage: Stage, operator: Operator, amount: bigint): Promise<void> {
  await stage.token.transfer(operator.wallet, amount)
  await as(stage.token, operator.wallet).approve(stage.vault, amount)
  await as(stage.vault, operator.wallet).bond(amount)
}

/** Bonds for an operator and registers it. */
export async function enlist(
  stage: Stage,
  operator: Operator,
  mask: number,
  amount: bigint = stake,
): Promise<void> {
  await bond(stage, operator, amount)
  const registration = registrationOf(operator, mask, await stage.book.getAddress())
  await as(stage.book, operator.wallet).register(registration)
}

/** Moves to the first second of an epoch. */
export async function goToEpoch(stage: Stage, epoch: number): Promise<void> {
  await helpers.time.increaseTo(await stage.set.epochStart(epoch))
}

/** Trainers 0–4, aggregators 5–6, validators 7–9; a validator set of epoch 1; one run. */
export async function stageNetwork(): Promise<Stage> {
  const stage = await deployAll()
  const masks = [1, 1, 1, 1, 1, 2, 2, 4, 4, 4]
  const operators: Operator[] = []
  for (const [index, mask] of masks.entries()) {
    const operator = await createOperator(`operator ${index}`)
    await enlist(stage, operator, mask)
    operators.push(operator)
  }
  await goToEpoch(stage, 1)
  await stage.set.snapshot()
  await stage.registry.createRun(run, 'config-cid')
  return { ...stage, operators, validators: operators.slice(7) }
}

/**
 * Restores a fixture as if no time had passed since it was made.
 *
 * The chain's clock runs with the machine's: without this, a fixture that is restored late begins
 * in a later turn than one that is restored at once.
 */
export async function fresh<T>(fixture: () => Promise<T>): Promise<T> {
  const stage = await helpers.loadFixture(fixture)
  await helpers.time.setNextBlockTimestamp((await helpers.time.latest()) + 1)
  return stage
}
