import { type RandomSource, VainError } from '@vain/base'
import { kemEncapsulateFrom } from '@vain/crypto'
import {
  answerSketches,
  type Body,
  type CheckFrame,
  type Configuration,
  type Content,
  dealSketches,
  isFault,
  type LedgerView,
  type MaskFrame,
  openCheck,
  openHolderKeys,
  phases,
  type RoundRequest,
  type RoundSecrets,
  type RoundView,
  readSketches,
  sketchLanes,
} from '@vain/protocol'

/** What a member says in a round's check. */
export type CheckStep = {
  readonly index: number
  readonly frame: MaskFrame
  readonly view: LedgerView
  readonly round: RoundView
  readonly configuration: Configuration
  readonly content: Content
  readonly secrets: RoundSecrets
  readonly random: RandomSource
  /** The vector that it sketches. */
  readonly lanes: () => Int32Array
}

/** The body of phase 8 or 9; undefined for who has no part in it. */
export async function checkBody(
  step: CheckStep,
  { phase, beacon, sketches }: RoundRequest,
): Promise<Body | undefined> {
  const { round, configuration, index, secrets, random } = step
  const frame = beacon && openCheck(step.frame, round, configuration, beacon)
  if (frame === undefined) return undefined
  if (phase === phases.sketch) {
    if (!frame.survivors.includes(index)) return undefined
    const { weightFactor } = frame.plan
    const sketch = await sketchLanes({ seed: frame.seed, weightFactor }, step.lanes())
    return dealSketches(frame, index, sketch, secrets, random, kemEncapsulateFrom)
  }
  if (sketches === undefined || !frame.committee.includes(index)) return undefined
  return answerBody(step, frame, sketches)
}

async function answerBody(
  { index, view, round, configuration, content, secrets }: CheckStep,
  frame: CheckFrame,
  sketches: NonNullable<RoundRequest['sketches']>,
): Promise<Body> {
  const source = { from: { content, timeoutMs: 1_000 }, view, round }
  const read = await readSketches(source, frame, configuration, sketches)
  if (isFault(read)) throw new VainError('testkit/fault', 'a place found a fault', { ...read })
  const keys = openHolderKeys(frame.start, secrets)
  return answerSketches(frame, index, keys, read.sketches, sketches.root)
}
