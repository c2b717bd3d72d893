import { toHex } from '@vain/base'
import type { MaskFrame } from '../aggregation/frame.ts'
import type { Artefact } from '../artefact.ts'
import type { SketchTable } from '../check/answerSketches.ts'
import { type CheckFrame, hasCommittee, openCheck } from '../check/checkFrame.ts'
import { checkAnswer, checkSketch } from '../check/misfits.ts'
import type { CheckTable } from '../check/verdict.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { Hex } from '../hex.ts'
import { phases } from '../messages/bodies.ts'
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
 * Reads and checks a check bundle. It says nothing of whether the answers are true: that they are
 * signed by all but `f` of the committee is what a member has to see before it reveals.
 *
 * Source: docs/protocol §4.10.
 */
export async function readChecks(
  source: RoundSource,
  frame: CheckFrame,
  artefact: Artefact,
): Promise<Checked | Fault> {
  const { plan, survivors, topology } = frame
  const degree = survivors.length + openingsPerSum * topology.groups.length
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

/** A sum is as long as so many openings, at most. */
const openingsPerSum = 20
