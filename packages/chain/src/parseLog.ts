import { concatBytes, fromHex, VainError } from '@vain/base'
import {
  type Artefact,
  type Hex,
  kemKeyBytes,
  type LedgerEvent,
  type Place,
  type RoundParams,
  type RunSpec,
  roundStates,
} from '@vain/protocol'
import { AbiCoder, type EventFragment, Result } from 'ethers'
import { interfaces } from './contracts.ts'
import type { Deployment } from './deployment.ts'
import { type Fields, lenient, readFields } from './fields.ts'

/** A log as the node reports it; numbers and case are ours. */
export type ChainLog = {
  readonly address: Hex
  readonly topics: readonly Hex[]
  readonly data: Hex
}

type Unplaced<E = LedgerEvent> = E extends LedgerEvent ? Omit<E, 'at'> : never

/**
 * The event that a log of one of the deployment's contracts stands for, or undefined for one that
 * the ledger's view does not need, such as a change of owner.
 *
 * @throws {VainError} `chain/malformed-log` if the log bears the name of a known event and does
 *   not decode: the contract is not the one this code was built for
 */
export function parseLog(
  deployment: Deployment,
  log: ChainLog,
  at: Place,
): LedgerEvent | undefined {
  const contract = contracts.find((name) => deployment[name] === log.address)
  const fragment = contract && findEvent(contract, log.topics[0])
  const read = fragment && readers[fragment.name]
  if (fragment === undefined || read === undefined) return undefined
  try {
    return { at, ...read(decodeLog(fragment, log)) } as LedgerEvent
  } catch (cause) {
    throw new VainError(
      'chain/malformed-log',
      `a log of ${contract} is no ${fragment.name}`,
      { block: at.block, transaction: at.transaction, logIndex: at.logIndex },
      { cause },
    )
  }
}

const contracts = ['ledger', 'keyBook', 'epochSet', 'runRegistry'] as const

function findEvent(
  contract: (typeof contracts)[number],
  topic: Hex | undefined,
): EventFragment | undefined {
  return topic === undefined ? undefined : (interfaces[contract].getEvent(topic) ?? undefined)
}

/** Fields of a log. @throws if it is not of this event */
export function decodeLog(fragment: EventFragment, log: Omit<ChainLog, 'address'>): Fields {
  const coder = AbiCoder.defaultAbiCoder()
  const indexed = fragment.inputs.filter((input) => input.indexed)
  const rest = fragment.inputs.filter((input) => !input.indexed)
  if (indexed.length !== log.topics.length - 1) throw new Error('another number of topics')
  const values = [
    ...indexed.map((input, i) => coder.decode([input.type], log.topics[i + 1] as Hex)[0]),
    ...coder.decode(lenient(rest), log.data),
  ]
  const names = [...indexed, ...rest].map((input) => input.name)
  return readFields(Result.fromItems(values, names))
}

const place = (log: Fields): { run: number; round: number } => ({
  run: log.number('run'),
  round: log.number('round'),
})

const artefact = (log: Fields, name: string): Artefact => {
  const found = log.struct(name)
  return { root: found.hex('root'), content: found.hex('content') }
}

