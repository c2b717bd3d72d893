import {
  type Artefact,
  deriveCheckpoint,
  type Envelope,
  encodeRevealArtefact,
  type Fault,
  isFault,
  type Revealed,
  type Rooted,
  revealRoot,
  rootCheckpoint,
  rootSums,
} from '@vain/protocol'
import { bySender, publish } from '../collect/index.ts'
import { openSums } from '../fold/index.ts'
import type { Dealt, Scene } from '../round/index.ts'
import type { Work } from '../work.ts'

/** Everything that opens a round's sum, by phase. */
export type Answers = {
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
  { reveals, recovers, revealed }: Answers,
): Promise<Result | Fault> {
  const { deps, tables } = work
  const [configuration, parent] = [await tables.configuration(scene), await tables.parent(scene)]
  if (isFault(configuration)) return configuration
  if (isFault(parent)) return parent
  const sums = await openSums(work, scene, dealt, revealed, configuration)
  if (isFault(sums)) return sums
  const checkpoint = deriveCheckpoint(
    { round: scene.round, configuration, parent },
    dealt.frame,
    sums,
  )
  if (isFault(checkpoint)) return checkpoint
  const bytesOf = (envelopes: readonly Envelope[]) => bySender(envelopes).map(({ bytes }) => bytes)
  const root = revealRoot(bytesOf(reveals), bytesOf(recovers))
  return {
    reveals: await publish(deps, root, encodeRevealArtefact(reveals, recovers)),
    sum: await publishRooted(work, rootSums(sums, configuration)),
    model: await publishRooted(work, rootCheckpoint(checkpoint)),
  }
}

function publishRooted({ deps }: Work, { bytes, root }: Rooted): Promise<Artefact> {
  return publish(deps, root, bytes)
}
