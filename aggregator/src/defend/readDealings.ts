import {
  type Configuration,
  type Fault,
  isFault,
  type Mask,
  type MaskFrame,
  readFrame,
  readMasks,
  readShares,
  type ShareTable,
  type Survivors,
  survivorsOf,
  vectorWords,
} from '@vain/protocol'
import { readConfiguration } from '../round/index.ts'
import type { Sources } from './sources.ts'

/** What the members of a round agreed on before anything was revealed. */
export type Dealings = {
  readonly configuration: Configuration
  readonly frame: MaskFrame
  readonly shares: ShareTable
  readonly masks: ReadonlyMap<number, Mask>
  readonly survivors: Survivors
}

/** Reads and checks the bundles of a round from its roster to its masks. */
export async function readDealings({ view, run, round, from }: Sources): Promise<Dealings | Fault> {
  const configuration = await readConfiguration(from, run)
  if (isFault(configuration)) return configuration
  const { configHash } = run.spec
  const roster = await readFrame(from, view, round, { configHash, configuration })
  if (isFault(roster)) return roster
  const dealt = await readShares(from, view, round, roster)
  if (isFault(dealt)) return dealt
  const { frame, shares } = dealt
  const words = vectorWords(configuration)
  const masks = await readMasks(from, view, round, frame, shares, words)
  if (isFault(masks)) return masks
  return { configuration, frame, shares, masks, survivors: survivorsOf(round, shares, masks) }
}
