import { toHex, VainError } from '@vain/base'
import {
  artefactHash,
  type Configuration,
  decodeConfiguration,
  type Fault,
  type Fetching,
  fault,
  fetchArtefact,
  fetchRooted,
  isFault,
  type Mask,
  maxConfigurationBytes,
  type Revealed,
  type RoundFrame,
  readFrame,
  readMasks,
  readReveals,
  readShares,
  type ShareTable,
  toModel,
} from '@vain/protocol'
import type { Deps } from '../ports.ts'
import type { Scene } from './scene.ts'

/**
 * What the rounds before and behind a step stand on, read from published artefacts and checked
 * against the chain, no matter which aggregator published them.
 */
export type Tables = {
  configuration(scene: Scene): Promise<Configuration | Fault>
  frame(scene: Scene): Promise<RoundFrame | Fault>
  shares(scene: Scene): Promise<ShareTable | Fault>
  masks(scene: Scene): Promise<ReadonlyMap<number, Mask> | Fault>
  revealed(scene: Scene): Promise<Revealed | Fault>
  /** The model that the round trains from. */
  parent(scene: Scene): Promise<Float32Array | Fault>
}

/** Tables that are kept in memory: those of a few rounds. */
const maxKept = 24

/** Tables over an artefact store. What was read and checked once is kept under its root and set. */
export function createTables(
  deps: Pick<Deps, 'network'>,
  options: { readonly timeoutMs: number },
): Tables {
  const kept = new Map<string, object>()
  const from: Fetching = { content: deps.network.content, timeoutMs: options.timeoutMs }

  async function once<T extends object>(
    name: string,
    read: () => Promise<T | Fault>,
  ): Promise<T | Fault> {
    // The cast holds: a name stands for one kind of table, and a root for one content.
    const known = kept.get(name) as T | undefined
    if (known !== undefined) return known
    const found = await read()
    if (isFault(found)) return found
    kept.set(name, found)
    const [oldest] = kept.keys()
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
    return found
  }

  const tables: Tables = {
    configuration: ({ run }) =>
      once(`configuration ${run.spec.configHash}`, () => readConfiguration(from, run)),
    frame: (scene) =>
      once(nameOf(scene, 'roster'), () =>
        readFrame(from, scene.view, scene.round, scene.run.spec.configHash),
      ),
    shares: (scene) =>
      once(nameOf(scene, 'shares'), async () => {
        const frame = await tables.frame(scene)
        return isFault(frame) ? frame : readShares(from, scene.view, scene.round, frame)
      }),
    masks: (scene) =>
      once(nameOf(scene, 'masks'), async () => {
        const frame = await tables.frame(scene)
        if (isFault(frame)) return frame
        const configuration = await tables.configuration(scene)
        if (isFault(configuration)) return configuration
        return readMasks(from, scene.view, scene.round, frame, configuration.parameters + 1)
      }),
    revealed: (scene) =>
      once(nameOf(scene, 'reveals'), async () => {
        const frame = await tables.frame(scene)
        if (isFault(frame)) return frame
        const shares = await tables.shares(scene)
        return isFault(shares) ? shares : readReveals(from, scene.view, scene.round, frame, shares)
      }),
    parent: (scene) =>
      once(`model ${scene.round.model.root}`, async () => {
        const configuration = await tables.configuration(scene)
        return isFault(configuration) ? configuration : readParent(from, scene, configuration)
      }),
  }
  return tables
}

const records = ['roster', 'shares', 'masks', 'reveals'] as const

/** What a table was checked against: roots and sets, its own and those of the phases before. */
function nameOf({ round }: Scene, name: (typeof records)[number]): string {
  const known = records.slice(0, records.indexOf(name) + 1).map((record) => round[record])
  const bound = known.flatMap((record) => [record?.root, record?.indices])
  return [name, round.openTranscript, ...bound, round[name]?.cid].join('/')
}

async function readConfiguration(
  from: Fetching,
  run: Scene['run'],
): Promise<Configuration | Fault> {
  const limit = maxConfigurationBytes
  const bytes = await fetchArtefact(from, 'configuration', run.configCid, limit)
  if (!(bytes instanceof Uint8Array)) return bytes
  if (artefactHash(bytes) !== run.spec.configHash) return fault('configuration', 'content-mismatch')
  const configuration = decodeConfiguration(bytes)
  if (configuration === undefined) return fault('configuration', 'malformed')
  return toHex(configuration.genesisModel.root) === run.spec.genesisModelRoot
    ? configuration
    : fault('genesis-model', 'root-mismatch', { detail: 'the configuration names another' })
}

async function readParent(
  from: Fetching,
  { round }: Scene,
  configuration: Configuration,
): Promise<Float32Array | Fault> {
  const { root, cid = configuration.genesisModel.cid } = round.model
  const { parameters } = configuration
  const bytes = await fetchRooted(from, 'model', cid, root, 4 * parameters)
  if (!(bytes instanceof Uint8Array)) return bytes
  try {
    return toModel(bytes, parameters)
  } catch (error) {
    if (!(error instanceof VainError)) throw error
    return fault('model', 'malformed', { detail: error.message })
  }
}
