import { scheduler } from 'node:timers/promises'
import {
  type Artefact,
  acceptedSums,
  condemnedGroups,
  deriveCheckpoint,
  type Envelope,
  encodeRevealArtefact,
  type Fault,
  fault,
  type GroupSum,
  isFault,
  judgeSums,
  type Revealed,
  type Rooted,
  revealRoot,
  rootCheckpoint,
  rootSums,
  survivingGroups,
} from '@vain/protocol'
import { noteVerdicts, type SettledCheck } from '../check/index.ts'
import { bySender, publish } from '../collect/index.ts'
import { openSums } from '../fold/index.ts'
import type { Dealt, Scene } from '../round/index.ts'
import type { Work } from '../work.ts'

/** Everything that opens a round's sum, by phase. */
export type Answers = {
  /** What was settled before, in a run with a check. */
  readonly check?: SettledCheck
  readonly reveals: readonly Envelope[]
  readonly recovers: readonly Envelope[]
  readonly revealed: Revealed
}

/** Reveals, sum and model, published. */
export type Result = {
  readonly reveals: Artefact
  readonly sum: Artefact
  readonly model: Artefact
}

/** Opens the sum, derives the model, and publishes both with what opened it. */
export async function createResult(
  work: Work,
  scene: Scene,
  dealt: Dealt,
  { reveals, recovers, revealed, check }: Answers,
): Promise<Result | Fault> {
  const { deps, tables } = work
  const [configuration, parent] = [await tables.configuration(scene), await tables.parent(scene)]
  if (isFault(configuration)) return configuration
  if (isFault(parent)) return parent
  const condemned = check && condemnedGroups(check.findings)
  const opened = await openSums(work, scene, dealt, revealed, configuration, condemned)
  if (isFault(opened)) return opened
  const sums = check === undefined ? opened : await judge(work, scene, check, opened)
  if (isFault(sums)) return sums
  const checkpoint = deriveCheckpoint(
    { round: scene.round, configuration, parent },
    dealt.frame,
    sums,
  )
  if (isFault(checkpoint)) return checkpoint
  const bytesOf = (envelopes: readonly Envelope[]) => bySender(envelopes).map(({ bytes }) => bytes)
  const root = revealRoot(bytesOf(reveals), bytesOf(recovers), check?.refs)
  return {
    reveals: await publish(deps, root, encodeRevealArtefact(reveals, recovers, check?.refs)),
    sum: await publishRooted(work, rootSums(sums, configuration)),
    model: await publishRooted(work, rootCheckpoint(checkpoint)),
  }
}

/** The sums that are those of their sketches. Source: docs/protocol §4.10. */
async function judge(
  work: Work,
  { round }: Scene,
  { frame, findings, added }: SettledCheck,
  opened: readonly GroupSum[],
): Promise<readonly GroupSum[] | Fault> {
  const verdicts = await judgeSums(frame, findings, added, opened, () => scheduler.yield())
  const groups = new Map(survivingGroups(frame).map(({ group, members }) => [group, members]))
  noteVerdicts(work, round, groups, verdicts)
  const accepted = acceptedSums(opened, verdicts)
  return accepted.length === 0 ? fault('checks', 'all-condemned') : accepted
}

function publishRooted({ deps }: Work, { bytes, root }: Rooted): Promise<Artefact> {
  return publish(deps, root, bytes)
}
