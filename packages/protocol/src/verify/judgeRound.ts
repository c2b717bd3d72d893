import type { MaskFrame } from '../aggregation/frame.ts'
import {
  addSketches,
  condemnedGroups,
  type GroupVerdict,
  judgeAnswers,
  judgeSums,
} from '../check/verdict.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { CheckRefs } from '../messages/bundle.ts'
import type { GroupSum } from '../numbers/groupSum.ts'
import { type Fault, fault, isFault } from './fault.ts'
import { readChecks, readSettles, readSketches, readSums } from './readCheck.ts'
import type { RoundSource } from './readPhase.ts'

/** What a check makes of each group that has survivors; nothing in a run without. */
export type Verdicts = ReadonlyMap<number, GroupVerdict>

/** What a round's check condemned before its sums were known, and what it says of those. */
type Judged = {
  readonly condemned: readonly number[]
  judge(sums: readonly GroupSum[]): Promise<Verdicts>
}

const unjudged: Judged = { condemned: [], judge: async () => new Map() }

/**
 * Judges a round by its published check.
 *
 * @param check - after which members revealed; exactly the runs with a check have one
 */
export async function judgeRound(
  source: RoundSource,
  frame: MaskFrame,
  configuration: Configuration,
  check: CheckRefs | undefined,
): Promise<Judged | Fault> {
  if ((configuration.aggregation.check === 'none') !== (check === undefined))
    return fault('reveals', check === undefined ? 'check-missing' : 'malformed')
  if (check === undefined) return unjudged
  const sketched = await readSketches(source, frame, configuration, check.sketches)
  if (isFault(sketched)) return sketched
  const checked = await readChecks(source, sketched.frame, check.checks)
  if (isFault(checked)) return checked
  if (checked.sketches !== check.sketches.root) return fault('checks', 'wrong-sketches')
  const { frame: drawn, sketches } = sketched
  const settled = await readSettles(source, drawn, check.checks.root, check.settles)
  if (isFault(settled)) return settled
  const said = await readSums(source, drawn, check.checks.root, check.sums)
  if (isFault(said)) return said
  const { pause } = source.from
  const findings = await judgeAnswers(drawn, sketches, checked.checks, pause)
  const added = addSketches(drawn, findings, said)
  if (added === undefined) return fault('sketch-sums', 'undecided')
  return {
    condemned: condemnedGroups(findings),
    judge: (sums) => judgeSums(drawn, findings, added, sums, pause),
  }
}
