import { toHex } from '@vain/base'
import type { MaskFrame } from '../aggregation/frame.ts'
import type { Artefact } from '../artefact.ts'
import type { SketchTable } from '../check/answerSketches.ts'
import { type CheckFrame, hasCommittee, openCheck } from '../check/checkFrame.ts'
import { checkAnswer, checkSettle, checkSketch, checkSums } from '../check/misfits.ts'
import type { CheckTable, SumsTable } from '../check/verdict.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { Hex } from '../hex.ts'
import { phases, type Settle } from '../messages/bodies.ts'
import { placesFor } from '../sketch/plan.ts'
import { type Fault, fault, isFault } from './fault.ts'
import { firstUnfit } from './openPhase.ts'
import { type RoundSource, readPhase } from './readPhase.ts'

/** A sketch bundle, and the frame that the beacon in its messages gives. */
export type Sketched = { readonly frame: CheckFrame; readonly sketches: SketchTable }

/**
 * Reads and checks a sketch bundle: its messages are of survivors, and name the signature of the
 * beacon's round.
 *
 * @param configuration - of a run with a check
 */
export async function readSketches(
  source: RoundSource,
  frame: MaskFrame,
  configuration: Configuration,
  artefact: Artefact,
): Promise<Sketched | Fault> {
  const { from, round } = source
  const { survivors } = round
  if (survivors === undefined) return fault('masks', 'missing')
  if (!hasCommittee(configuration, survivors.length)) return fault('masks', 'no-committee')
  const degree = placesFor(configuration.aggregation.committeeFaults)
  const sketches = await readPhase(source, {
    ...{ name: 'sketches', phase: phases.sketch, artefact, most: survivors.length, degree },
  })
  if (isFault(sketches)) return sketches
  const [first] = sketches
  if (first === undefined) return fault('sketches', 'below-threshold')
  const [sender, { beacon }] = first
  const opened = openCheck(frame, round, configuration, beacon)
  if (opened === undefined) return fault('sketches', 'wrong-beacon', { sender })
  const unfit = await firstUnfit(from, 'sketches', sketches, (index, body) =>
    checkSketch(opened, index, body),
  )
  return unfit ?? { frame: opened, sketches }
}

/** A check bundle: answers of enough of the committee, all about one sketch bundle. */
export type Checked = {
  readonly checks: CheckTable
  /** Root of the sketch bundle. */
  readonly sketches: Hex
}

/**
 * Reads and checks a check bundle: answers of all but `f` of the committee. It says nothing of whether
 * they are true.
 *
 * Source: docs/protocol §4.10.
 */
export async function readChecks(
  source: RoundSource,
  frame: CheckFrame,
  artefact: Artefact,
): Promise<Checked | Fault> {
  const { plan, survivors } = frame
  const degree = survivors.length
  const checks = await readPhase(source, {
    ...{ name: 'checks', phase: phases.check, artefact, most: plan.places, degree },
  })
  if (isFault(checks)) return checks
  const [first] = checks.values()
  if (first === undefined || checks.size < plan.places - plan.faults)
    return fault('checks', 'below-threshold', { detail: `${checks.size} of ${plan.places}` })
  const sketches = toHex(first.sketches)
  const unfit = await firstUnfit(source.from, 'checks', checks, (sender, body) =>
    checkAnswer(frame, sketches, sender, body),
  )
  return unfit ?? { checks, sketches }
}

/**
 * Reads and checks a settle bundle: words of all but `f` of the committee for one check bundle. Two
 * such have an honest place in common, which says one word a round: so there is no second one.
 *
 * @param check - root of the check bundle
 *
 * Source: docs/protocol §4.10.
 */
export async function readSettles(
  source: RoundSource,
  frame: CheckFrame,
  check: Hex,
  artefact: Artefact,
): Promise<ReadonlyMap<number, Settle> | Fault> {
  const { plan } = frame
  const settles = await readPhase(source, {
    ...{ name: 'settles', phase: phases.settle, artefact, most: plan.places },
  })
  if (isFault(settles)) return settles
  if (settles.size < plan.places - plan.faults)
    return fault('settles', 'below-threshold', { detail: `${settles.size} of ${plan.places}` })
  const unfit = await firstUnfit(source.from, 'settles', settles, (sender, body) =>
    checkSettle(frame, check, sender, body),
  )
  return unfit ?? settles
}

/**
 * Reads and checks what places say of sums after a check bundle. Source: docs/protocol §4.10.
 *
 * @param check - root of the check bundle
 */
export async function readSums(
  source: RoundSource,
  frame: CheckFrame,
  check: Hex,
  artefact: Artefact,
): Promise<SumsTable | Fault> {
  const { plan, topology } = frame
  const degree = topology.groups.length
  const sums = await readPhase(source, {
    ...{ name: 'sketch-sums', phase: phases.sums, artefact, most: plan.places, degree },
  })
  if (isFault(sums)) return sums
  const unfit = await firstUnfit(source.from, 'sketch-sums', sums, (sender, body) =>
    checkSums(frame, check, sender, body),
  )
  return unfit ?? sums
}
