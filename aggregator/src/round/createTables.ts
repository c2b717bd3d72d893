import { scheduler } from 'node:timers/promises'
import { toHex } from '@vain/base'
import {
  artefactHash,
  type Configuration,
  decodeConfiguration,
  type Fault,
  type Fetching,
  fault,
  fetchArtefact,
  fetchCheckpoint,
  isFault,
  type Mask,
  type MaskFrame,
  maxConfigurationBytes,
  type RoundFrame,
  readFrame,
  readMasks,
  readShares,
  type ShareTable,
  vectorWords,
} from '@vain/protocol'
import type { Deps } from '../ports.ts'
import type { Scene } from './scene.ts'

/** The shares of U1, and what the masks under them are bound to. */
export type Dealt = { readonly frame: MaskFrame; readonly shares: ShareTable }

/**
 * What the rounds before and behind a step stand on, read from published artefacts and checked
 * against the chain, no matter which aggregator published them. While a round is open, its roster
 * and shares are those that the scene's round names (`withRefs`).
 */
export type Tables = {
  configuration(scene: Scene): Promise<Configuration | Fault>
  frame(scene: Scene): Promise<RoundFrame | Fault>
  dealt(scene: Scene): Promise<Dealt | Fault>
  /** The same, but given up soon: nobody may have what a member claims to be bound to. */
  adopted(scene: Scene): Promise<Dealt | Fault>
  masks(scene: Scene): Promise<ReadonlyMap<number, Mask> | Fault>
  /** The checkpoint that the round begins with. */
  parent(scene: Scene): Promise<Float32Array | Fault>
}

/** Longest wait for a bundle that another leader published, besides what its members add. */
const adoptTimeoutMs = 5_000

/** For each member's message in it: 130 KB where it has 96 neighbours, at 5 MB/s. */
const adoptMsPerMember = 26

/** Tables that are kept in memory: those of a few rounds. */
const maxKept = 24

/** Tables over an artefact store. What was read and checked once is kept under its root and set. */
export function createTables(
  deps: Pick<Deps, 'network'>,
  options: { readonly timeoutMs: number },
): Tables {
  const kept = new Map<string, object>()
  const { timeoutMs } = options
  const from: Fetching = {
    content: deps.network.content,
    timeoutMs,
    pause: () => scheduler.yield(),
  }
  const soon = ({ round }: Scene): Fetching => ({
    ...from,
    timeoutMs: Math.min(timeoutMs, adoptTimeoutMs + round.members.length * adoptMsPerMember),
  })

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

  const frameFrom = (by: Fetching, scene: Scene): Promise<RoundFrame | Fault> =>
    once(nameOf(scene, 'roster'), async () => {
      const configuration = await tables.configuration(scene)
      if (isFault(configuration)) return configuration
      const { configHash } = scene.run.spec
      return readFrame(by, scene.view, scene.round, { configHash, configuration })
    })

  const dealtFrom = (by: Fetching, scene: Scene): Promise<Dealt | Fault> =>
    once(nameOf(scene, 'share'), async () => {
      const frame = await frameFrom(by, scene)
      return isFault(frame) ? frame : readShares(by, scene.view, scene.round, frame)
    })

  const tables: Tables = {
    configuration: ({ run }) =>
      once(`configuration ${run.spec.configHash}`, () => readConfiguration(from, run)),
    frame: (scene) => frameFrom(from, scene),
    dealt: (scene) => dealtFrom(from, scene),
    adopted: (scene) => dealtFrom(soon(scene), scene),
    masks: (scene) =>
      once(nameOf(scene, 'masks'), async () => {
        const dealt = await tables.dealt(scene)
        if (isFault(dealt)) return dealt
        const configuration = await tables.configuration(scene)
        if (isFault(configuration)) return configuration
        const { view, round } = scene
        const words = vectorWords(configuration)
        return readMasks(from, view, round, dealt.frame, dealt.shares, words)
      }),
    parent: (scene) =>
      once(`model ${scene.round.model.root}`, async () => {
        const configuration = await tables.configuration(scene)
        return isFault(configuration)
          ? configuration
          : fetchCheckpoint(from, scene.round.model, configuration)
      }),
  }
  return tables
}

const records = ['roster', 'share', 'masks'] as const

/** What a table was checked against: its own artefact and those of the phases before. */
function nameOf({ round }: Scene, name: (typeof records)[number]): string {
  const known = records.slice(0, records.indexOf(name) + 1).map((record) => round[record])
  const bound = known.flatMap((record) => [record?.root, record?.content])
  return [name, round.openHead, ...bound, round.survivors ?? []].join('/')
}

/** A run's configuration, as the chain names it. */
export async function readConfiguration(
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
