import { fromText, toHex } from '@vain/base'
import { addVectors, sha256 } from '@vain/crypto'
import {
  advanceModel,
  type CombineRule,
  createTopology,
  type Grouping,
  type GroupSum,
  leastMeans,
  type Numbers,
  plainSettings,
  type TopologyPlan,
  topologySeed,
  toSigned,
} from '@vain/protocol'
import type { Mode } from './modes.ts'

/** Members of one masked group, where there are groups: few, so that there are groups to compare. */
const groupSize = 4

/** Laid by hand: for so few members the rules of a round plan one group of all. */
function planOf(grouping: Grouping, members: number): TopologyPlan {
  if (grouping === 'singles') return { kind: 'singles' }
  if (grouping === 'whole') return { kind: 'whole', threshold: members }
  const count = Math.floor(members / groupSize)
  return { kind: 'groups', count, size: groupSize, thresholds: [groupSize, groupSize] }
}

/** The most bad ones that a rule may be told of, up to as many as there are. */
export function toleratedBy(rule: CombineRule, means: number, malicious: number): number {
  for (let f = malicious; f > 0; f--) if (leastMeans(rule, f) <= means) return f
  return 0
}

/** How a round is added up, and of how many malicious members its rule is told. */
export type Venue = {
  readonly mode: Mode
  readonly numbers: Numbers
  readonly malicious: number
  /** From what the round's groups follow. */
  readonly place: string
}

/** From the members' words to the next model, by the protocol's own groups, sums and rules. */
export function nextModel(
  model: Float32Array,
  words: readonly Uint32Array[],
  { mode, numbers, malicious, place }: Venue,
): Float32Array {
  const openHead = toHex(sha256(fromText(place)))
  const members = [...words.keys()]
  const plan = planOf(mode.grouping, members.length)
  const { groups } = createTopology(members, plan, topologySeed(openHead))
  const sums = groups.map((of, group): GroupSum => {
    const total = new Uint32Array(model.length + 1)
    for (const member of of) addVectors(total, words[member] as Uint32Array)
    return { group, survivors: of.length, sum: toSigned(total) }
  })
  const f = mode.combine === 'mean' ? 0 : toleratedBy(mode.combine, groups.length, malicious)
  const byzantineBps = Math.floor((10_000 * f) / groups.length)
  const { grouping, combine } = mode
  const aggregation = { ...plainSettings.aggregation, grouping, combine, byzantineBps }
  const configuration = { parameters: model.length, numbers, aggregation }
  const settings = {
    ...configuration,
    server: plainSettings.server,
    strategy: plainSettings.strategy,
  }
  return advanceModel(model, sums, settings, {
    openHead,
    groups: groups.length,
    members: words.length,
  })
}
