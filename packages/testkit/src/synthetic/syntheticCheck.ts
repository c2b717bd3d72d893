import { type RandomSource, toHex, VainError } from '@vain/base'
import { kemEncapsulateFrom } from '@vain/crypto'
import {
  type Artefact,
  answerSketches,
  answerSums,
  type Body,
  type CheckFrame,
  type Configuration,
  type Content,
  condemnedGroups,
  dealSketches,
  type Fault,
  isFault,
  judgeAnswers,
  type LedgerView,
  type MaskFrame,
  openCheck,
  openHolderKeys,
  type Placed,
  phases,
  type RoundRequest,
  type RoundSecrets,
  type RoundSource,
  type RoundView,
  readChecks,
  readSketches,
  settleCheckBundle,
  sketchLanes,
  survivingGroups,
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

let opened: { readonly key: string; readonly frame: CheckFrame | undefined } | undefined

/** `openCheck`, whose pairing takes longest of all, once for all members of a round. */
const openOnce: typeof openCheck = (frame, round, configuration, signature) => {
  const facts = [frame.maskCtx, signature].map((bytes) => toHex(bytes))
  const key = [...facts, round.masks?.root, round.masked?.timestamp, round.survivors].join()
  if (opened?.key !== key)
    opened = { key, frame: openCheck(frame, round, configuration, signature) }
  return opened.frame
}

/** The body of phases 8 to 11; undefined for who has no part in it. */
export async function checkBody(
  step: CheckStep,
  { phase, beacon, sketches, check }: RoundRequest,
): Promise<Body | undefined> {
  const { round, configuration, index, secrets, random } = step
  const frame = beacon && openOnce(step.frame, round, configuration, beacon)
  if (frame === undefined) return undefined
  if (phase === phases.sketch) {
    if (!frame.survivors.includes(index)) return undefined
    const { weightFactor } = frame.plan
    const sketch = await sketchLanes({ seed: frame.seed, weightFactor }, step.lanes())
    return dealSketches(frame, index, sketch, secrets, random, kemEncapsulateFrom)
  }
  if (!frame.committee.includes(index)) return undefined
  if (phase === phases.settle) return check && settleCheckBundle(frame, check.root)
  if (sketches === undefined) return undefined
  const placed = await readPlaced(step, frame, sketches)
  if (phase === phases.check) return answerSketches(placed, sketches.root)
  return check && sumsBody(step, placed, check)
}

const sourceOf = ({ content, view, round }: CheckStep): RoundSource => ({
  ...{ from: { content, timeoutMs: 1_000 }, view, round },
})

async function readPlaced(step: CheckStep, frame: CheckFrame, sketches: Artefact): Promise<Placed> {
  const { index, configuration, secrets } = step
  const read = assertFine(await readSketches(sourceOf(step), frame, configuration, sketches))
  const keys = openHolderKeys(frame.start, secrets)
  return { frame, index, keys, sketches: read.sketches }
}

/** It believes the settle bundle that a leader names, as it believes the check. */
async function sumsBody(step: CheckStep, placed: Placed, check: Artefact): Promise<Body> {
  const { frame, sketches } = placed
  const { checks } = assertFine(await readChecks(sourceOf(step), frame, check))
  const condemned = condemnedGroups(await judgeAnswers(frame, sketches, checks))
  const groups = survivingGroups(frame).filter(({ group }) => !condemned.includes(group))
  return answerSums(placed, groups, check.root)
}

function assertFine<T extends object>(result: T | Fault): T {
  if (isFault(result)) throw new VainError('testkit/fault', 'a place found a fault', { ...result })
  return result
}
