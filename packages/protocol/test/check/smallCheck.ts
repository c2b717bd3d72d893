import { fromText, Secret, toHex } from '@vain/base'
import { blsPublicKey, blsSecretKey, compressG1, kemEncapsulateFrom, sha256 } from '@vain/crypto'
import {
  answerSketches,
  answerSums,
  type Placed,
  type SketchTable,
} from '../../src/check/answerSketches.ts'
import {
  type CheckFrame,
  checkBeaconRound,
  openCheck,
  survivingGroups,
} from '../../src/check/checkFrame.ts'
import { dealSketches } from '../../src/check/dealSketches.ts'
import {
  addSketches,
  type CheckTable,
  condemnedGroups,
  type GroupVerdict,
  judgeAnswers,
  judgeSums,
  type SumsTable,
} from '../../src/check/verdict.ts'
import {
  type Check,
  type Configuration,
  type GroupSum,
  type Hex,
  openHolderKeys,
  plainSettings,
  type RoundView,
  type Sketch,
  type Sums,
  signBeaconRound,
  sketchLanes,
} from '../../src/index.ts'
import { createGroup, type Group, secretsOf, seededRandom } from '../aggregation/smallGroup.ts'

const beaconKey = blsSecretKey(new Secret(fromText('the beacon of tests of small checks')))
const beacon = {
  publicKey: blsPublicKey(beaconKey),
  genesisTime: 1_000,
  periodSeconds: 3,
  delaySeconds: 1,
}

export const configuration: Pick<
  Configuration,
  'aggregation' | 'parameters' | 'numbers' | 'strategy'
> = {
  strategy: plainSettings.strategy,
  parameters: 300,
  numbers: { clipMicro: 1_000_000, scaleBits: 20, maxWeight: 100, laneBits: 32, rotate: false },
  aggregation: { ...plainSettings.aggregation, check: 'sketch', committeeFaults: 1, beacon },
}

const rootFor = (name: string): Hex => toHex(sha256(fromText(name)))

/** A round whose masks are fixed, as far as a check looks at it. */
export function maskedRound(
  survivors: readonly number[],
  timestamp = 50_000,
  masks = 'masks',
): Pick<RoundView, 'masks' | 'masked' | 'survivors'> {
  const place = { block: 7, blockHash: rootFor('block'), transaction: rootFor('tx'), logIndex: 0 }
  return {
    survivors,
    masks: { root: rootFor(masks), content: rootFor('content') },
    masked: { ...place, timestamp },
  }
}

/** The signature that draws the check of a round that was masked then; or the one so much later. */
export const signatureFor = (timestamp = 50_000, later = 0): Uint8Array =>
  compressG1(signBeaconRound(beaconKey, checkBeaconRound(beacon, timestamp) + later))

/** Ten members in two groups of five, all of them survivors, one of five places corrupt. */
export const members: readonly number[] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]

export type SmallCheck = {
  readonly group: Group
  readonly frame: CheckFrame
  /** Who is in which group. */
  readonly groups: readonly (readonly number[])[]
  /** An honest vector of a member: update and weight. */
  vectorOf(index: number): Int32Array
  sketch(index: number, lanes?: Int32Array): Promise<Sketch>
  answer(index: number, sketches: SketchTable): Promise<Check>
  sums(index: number, sketches: SketchTable, checks: CheckTable): Promise<Sums>
}

export function createSmallCheck(seed = 'check'): SmallCheck {
  const plan = { kind: 'groups', count: 2, size: 5, thresholds: [4, 4] } as const
  const group = createGroup(members, 6, seed, { plan })
  const frame = openCheck(group.frame, maskedRound(members), configuration, signatureFor())
  if (frame === undefined) throw new Error('there is no check')
  const vectorOf = (index: number): Int32Array => {
    const bytes = seededRandom(`${seed}/${index}`)(configuration.parameters)
    // Their norm is about 0.95 of the clip norm, at full weight.
    const lanes = Array.from(bytes, (byte) => Math.round((byte - 127.5) * 780))
    return Int32Array.from([...lanes, 100 - (index % 3)])
  }
  const { seed: drawn } = frame
  const { weightFactor } = frame.plan
  const placed = (index: number, sketches: SketchTable): Placed => {
    const keys = openHolderKeys(frame.start, secretsOf(group, index))
    return { frame, index, keys, sketches }
  }
  return {
    group,
    frame,
    groups: group.frame.topology.groups,
    vectorOf,
    async sketch(index, lanes = vectorOf(index)) {
      const sketch = await sketchLanes({ seed: drawn, weightFactor }, lanes)
      const random = seededRandom(`${seed}/deal/${index}`)
      return dealSketches(frame, index, sketch, secretsOf(group, index), random, kemEncapsulateFrom)
    },
    answer: (index, sketches) => answerSketches(placed(index, sketches), sketchRoot),
    async sums(index, sketches, checks) {
      const condemned = condemnedGroups(await judgeAnswers(frame, sketches, checks))
      const groups = survivingGroups(frame).filter((one) => !condemned.includes(one.group))
      return answerSums(placed(index, sketches), groups, checkRoot)
    },
  }
}

/** Root of every bundle of sketches here. */
export const sketchRoot: Hex = rootFor('sketches')

/** Root of every check bundle here. */
export const checkRoot: Hex = rootFor('check')

/** Answers of the whole committee. */
export async function answerAll(small: SmallCheck, sketches: SketchTable): Promise<CheckTable> {
  const checks = new Map<number, Check>()
  for (const index of small.frame.committee) checks.set(index, await small.answer(index, sketches))
  return checks
}

/** What the whole committee says of sums. */
export async function sumAll(
  small: SmallCheck,
  sketches: SketchTable,
  checks: CheckTable,
): Promise<SumsTable> {
  const said = new Map<number, Sums>()
  for (const index of small.frame.committee)
    said.set(index, await small.sums(index, sketches, checks))
  return said
}

/**
 * The verdicts that follow, where the members' vectors are `vectorOf` but for those given; none where
 * sums are undecided.
 *
 * @param tell - what places say of sums, instead of what is so
 */
export async function judgeAll(
  small: SmallCheck,
  sketches: SketchTable,
  checks: CheckTable,
  masked: ReadonlyMap<number, Int32Array> = new Map(),
  tell: (said: SumsTable) => SumsTable = (said) => said,
): Promise<ReadonlyMap<number, GroupVerdict>> {
  const { frame, groups, vectorOf } = small
  const findings = await judgeAnswers(frame, sketches, checks)
  const sums = groups.map((all, group): GroupSum => {
    const vectors = all.map((index) => masked.get(index) ?? vectorOf(index))
    const sum = vectors.reduce((total, one) => total.map((value, j) => value + (one[j] ?? 0)))
    return { group, survivors: all.length, sum }
  })
  const added = addSketches(frame, findings, tell(await sumAll(small, sketches, checks)))
  return added === undefined ? new Map() : judgeSums(frame, findings, added, sums)
}
