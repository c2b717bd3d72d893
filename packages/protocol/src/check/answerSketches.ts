import { fromHex, fromText, toUint, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { MaskFrame } from '../aggregation/frame.ts'
import type { HolderKeys } from '../aggregation/share.ts'
import { encode } from '../codec.ts'
import type { Hex } from '../hex.ts'
import { type Check, phases, type Sketch } from '../messages/bodies.ts'
import { addShare, createChallenge, openSketch } from '../sketch/challenge.ts'
import { fromElements, prime } from '../sketch/field.ts'
import { entries } from '../sketch/plan.ts'
import type { SketchShare } from '../sketch/share.ts'
import { type CheckFrame, survivingGroups } from './checkFrame.ts'
import { openSketchDeal } from './dealSketches.ts'

/** The sketch messages of a bundle, by sender. */
export type SketchTable = ReadonlyMap<number, Sketch>

/**
 * What is asked of the shares that a survivor dealt: it follows from its own message alone. So an
 * honest survivor, who says one, is asked one thing, whatever bundles a leader makes.
 *
 * Source: docs/protocol §4.10; Fiat and Shamir 1986.
 */
export function challengeSeed(
  { maskCtx }: Pick<MaskFrame, 'maskCtx'>,
  owner: number,
  body: Sketch,
): Uint8Array {
  const said = sha256(encode(body))
  return sha256(fromText('vain/sketch-challenge/1'), maskCtx, toUint(owner, 16), said)
}

/**
 * What a member of the committee says of the sketches of one bundle; it says it of one bundle a
 * round. A survivor whose share does not open is left out, and its group out of the sums.
 *
 * It shows five norms of each survivor's sketches and the sum of the sketches of each group, and
 * nothing else of them but to `f + 1` places that pool their shares.
 *
 * @param index - of the operator, who is in the committee
 * @param root - of the bundle
 * @param pause - awaited before each survivor, which takes about ten milliseconds
 * @throws {VainError} `check/no-place` if it is not in the committee
 *
 * Source: docs/protocol §4.10.
 */
export async function answerSketches(
  frame: CheckFrame,
  index: number,
  keys: HolderKeys,
  sketches: SketchTable,
  root: Hex,
  pause?: () => Promise<void>,
): Promise<Check> {
  const place = frame.committee.indexOf(index) + 1
  if (place === 0)
    throw new VainError('check/no-place', 'this operator is not in the committee', { index })
  const opened = new Map<number, Uint8Array>()
  const sums: Check['sums'] = []
  for (const { group, members } of survivingGroups(frame)) {
    const sum = new Array<bigint>(entries).fill(0n)
    let isWhole = true
    for (const of of members) {
      await pause?.()
      const share = shareOf(frame, place, keys, of, sketches)
      if (share === undefined) isWhole = false
      else {
        opened.set(of, answerAbout(frame, of, sketches.get(of) as Sketch, share))
        addShare(sum, share)
      }
    }
    if (isWhole) sums.push({ group, values: fromElements(sum.map((value) => value % prime)) })
  }
  const { run, round, maskCtx } = frame
  const openings = [...opened].sort(([a], [b]) => a - b).map(([of, values]) => ({ of, values }))
  return { phase: phases.check, run, round, ctx: maskCtx, sketches: fromHex(root), openings, sums }
}

function shareOf(
  frame: CheckFrame,
  place: number,
  keys: HolderKeys,
  of: number,
  sketches: SketchTable,
): SketchShare | undefined {
  const body = sketches.get(of)
  return body && openSketchDeal(frame, place, keys, of, body)
}

function answerAbout(frame: CheckFrame, of: number, body: Sketch, share: SketchShare): Uint8Array {
  return fromElements(openSketch(createChallenge(challengeSeed(frame, of, body)), share))
}
