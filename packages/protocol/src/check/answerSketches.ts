import { fromHex, fromText, toUint, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { MaskFrame } from '../aggregation/frame.ts'
import type { HolderKeys } from '../aggregation/share.ts'
import { encode } from '../codec.ts'
import type { Hex } from '../hex.ts'
import { type Check, phases, type Settle, type Sketch, type Sums } from '../messages/bodies.ts'
import { addShare, createChallenge, openSketch } from '../sketch/challenge.ts'
import { fromElements, prime } from '../sketch/field.ts'
import { entries } from '../sketch/plan.ts'
import type { SketchShare } from '../sketch/share.ts'
import type { CheckFrame, SurvivingGroup } from './checkFrame.ts'
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

/** What a place needs to answer. */
export type Placed = {
  readonly frame: CheckFrame
  /** Of the operator, who is in the committee. */
  readonly index: number
  readonly keys: HolderKeys
  readonly sketches: SketchTable
}

/**
 * What a member of the committee says of the sketches of one bundle; it says it of one bundle a
 * round. A survivor whose share does not open is left out.
 *
 * It shows five norms of each survivor's sketches, and nothing else of them but to `f + 1` places that
 * pool their shares.
 *
 * @param root - of the bundle
 * @param pause - awaited before each survivor, which takes about ten milliseconds
 * @throws {VainError} `check/no-place` if it is not in the committee
 *
 * Source: docs/protocol §4.10.
 */
export async function answerSketches(
  placed: Placed,
  root: Hex,
  pause?: () => Promise<void>,
): Promise<Check> {
  const { frame, sketches } = placed
  const openings: Check['openings'] = []
  for (const of of frame.survivors) {
    await pause?.()
    const share = shareOf(placed, of)
    // The cast holds: a share that opened is one of a message.
    if (share)
      openings.push({ of, values: answerAbout(frame, of, sketches.get(of) as Sketch, share) })
  }
  const { run, round, maskCtx } = frame
  return { phase: phases.check, run, round, ctx: maskCtx, sketches: fromHex(root), openings }
}

/** A place's word, once a round, on which check bundle counts. Source: docs/protocol §4.10. */
export function settleCheckBundle({ run, round, maskCtx }: CheckFrame, check: Hex): Settle {
  return { phase: phases.settle, run, round, ctx: maskCtx, check: fromHex(check) }
}

/**
 * What a member of the committee says of the sums of groups, once a check bundle is settled: of each
 * that is not condemned, if it has the shares of all its survivors. It shows the sum of the sketches
 * of each such group, which its sum shows too.
 *
 * @param groups - what that bundle does not condemn
 * @param check - root of that bundle
 * @param pause - awaited before each group
 * @throws {VainError} `check/no-place` if it is not in the committee
 *
 * Source: docs/protocol §4.10.
 */
export async function answerSums(
  placed: Placed,
  groups: readonly SurvivingGroup[],
  check: Hex,
  pause?: () => Promise<void>,
): Promise<Sums> {
  const sums: Sums['sums'] = []
  for (const { group, members } of groups) {
    await pause?.()
    const values = sumOf(placed, members)
    if (values !== undefined) sums.push({ group, values })
  }
  const { run, round, maskCtx } = placed.frame
  return { phase: phases.sums, run, round, ctx: maskCtx, check: fromHex(check), sums }
}

function sumOf(placed: Placed, members: readonly number[]): Uint8Array | undefined {
  const sum = new Array<bigint>(entries).fill(0n)
  for (const of of members) {
    const share = shareOf(placed, of)
    if (share === undefined) return undefined
    addShare(sum, share)
  }
  return fromElements(sum.map((value) => value % prime))
}

function shareOf({ frame, index, keys, sketches }: Placed, of: number): SketchShare | undefined {
  const place = frame.committee.indexOf(index) + 1
  if (place === 0)
    throw new VainError('check/no-place', 'this operator is not in the committee', { index })
  const body = sketches.get(of)
  return body && openSketchDeal(frame, place, keys, of, body)
}

function answerAbout(frame: CheckFrame, of: number, body: Sketch, share: SketchShare): Uint8Array {
  return fromElements(openSketch(createChallenge(challengeSeed(frame, of, body)), share))
}
