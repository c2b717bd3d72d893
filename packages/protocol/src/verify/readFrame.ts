import { fromHex } from '@vain/base'
import {
  membersRoot,
  type RosterEntry,
  type RoundFrame,
  roundContext,
  roundStart,
} from '../aggregation/frame.ts'
import { areKeys } from '../aggregation/keys.ts'
import { isSubset } from '../bitmap.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { Hex } from '../hex.ts'
import type { LedgerView, RoundView } from '../ledger/view.ts'
import { type Advertise, phases } from '../messages/bodies.ts'
import type { ForcedKeys } from '../round/transcript.ts'
import { createTopology, type Topology, topologySeed } from '../topology/createTopology.ts'
import { planTopology } from '../topology/planTopology.ts'
import { type Fault, fault, isFault } from './fault.ts'
import type { Fetching } from './fetch.ts'
import { firstUnfit } from './openPhase.ts'
import { readPhase } from './readPhase.ts'

/** What a run's configuration says of its rounds' frames. */
export type RunTerms = {
  readonly configHash: Hex
  readonly configuration: Pick<Configuration, 'aggregation'>
}

/** Reads and checks a round's roster, and derives the frame all members share. */
export async function readFrame(
  from: Fetching,
  view: LedgerView,
  round: RoundView,
  terms: RunTerms,
): Promise<RoundFrame | Fault> {
  const { roster, members } = round
  if (roster === undefined) return fault('roster', 'missing')
  const bundle = await readPhase(
    { from, view, round },
    { name: 'roster', phase: phases.advertise, artefact: roster, most: members.length },
  )
  if (isFault(bundle)) return bundle
  if (!isSubset([...bundle.keys()], members)) return fault('roster', 'not-a-subset')
  const unfit = await firstUnfit(from, 'roster', bundle, (_, body) =>
    areKeys(body) ? undefined : 'bad-keys',
  )
  if (unfit !== undefined) return unfit
  const frame = frameOf(view, round, terms, bundle)
  return frame.roster.size < round.threshold ? fault('roster', 'below-threshold') : frame
}

/** Context of the shares of a round whose roster is named. Source: docs/protocol §4.1. */
export function shareContext(view: LedgerView, round: RoundView, configHash: Hex): Uint8Array {
  const book = round.members.map((index) => ({
    index,
    address: view.operators.get(index)?.address ?? '0x',
  }))
  return roundContext({
    openHead: round.openHead,
    modelRoot: round.model.root,
    configHash,
    membersRoot: membersRoot(book),
    rosterRoot: round.roster?.root ?? '0x',
  })
}

/** Who masks with whom in a round: known as soon as it is open. Source: docs/protocol §4.9. */
export function topologyOf(
  { members, threshold, corruptionBps, openHead }: RoundView,
  { aggregation }: RunTerms['configuration'],
): Topology {
  const { grouping, dropoutBps } = aggregation
  const terms = { grouping, threshold, corruptionBps, dropoutBps }
  return createTopology(members, planTopology(members.length, terms), topologySeed(openHead))
}

/**
 * The frame of a round whose roster bundle is known and checked.
 *
 * The roster is the bundle's senders and the members who forced their way in, unless one of their
 * keys is void. Source: docs/protocol §4.3, §6.6.
 */
export function frameOf(
  view: LedgerView,
  round: RoundView,
  { configHash, configuration }: RunTerms,
  bundle: ReadonlyMap<number, Advertise>,
): RoundFrame {
  const { run, round: number, members, forced, threshold } = round
  const roster = new Map<number, RosterEntry>(bundle)
  for (const [index, entry] of forcedEntries(forced))
    if (members.includes(index) && !roster.has(index)) roster.set(index, entry)
  return {
    venue: view.venue,
    run,
    round: number,
    start: roundStart(view.venue, run, number),
    ctx: shareContext(view, round, configHash),
    roster,
    threshold,
    topology: topologyOf(round, configuration),
  }
}

/** The first entry of everyone who forced its way in, those that are void left out. */
function forcedEntries(forced: readonly ForcedKeys[]): ReadonlyMap<number, RosterEntry> {
  const first = new Map<number, ForcedKeys>()
  for (const keys of forced) if (!first.has(keys.index)) first.set(keys.index, keys)
  const entries = new Map<number, RosterEntry>()
  for (const [index, keys] of first) {
    const [maskKey, sealKey] = [fromHex(keys.maskKey), fromHex(keys.sealKey)]
    const kemKey = fromHex(keys.kemKey)
    if (!areKeys({ maskKey, sealKey, kemKey })) continue
    entries.set(index, { maskKey, sealKey, kemKey, selfCommitment: fromHex(keys.selfCommitment) })
  }
  return entries
}