const readers: Readonly<Record<string, (log: Fields) => Unplaced>> = {
  Registered: (log) => ({
    kind: 'registered',
    index: log.number('index'),
    operator: log.hex('operator'),
    peerKey: log.bytes('peerKey'),
    roles: log.number('roles'),
    blsKey: log.bytes('blsKey'),
    blsProof: log.bytes('blsProof'),
    endpoints: log.texts('endpoints'),
  }),
  Announced: (log) => ({
    kind: 'announced',
    index: log.number('index'),
    endpoints: log.texts('endpoints'),
  }),
  Retired: (log) => ({ kind: 'retired', index: log.number('index') }),
  Snapshotted: (log) => ({
    kind: 'snapshotted',
    epoch: log.number('epoch'),
    indices: log.numbers('indices'),
    weights: log.bigints('weights'),
    totalWeight: log.bigint('totalWeight'),
    aggregateKey: log.bytes('aggregateKey'),
  }),
  RunCreated: (log) => ({
    kind: 'run-created',
    run: log.number('run'),
    spec: readSpec(log.struct('spec')),
    configCid: log.text('configCid'),
  }),
  ParamsSet: (log) => ({
    kind: 'run-params-set',
    run: log.number('run'),
    params: readParams(log.struct('params')),
  }),
  Paused: (log) => ({ kind: 'paused', until: log.number('until') }),
  Unpaused: () => ({ kind: 'unpaused' }),
  Opened: (log) => ({
    kind: 'opened',
    ...place(log),
    epoch: log.number('epoch'),
    membership: log.hex('membership'),
    members: log.number('members'),
    threshold: log.number('threshold'),
    inbox: log.hex('inbox'),
    randao: log.hex('randao'),
    head: log.hex('head'),
  }),
  Forced: (log) => ({
    kind: 'forced',
    ...place(log),
    index: log.number('index'),
    maskKey: log.hex('maskKey'),
    sealKey: log.hex('sealKey'),
    kemKey: readKemKey(log),
    selfCommitment: log.hex('selfCommitment'),
  }),
  Masked: (log) => ({
    kind: 'masked',
    ...place(log),
    leader: log.hex('leader'),
    roster: artefact(log, 'roster'),
    share: artefact(log, 'share'),
    masks: artefact(log, 'masks'),
    survivors: log.bytes('survivors'),
    head: log.hex('head'),
  }),
  Proposed: (log) => ({
    kind: 'proposed',
    ...place(log),
    leader: log.hex('leader'),
    reveals: artefact(log, 'reveals'),
    sum: artefact(log, 'sum'),
    model: artefact(log, 'model'),
    head: log.hex('head'),
  }),
  Certified: (log) => ({
    kind: 'certified',
    ...place(log),
    version: log.number('version'),
    evaluation: artefact(log, 'evaluation'),
    nonSigners: log.bytes('nonSigners'),
    signature: concatBytes(...log.hexes('signature').map(fromHex)),
    randao: log.hex('randao'),
    head: log.hex('head'),
  }),
  Finalized: (log) => ({ kind: 'finalized', ...place(log) }),
  Aborted: (log) => ({
    kind: 'aborted',
    ...place(log),
    from: readState(log.number('state')),
    randao: log.hex('randao'),
    head: log.hex('head'),
  }),
  Disputed: (log) => ({ kind: 'disputed', ...place(log), deadline: log.number('deadline') }),
  Settled: (log) => ({
    kind: 'settled',
    ...place(log),
    stands: log.flag('stands'),
    head: log.hex('head'),
  }),
  RolledBack: (log) => ({
    kind: 'rolled-back',
    run: log.number('run'),
    version: log.number('version'),
    model: artefact(log, 'model'),
    head: log.hex('head'),
  }),
}

/** `IRunRegistry.Run`. */
export function readSpec(spec: Fields): RunSpec {
  return {
    configHash: spec.hex('configHash'),
    trainProgramHash: spec.hex('trainProgramHash'),
    evaluateProgramHash: spec.hex('evaluateProgramHash'),
    dataPolicyHash: spec.hex('dataPolicyHash'),
    genesisModelRoot: spec.hex('genesisModelRoot'),
    params: readParams(spec.struct('params')),
  }
}

function readParams(params: Fields): RoundParams {
  return {
    minMembers: params.number('minMembers'),
    corruptionBps: params.number('corruptionBps'),
    turnSeconds: params.number('turnSeconds'),
    phaseTurns: params.number('phaseTurns'),
    trainSeconds: params.number('trainSeconds'),
    disputeSeconds: params.number('disputeSeconds'),
    finalityBlocks: params.number('finalityBlocks'),
    maxEpochAge: params.number('maxEpochAge'),
    lastRound: params.number('lastRound'),
  }
}

function readKemKey(log: Fields): Hex {
  const key = log.hex('kemKey')
  if (key.length !== 2 + 2 * kemKeyBytes) throw new Error('a key of ML-KEM of another length')
  return key
}

function readState(number: number): (typeof roundStates)[number] {
  const state = roundStates[number]
  if (state === undefined) throw new Error(`no state has the number ${number}`)
  return state
}
