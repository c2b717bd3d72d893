import type { Check, Sums } from '../messages/bodies.ts'
import type { GroupSum } from '../numbers/groupSum.ts'
import type { Row } from '../sketch/decode.ts'
import { readWords } from '../sketch/field.ts'
import { addedSketches, isSketchOfSum, judgeMember, type SketchFault } from '../sketch/judge.ts'
import { sketchLanes } from '../sketch/sketchVector.ts'
import type { SketchTable } from './answerSketches.ts'
import { type CheckFrame, type SurvivingGroup, survivingGroups } from './checkFrame.ts'

/** Why a member is at fault: it said nothing of its sketches, or by what the places answered. */
export type MemberFault = 'missing' | SketchFault

/**
 * Why a group's sum is left out. `faulty`: the members named are at fault. `misdealt`: too few places
 * have right shares of all its survivors; `unequal`: the sum of its sketches is not the sketch of its
 * sum. In both somebody is at fault, and nobody can say who.
 */
export type Condemned = {
  readonly kind: 'condemned'
  readonly reason: 'faulty' | 'misdealt' | 'unequal'
  /** Members at fault; none but with `faulty`. */
  readonly members: ReadonlyMap<number, MemberFault>
}

/** What a check bundle says of a group, before anyone knows its sum. */
export type GroupFinding =
  | {
      readonly kind: 'sound'
      /** Survivors whose sketches were added. */
      readonly members: number
      /** Places that agree on every one of them, from 1: `3f + 1` or more. */
      readonly places: ReadonlySet<number>
    }
  | Condemned

/** What becomes of a group's sum. */
export type GroupVerdict = { readonly kind: 'accept' } | Condemned

const nobody: ReadonlyMap<number, MemberFault> = new Map()

/** The answers of a check bundle, by sender: each fits its frame. */
export type CheckTable = ReadonlyMap<number, Check>

/** What places say of sums after a check bundle, by sender: each fits its frame. */
export type SumsTable = ReadonlyMap<number, Sums>

/** The sum of the sketches of every group that is sound: 2,560 integers. */
export type AddedSketches = ReadonlyMap<number, readonly bigint[]>

/**
 * What the answers of a check bundle say of each group that has survivors. Once that bundle is
 * settled it stands, before any sum is known: leaders, validators and auditors compute it alike.
 *
 * @param pause - awaited before each member, which takes two to fifteen milliseconds
 *
 * Source: docs/protocol §4.10.
 */
export async function judgeAnswers(
  frame: CheckFrame,
  sketches: SketchTable,
  checks: CheckTable,
  pause?: () => Promise<void>,
): Promise<ReadonlyMap<number, GroupFinding>> {
  const findings = new Map<number, GroupFinding>()
  const answers = frame.committee.map(
    (index) => new Map(checks.get(index)?.openings.map(({ of, values }) => [of, values])),
  )
  for (const one of survivingGroups(frame))
    findings.set(one.group, await judgeGroup(frame, sketches, answers, one, pause))
  return findings
}

/** What each place answered, by whom or what it is about. */
type Answers = readonly ReadonlyMap<number, Uint8Array>[]

/** Rows of those places that answered something about one. */
const rowsOf = (answers: Answers, about: number): Row[] =>
  answers.flatMap((one, i) => {
    const values = one.get(about)
    return values === undefined ? [] : [{ place: i + 1, values: readWords(values) }]
  })

async function judgeGroup(
  { plan }: CheckFrame,
  sketches: SketchTable,
  answers: Answers,
  { members }: SurvivingGroup,
  pause: (() => Promise<void>) | undefined,
): Promise<GroupFinding> {
  const faults = new Map<number, MemberFault>()
  // Where a share is off a member's polynomials, so is the sum.
  let fit = new Set(answers.map((_, i) => i + 1))
  for (const index of members) {
    await pause?.()
    if (!sketches.has(index)) {
      faults.set(index, 'missing')
      continue
    }
    const finding = judgeMember(plan, rowsOf(answers, index))
    if (finding.kind === 'bad') faults.set(index, finding.fault)
    else fit = new Set(finding.places.filter((place) => fit.has(place)))
  }
  if (faults.size > 0) return { kind: 'condemned', reason: 'faulty', members: faults }
  return fit.size < plan.places - plan.faults
    ? { kind: 'condemned', reason: 'misdealt', members: nobody }
    : { kind: 'sound', members: members.length, places: fit }
}

/** Groups that are left out whatever their sums are, ascending: nobody needs to open them. */
export function condemnedGroups(findings: ReadonlyMap<number, GroupFinding>): readonly number[] {
  return [...findings].filter(([, { kind }]) => kind === 'condemned').map(([group]) => group)
}

/**
 * The sums of sketches of all groups that were found sound; undefined where too few places agree on
 * one. Then the round has no result: who says what of sums is the leader's choice, and which groups
 * count must not be.
 *
 * @param findings - of `judgeAnswers`
 *
 * Source: docs/protocol §4.10.
 */
export function addSketches(
  { plan, committee }: CheckFrame,
  findings: ReadonlyMap<number, GroupFinding>,
  said: SumsTable,
): AddedSketches | undefined {
  const answers = committee.map(
    (index) => new Map(said.get(index)?.sums.map(({ group, values }) => [group, values])),
  )
  const all = new Map<number, readonly bigint[]>()
  for (const [group, finding] of findings) {
    if (finding.kind === 'condemned') continue
    // Where a share is off a member's polynomials, so is the sum.
    const rows = rowsOf(answers, group).filter(({ place }) => finding.places.has(place))
    const added = addedSketches(plan, rows)
    if (added === undefined) return undefined
    all.set(group, added)
  }
  return all
}

/**
 * The verdict on every group of a round, once the sums of those that were found sound are known.
 *
 * @param findings - of `judgeAnswers`
 * @param added - of `addSketches`
 * @param sums - of all groups that were found sound
 * @param pause - awaited now and then, for a host that has other things to do meanwhile
 *
 * Source: docs/protocol §4.10.
 */
export async function judgeSums(
  frame: CheckFrame,
  findings: ReadonlyMap<number, GroupFinding>,
  added: AddedSketches,
  sums: readonly GroupSum[],
  pause?: () => Promise<void>,
): Promise<ReadonlyMap<number, GroupVerdict>> {
  const { plan, seed } = frame
  const byGroup = new Map(sums.map((sum) => [sum.group, sum]))
  const verdicts = new Map<number, GroupVerdict>()
  for (const [group, finding] of findings) {
    const opened = byGroup.get(group)
    if (finding.kind === 'condemned') verdicts.set(group, finding)
    else {
      const fits =
        opened !== undefined &&
        isSketchOfSum(
          plan,
          added.get(group) ?? [],
          await sketchLanes({ seed, weightFactor: plan.weightFactor }, opened.sum, pause),
          finding.members,
        )
      verdicts.set(
        group,
        fits ? { kind: 'accept' } : { kind: 'condemned', reason: 'unequal', members: nobody },
      )
    }
  }
  return verdicts
}

/** The sums that were accepted. */
export function acceptedSums(
  sums: readonly GroupSum[],
  verdicts: ReadonlyMap<number, GroupVerdict>,
): readonly GroupSum[] {
  return sums.filter(({ group }) => verdicts.get(group)?.kind === 'accept')
}
