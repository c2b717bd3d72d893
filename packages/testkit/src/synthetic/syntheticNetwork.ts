import { fromHex, fromText, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  artefactHash,
  type Body,
  type Configuration,
  encodeConfiguration,
  firstCheckpoint,
  type Hex,
  plainSettings,
  type RoundParams,
  roles,
  rootCheckpoint,
} from '@vain/protocol'
import { createMemorySwarm, type MemoryContent, type MemorySwarm } from './memoryContent.ts'
import { seededRandom } from './seededRandom.ts'
import { createSyntheticChain, type SyntheticChain } from './syntheticChain.ts'
import { createMember, type MemberDeps, type SyntheticMember } from './syntheticMember.ts'
import { createOperator, type SyntheticOperator } from './syntheticOperator.ts'

type SyntheticSettings = typeof plainSettings & Partial<Pick<Configuration, 'numbers'>>

/** Settings in which everything of a round's numbers is other than plain. */
export const narrowSettings: Partial<SyntheticSettings> = {
  numbers: {
    clipMicro: 1_000_000,
    scaleBits: 14,
    maxWeight: 100,
    laneBits: 16,
    rotate: true,
  },
  server: {
    optimiser: 'yogi',
    learningRateMicro: 10_000,
    beta1Micro: 900_000,
    beta2Micro: 990_000,
    tauMicro: 1_000,
  },
}

export type SyntheticOptions = {
  /** Everything follows from it. */
  readonly seed?: string
  /** Settings of the run; plain ones by default. */
  readonly runSettings?: Partial<SyntheticSettings>
  /** Trainers that are validators too, with the indices from 0; 4 by default. */
  readonly members?: number
  /** Aggregators, with the indices after the members'; 2 by default. */
  readonly aggregators?: number
  /** Length of the model; 500 by default. */
  readonly parameters?: number
  readonly params?: Partial<RoundParams>
  /** Changes the configuration, but not what `RunRegistry` says beside its hash. */
  readonly configure?: (configuration: Configuration) => Configuration
  /** Changes a body before its member signs it. */
  readonly forge?: (body: Body, index: number) => Body
  /** Changes the vector of a member before it is masked, or before it is sketched. */
  readonly alter?: MemberDeps['alter']
}

/** A network in one process: chain, members, artefacts, and run 1 with its configuration. */
export type SyntheticNetwork = {
  readonly chain: SyntheticChain
  readonly swarm: MemorySwarm
  /** Where the run's artefacts and those of the members are. */
  readonly content: MemoryContent
  readonly run: 1
  readonly configuration: Configuration
  readonly configHash: Hex
  readonly genesisModel: Float32Array
  readonly members: readonly SyntheticMember[]
  readonly operators: readonly SyntheticOperator[]
}

const defaultParams: RoundParams = {
  minMembers: 2,
  corruptionBps: 0,
  turnSeconds: 20,
  phaseTurns: 3,
  trainSeconds: 5,
  disputeSeconds: 10,
  finalityBlocks: 1,
  maxEpochAge: 100,
  lastRound: 1_000,
}

/** Registers everyone, takes the validator set of epoch 1, and creates run 1. */
export async function createSyntheticNetwork(
  options: SyntheticOptions = {},
): Promise<SyntheticNetwork> {
  const { seed = 'vain', members = 4, aggregators = 2, parameters = 500 } = options
  const chain = createSyntheticChain(seed)
  const swarm = createMemorySwarm()
  const content = swarm.join()
  const place = { chainId: chain.venue.chainId, keyBook: chain.keyBook }
  const operators = Array.from({ length: members + aggregators }, (_, index) => {
    const duties = index < members ? roles.trainer | roles.validator : roles.aggregator
    return createOperator(seed, index, duties, place)
  })
  for (const { operator } of operators) chain.register(operator)
  chain.snapshot(1, (index) => BigInt(100 + index))
  const settings = { ...plainSettings, ...options.runSettings }
  const genesisModel = firstCheckpoint(modelOf(seed, parameters), { parameters, ...settings })
  const honest = await publishConfiguration(content, genesisModel, { parameters, ...settings })
  const configuration = options.configure?.(honest) ?? honest
  const bytes = encodeConfiguration(configuration)
  const configHash = artefactHash(bytes)
  const spec = {
    configHash,
    trainProgramHash: toHex(honest.trainProgram.hash),
    evaluateProgramHash: toHex(honest.evaluateProgram.hash),
    dataPolicyHash: toHex(honest.dataPolicy.hash),
    genesisModelRoot: toHex(honest.genesisModel.root),
    params: { ...defaultParams, ...options.params },
  }
  chain.createRun(1, spec, await content.put(bytes))
  const deps = { chain, content, configuration, configHash, seed }
  const { forge, alter } = options
  const mischief = { ...(forge && { forge }), ...(alter && { alter }) }
  return {
    chain,
    swarm,
    content,
    run: 1,
    configuration,
    configHash,
    genesisModel,
    members: operators.slice(0, members).map((own) => createMember({ ...deps, ...mischief }, own)),
    operators,
  }
}

function modelOf(seed: string, parameters: number): Float32Array {
  const bytes = seededRandom(`${seed}/genesis`)(parameters)
  return Float32Array.from(bytes, (byte) => (byte - 127.5) / 255)
}

async function publishConfiguration(
  content: MemoryContent,
  genesisModel: Float32Array,
  settings: SyntheticSettings & Pick<Configuration, 'parameters'>,
): Promise<Configuration> {
  const publish = async (text: string): Promise<{ hash: Uint8Array; cid: string }> => {
    const bytes = fromText(text)
    return { hash: sha256(bytes), cid: await content.put(bytes) }
  }
  const plain = { clipMicro: 10_000_000, scaleBits: 20, maxWeight: 100 }
  const numbers = { ...plain, laneBits: 32, rotate: false } as const
  const { bytes, root } = rootCheckpoint(genesisModel)
  return {
    v: 1,
    name: 'synthetic',
    task: 'classification',
    trainProgram: await publish('a training program'),
    evaluateProgram: await publish('an evaluation program'),
    dataPolicy: await publish('a data policy'),
    genesisModel: { root: fromHex(root), cid: await content.put(bytes) },
    training: { epochs: 1, batchSize: 32, evaluateBatchSize: 100, learningRateMicro: 100_000 },
    numbers,
    ...settings,
  }
}
