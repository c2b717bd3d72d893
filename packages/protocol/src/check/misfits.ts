import { equalBytes, toHex } from '@vain/base'
import type { Hex } from '../hex.ts'
import type { Check, Sketch } from '../messages/bodies.ts'
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
  const groups = new Set(survivingGroups(frame).map(({ group }) => group))
  const isKnown =
    body.openings.every(({ of }) => survivors.has(of)) &&
    body.sums.every(({ group }) => groups.has(group))
  const all = [...body.openings, ...body.sums]
  return isKnown && all.every(({ values }) => areElements(values)) ? undefined : 'wrong-values'
}

const areElements = (values: Uint8Array): boolean =>
  readWords(values).every((value) => value < prime)
