import { equalBytes, toHex } from '@vain/base'
import type { Hex } from '../hex.ts'
import type { Check, Settle, Sketch, Sums } from '../messages/bodies.ts'
import { prime, readWords } from '../sketch/field.ts'
import { type CheckFrame, survivingGroups } from './checkFrame.ts'

/** Why a message of a check is refused. */
export type CheckMisfit =
  | 'wrong-context'
  | 'not-a-survivor'
  | 'wrong-beacon'
  | 'wrong-deals'
  | 'not-a-place'
  | 'wrong-sketches'
  | 'wrong-check'
  | 'wrong-values'

/** Why a sketch message does not fit its round; undefined if it does. Says nothing of its shares. */
export function checkSketch(
  frame: CheckFrame,
  sender: number,
  body: Sketch,
): CheckMisfit | undefined {
  if (!equalBytes(body.ctx, frame.maskCtx)) return 'wrong-context'
  if (!frame.survivors.includes(sender)) return 'not-a-survivor'
  if (!equalBytes(body.beacon, frame.beacon)) return 'wrong-beacon'
  return body.deals.length === frame.plan.places ? undefined : 'wrong-deals'
}

/**
 * Why a place's answers do not fit; undefined if they do. Says nothing of whether they are true.
 *
 * @param sketches - root of the sketch bundle
 */
export function checkAnswer(
  frame: CheckFrame,
  sketches: Hex,
  sender: number,
  body: Check,
): CheckMisfit | undefined {
  if (!equalBytes(body.ctx, frame.maskCtx)) return 'wrong-context'
  if (!frame.committee.includes(sender)) return 'not-a-place'
  if (toHex(body.sketches) !== sketches) return 'wrong-sketches'
  const survivors = new Set(frame.survivors)
  const fits = body.openings.every(({ of, values }) => survivors.has(of) && areElements(values))
  return fits ? undefined : 'wrong-values'
}

/**
 * Why a place's word on a check bundle does not fit; undefined if it does.
 *
 * @param check - root of that bundle
 */
export function checkSettle(
  frame: CheckFrame,
  check: Hex,
  sender: number,
  body: Settle | Sums,
): CheckMisfit | undefined {
  if (!equalBytes(body.ctx, frame.maskCtx)) return 'wrong-context'
  if (!frame.committee.includes(sender)) return 'not-a-place'
  return toHex(body.check) === check ? undefined : 'wrong-check'
}

/** The same of what a place says of sums. Says nothing of whether they are true. */
export function checkSums(
  frame: CheckFrame,
  check: Hex,
  sender: number,
  body: Sums,
): CheckMisfit | undefined {
  const misfit = checkSettle(frame, check, sender, body)
  if (misfit !== undefined) return misfit
  const groups = new Set(survivingGroups(frame).map(({ group }) => group))
  const fits = body.sums.every(({ group, values }) => groups.has(group) && areElements(values))
  return fits ? undefined : 'wrong-values'
}

const areElements = (values: Uint8Array): boolean =>
  readWords(values).every((value) => value < prime)
