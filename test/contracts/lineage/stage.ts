import { fromHex, toHex } from '@vain/base'
import {
  createRange,
  type Hex,
  historySince,
  type MountainRange,
  type RoundEvent,
  roundStates,
  type Version,
  versionLeaf,
} from '@vain/protocol'
import { expect } from 'chai'
import {
  type BaseContract,
  type BaseContractMethod,
  type ContractTransactionResponse,
  type EventLog,
  id,
  Result,
} from 'ethers'
import { allow, authorityRoles } from '../support/authority.ts'
import { as, deployAny, helpers, ownerOf } from '../support/chain.ts'
import { artefacts, certify, digestOf, leaderOf, mask, open, runNumber } from '../support/round.ts'
import { params, fresh as restore, type Stage, stageNetwork } from '../support/stage.ts'

type Methods =
  | 'anchorBefore'
  | 'anchorHead'
  | 'catchUp'
  | 'isAnchored'
  | 'modelOf'
  | 'peaksOf'
  | 'promote'
  | 'prove'
  | 'reachedOf'
  | 'rollback'
  | 'sizeOf'
type Contract = BaseContract & Record<Methods, BaseContractMethod>
export type LineageStage = Stage & { readonly lineage: Contract; readonly ledgerAddress: Hex }
type Sent = Promise<ContractTransactionResponse>

/** A version as this test book-keeps it, from what it did and not from events. */
export type Kept = {
  version: number
  round: number
  model: { root: Hex; content: Hex }
  digest: Hex
}

async function stageLineage(): Promise<LineageStage> {
  const stage = await stageNetwork()
  const lineage = (await deployAny('ModelLineage', [
    stage.ledger,
    stage.authority,
  ])) as unknown as Contract
  const owner = (await ownerOf()).address
  const { authority, ledger } = stage
  await allow(authority, ledger, ['dispute', 'settle'], authorityRoles.court, owner)
  const holder = await lineage.getAddress()
  await allow(authority, ledger, ['rollback'], authorityRoles.lineage, holder)
  return { ...stage, lineage, ledgerAddress: (await ledger.getAddress()).toLowerCase() as Hex }
}

export const fresh = (): Promise<LineageStage> => restore(stageLineage)

const everyone = [0, 1, 2, 3, 4]

/** A model of its own for every round. */
export const modelFor = (round: number): { root: Hex; content: Hex } => ({
  root: id(`model ${round}`) as Hex,
  content: id(`content ${round}`) as Hex,
})

/** Opens the next round and takes it to `proposed`. */
async function proposeRound(stage: LineageStage): Promise<number> {
  await open(stage)
  await mask(stage, everyone)
  const { round } = await stage.ledger.cursorOf(runNumber)
  const ledger = as(stage.ledger, (await leaderOf(stage)).wallet)
  const { reveals, sum } = artefacts
  await ledger.propose(runNumber, round, reveals, sum, modelFor(Number(round)))
  return Number(round)
}

/** A certified round, which may still be overturned. */
export async function certifyRound(stage: LineageStage): Promise<Kept> {
  const round = await proposeRound(stage)
  const digest = toHex(await digestOf(stage))
  await certify(stage)
  const { version } = await stage.ledger.cursorOf(runNumber)
  return { version: Number(version), round, model: modelFor(round), digest }
}

export const endWindow = (): Promise<number> => helpers.time.increase(params.disputeSeconds)

export async function finalize(stage: LineageStage): Promise<void> {
  await endWindow()
  await stage.ledger.finalize(runNumber)
}

/** A round that a court overturns. */
export async function overturnRound(stage: LineageStage): Promise<Kept> {
  const kept = await certifyRound(stage)
  await stage.ledger.dispute(runNumber, kept.round, 2 ** 39)
  await stage.ledger.settle(runNumber, kept.round, false)
  return kept
}

/** A round that is given up after its first step, or after its proposal. */
export async function abortRound(stage: LineageStage, late: boolean): Promise<void> {
  if (late) await proposeRound(stage)
  else await open(stage)
  await helpers.time.increase(1_000)
  const { round } = await stage.ledger.cursorOf(runNumber)
  await stage.ledger.abort(runNumber, round)
}

/** All that the ledger told of the run. */
async function eventsOf(stage: LineageStage): Promise<RoundEvent[]> {
  const logs = (await stage.ledger.queryFilter('*')) as EventLog[]
  return logs
    .filter(({ eventName, args }) => eventName in kinds && args.run === BigInt(runNumber))
    .map(({ eventName, args }) => {
      const fields = Object.entries(args.toObject()).map(([name, value]) => [
        name,
        readField(name, value),
      ])
      const from = eventName === 'Aborted' ? { from: roundStates[Number(args.state)] } : {}
      const event = { kind: kinds[eventName], ...Object.fromEntries(fields), ...from }
      return event as unknown as RoundEvent
    })
}

function readField(name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (name === 'survivors' || name === 'nonSigners') return fromHex(String(value))
  if (name === 'signature' || !(value instanceof Result)) return value
  return { root: value.root, content: value.content }
}

const kinds: Record<string, RoundEvent['kind']> = {
  Opened: 'opened',
  Masked: 'masked',
  Proposed: 'proposed',
  Certified: 'certified',
  Finalized: 'finalized',
  Aborted: 'aborted',
  Disputed: 'disputed',
  Settled: 'settled',
  RolledBack: 'rolled-back',
}

/** The steps from where the lineage stands to now. */
export async function historyOf(stage: LineageStage): Promise<Uint8Array> {
  const reached = await stage.lineage.reachedOf(runNumber)
  const venue = { chainId: 31_337n, ledger: stage.ledgerAddress }
  return historySince(venue, await eventsOf(stage), reached)
}

export async function catchUp(stage: LineageStage): Sent {
  return stage.lineage.catchUp(runNumber, await historyOf(stage)) as Sent
}

/** The range that TypeScript builds of them. */
export const rangeOf = (versions: readonly Version[]): MountainRange =>
  createRange(versions.map((version) => versionLeaf(runNumber, version)))

/** The contract has these versions and no others. */
export async function expectList(stage: LineageStage, versions: readonly Version[]): Promise<void> {
  expect(await stage.lineage.sizeOf(runNumber)).to.equal(versions.length)
  expect(await stage.lineage.peaksOf(runNumber)).to.deep.equal(rangeOf(versions).peaks)
}

/** Three final rounds, recorded. */
export async function stageThree(): Promise<{ stage: LineageStage; versions: Kept[] }> {
  const stage = await fresh()
  const versions: Kept[] = []
  for (let i = 0; i < 3; i++) {
    versions.push(await certifyRound(stage))
    await finalize(stage)
  }
  await catchUp(stage)
  return { stage, versions }
}
