import type { Check } from '../messages/bodies.ts'
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
 * Why a group's sum is left out. `faulty`: the members named are at fault. `undecided`: too few places
 * agree on the sum of its sketches; `unequal`: that is not the sketch of its sum. In both somebody is
 * at fault, and nobody can say who.
 */
export type Condemned = {
  readonly kind: 'condemned'
  readonly reason: 'faulty' | 'undecided' | 'unequal'
  /** Members at fault; none but with `faulty`. */
  readonly members: ReadonlyMap<number, MemberFault>
}

/** What a round's answers say of a group before its sum is known. */
export type GroupFinding =
  | {
      readonly kind: 'sound'
      /** Survivors whose sketches were added. */
      readonly members: number
      /** Sum of their sketches: 2,560 integers. */
      readonly added: readonly bigint[]
    }
  | Condemned

/** What becomes of a group's sum. */
export type GroupVerdict = { readonly kind: 'accept' } | Condemned

const nobody: ReadonlyMap<number, MemberFault> = new Map()

/** The answers of a check bundle, by sender: each fits its frame. */
export type CheckTable = ReadonlyMap<number, Check>

/**
 * What the answers of a check bundle say of each group that has survivors. It is what members who
 * reveal after that bundle have settled: leaders, validators and auditors compute it alike.
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
  const answers = frame.committee.map((index) => indexed(checks.get(index)))
  for (const one of survivingGroups(frame))
    findings.set(one.group, await judgeGroup(frame, sketches, answers, one, pause))
  return findings
}

/** One place's answers, by whom and what they are about. */
type Answers = {
  readonly openings: ReadonlyMap<number, Uint8Array>
  readonly sums: ReadonlyMap<number, Uint8Array>
}

const indexed = (body: Check | undefined): Answers => ({
  openings: new Map(body?.openings.map(({ of, values }) => [of, values])),
  sums: new Map(body?.sums.map(({ group, values }) => [group, values])),
})

/** Rows of those places that answered something. */
function rowsOf(
  answers: readonly Answers[],
  pick: (answers: Answers) => Uint8Array | undefined,
): Row[] {
  return answers.flatMap((one, i) => {
    const values = pick(one)
    return values === undefined ? [] : [{ place: i + 1, values: readWords(values) }]
  })
}

async function judgeGroup(
  { plan }: CheckFrame,
  sketches: SketchTable,
  answers: readonly Answers[],
  { group, members }: SurvivingGroup,
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
    const rows = rowsOf(answers, ({ openings }) => openings.get(index))
    const finding = judgeMember(plan, rows)
    if (finding.kind === 'bad') faults.set(index, finding.fault)
    else fit = new Set(finding.places.filter((place) => fit.has(place)))
  }
  if (faults.size > 0) return { kind: 'condemned', reason: 'faulty', members: faults }
  await pause?.()
  const rows = rowsOf(answers, ({ sums }) => sums.get(group)).filter(({ place }) => fit.has(place))
  const added = addedSketches(plan, rows)
  if (added === undefined) return { kind: 'condemned', reason: 'undecided', members: nobody }
  return { kind: 'sound', members: members.length, added }
}

/** Groups that are left out whatever their sums are, ascending: nobody needs to open them. */
export function condemnedGroups(findings: ReadonlyMap<number, GroupFinding>): readonly number[] {
  return [...findings].filter(([, { kind }]) => kind === 'condemned').map(([group]) => group)
}

/**
 * The verdict on every group of a round, once the sums of those that were found sound are known.
 *
 * @param findings - of `judgeAnswers`
 * @param sums - of all groups that were found sound
 * @param pause - awaited now and then, for a host that has other things to do meanwhile
 *
 * Source: docs/protocol §4.10.
 */
export async function judgeSums(
  frame: CheckFrame,
  findings: ReadonlyMap<number, GroupFinding>,
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
          finding.added,
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
