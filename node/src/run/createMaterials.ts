import { toHex, VainError } from '@vain/base'
import { isPrivateProgram } from '@vain/learn'
import {
  artefactHash,
  assertNoWrap,
  type Configuration,
  type ContentSource,
  decodeConfiguration,
  type Fetching,
  fetchArtefact,
  fetchCheckpoint,
  fitsEnvelopes,
  type Hex,
  hasCommittee,
  hasGroupsFor,
  isFault,
  maxConfigurationBytes,
  maxProgramBytes,
  type RoundView,
  type RunView,
  topologyOf,
} from '@vain/protocol'
import { dissent, isObstacle, later, never, type Obstacle, toObstacle } from './obstacle.ts'

/** What a run trains and how, checked against what the chain names. */
export type RunMaterials = {
  readonly configuration: Configuration
  /** ONNX bytes. */
  readonly trainProgram: Uint8Array
  readonly evaluateProgram: Uint8Array
}

/** Fetches what runs are made of and keeps it; of checkpoints the last one that was read. */
export type Materials = {
  read(run: RunView, signal: AbortSignal): Promise<RunMaterials | Obstacle>
  /** The checkpoint that a round begins with, checked against its root on chain. */
  readCheckpoint(
    round: RoundView,
    configuration: Configuration,
    signal: AbortSignal,
  ): Promise<Float32Array | Obstacle>
}

/** Runs whose materials are kept. */
const maxKnown = 8

/** Materials from artefacts; nothing is used that does not have the hash or root on chain. */
export function createMaterials(
  deps: { readonly content: ContentSource },
  options: {
    readonly timeoutMs: number
    /** Hash of the policy of the operator's own examples; runs of any other one are left alone. */
    readonly dataPolicyHash?: Hex
  },
): Materials {
  const known = new Map<string, RunMaterials>()
  let kept: { readonly root: Hex; readonly checkpoint: Float32Array } | undefined
  const fetching = (signal: AbortSignal): Fetching => ({
    content: deps.content,
    timeoutMs: options.timeoutMs,
    signal,
  })
  return {
    async read(run, signal) {
      const { configHash, dataPolicyHash } = run.spec
      const own = options.dataPolicyHash ?? dataPolicyHash
      if (own !== dataPolicyHash) return never('not-our-data', `our policy is ${own}`)
      const found = known.get(configHash) ?? (await readMaterials(fetching(signal), run))
      if (isObstacle(found)) return found
      // In the order of use, so that the first is the one to go.
      known.delete(configHash)
      known.set(configHash, found)
      for (const oldest of [...known.keys()].slice(0, -maxKnown)) known.delete(oldest)
      return found
    },
    async readCheckpoint(round, configuration, signal) {
      const { root } = round.model
      if (kept?.root === root) return kept.checkpoint
      const checkpoint = await fetchCheckpoint(fetching(signal), round.model, configuration)
      if (isFault(checkpoint)) return toObstacle(checkpoint)
      kept = { root, checkpoint }
      return checkpoint
    },
  }
}

async function readMaterials(from: Fetching, run: RunView): Promise<RunMaterials | Obstacle> {
  const configuration = await readConfiguration(from, run)
  if (isObstacle(configuration)) return configuration
  const names = [
    ['train-program', configuration.trainProgram, run.spec.trainProgramHash],
    ['evaluate-program', configuration.evaluateProgram, run.spec.evaluateProgramHash],
    ['data-policy', configuration.dataPolicy, run.spec.dataPolicyHash],
  ] as const
  const found: Uint8Array[] = []
  for (const [name, { hash, cid }, onChain] of names) {
    if (toHex(hash) !== onChain) return never(`other-${name}`, 'the configuration names another')
    const bytes = await readHashed(from, name, cid, onChain)
    if (isObstacle(bytes)) return bytes
    found.push(bytes)
  }
  const [trainProgram, evaluateProgram] = found as [Uint8Array, Uint8Array]
  const { privacy, training } = configuration
  if (privacy.unit === 'record' && !isPrivateProgram(trainProgram, training.batchSize))
    return never('train-program: does not clip', 'no program known here clips like it')
  return { configuration, trainProgram, evaluateProgram }
}

async function readConfiguration(from: Fetching, run: RunView): Promise<Configuration | Obstacle> {
  const { configHash, genesisModelRoot } = run.spec
  const bytes = await readHashed(from, 'configuration', run.configCid, configHash)
  if (isObstacle(bytes)) return bytes
  const configuration = decodeConfiguration(bytes)
  if (configuration === undefined) return never('configuration: malformed')
  if (toHex(configuration.genesisModel.root) !== genesisModelRoot)
    return never('other-genesis-model', 'the configuration names another')
  return configuration
}

async function readHashed(
  from: Fetching,
  name: string,
  cid: string,
  hash: Hex,
): Promise<Uint8Array | Obstacle> {
  const limit = name === 'configuration' ? maxConfigurationBytes : maxProgramBytes
  const bytes = await fetchArtefact(from, 'configuration', cid, limit)
  if (isFault(bytes)) return later(`${name}: missing`, bytes.detail)
  const actual = artefactHash(bytes)
  return actual === hash ? bytes : never(`other-${name}`, `${actual}, on chain ${hash}`)
}

/** The obstacle that updates of a run are public. Source: docs/protocol §4.9. */
export function maskObstacle(
  { aggregation }: Pick<Configuration, 'aggregation'>,
  allowUnmasked: boolean,
): Obstacle | undefined {
  return aggregation.grouping === 'singles' && !allowUnmasked
    ? dissent(
        'unmasked',
        'the run has no masks, so every update is public; --allow-unmasked takes part all the same',
      )
    : undefined
}

/** The obstacle that a round has too few groups for its rule to make a model. §5.2. */
export function groupObstacle(
  configuration: Configuration,
  round: RoundView,
): Obstacle | undefined {
  const { groups } = topologyOf(round, configuration)
  const { combine } = configuration.aggregation
  return hasGroupsFor(configuration.aggregation, groups.length)
    ? undefined
    : never('too-few-groups', `${groups.length} groups, too few for ${combine}`)
}

/**
 * The obstacle that a round has too few members for the committee of its check, or more members or
 * groups than a place could answer about. Source: docs/protocol §3, §4.10.
 */
export function committeeObstacle(
  configuration: Configuration,
  round: RoundView,
): Obstacle | undefined {
  const { members } = round
  const { groups } = topologyOf(round, configuration)
  if (!fitsEnvelopes(configuration, members.length, groups.length))
    return never('too-many', `${members.length} members in ${groups.length} groups`)
  return hasCommittee(configuration, members.length)
    ? undefined
    : never('no-committee', `${members.length} members, too few for a committee`)
}

/** The obstacle that the sum of a round's largest group may wrap. Source: docs/protocol §5.1. */
export function wrapObstacle(configuration: Configuration, round: RoundView): Obstacle | undefined {
  const { groups } = topologyOf(round, configuration)
  const members = groups.reduce((most, group) => Math.max(most, group.length), 0)
  try {
    assertNoWrap(configuration, members, 0)
    return undefined
  } catch (error) {
    if (error instanceof VainError && error.code === 'protocol/sum-may-wrap')
      return never('sum-may-wrap', error.message)
    throw error
  }
}
