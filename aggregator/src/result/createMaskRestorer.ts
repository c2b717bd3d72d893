import { checkMask, cidOfContent, isSameArtefact, type Mask, phases } from '@vain/protocol'
import {
  askAndKeep,
  type Collection,
  collectFrom,
  type EnvelopeOf,
  type MessageRule,
  publishBundle,
} from '../collect/index.ts'
import type { Dealt, Scene } from '../round/index.ts'
import type { Work } from '../work.ts'

/** Makes a mask bundle anew that nobody may have any more. */
export type MaskRestorer = {
  /** Publishes the bundle once all messages of it are here. */
  step(): Promise<void>
  hint(operator: number): void
  stop(): void
}

/**
 * A leader may be gone with the only copy of the mask bundle that it fixed on chain, and no member
 * reveals anything before it has read that. But everyone in it keeps its own message, and the same
 * messages make the same bundle.
 *
 * @param words - length that every vector must have
 */
export async function createMaskRestorer(
  work: Work,
  { view, round }: Scene,
  { frame, shares }: Dealt,
  words: number,
): Promise<MaskRestorer> {
  const { deps } = work
  const { roster, share, masks, survivors = [] } = round
  const rule: MessageRule<typeof phases.mask> = {
    ...{ view, round, phase: phases.mask },
    check: (sender: number, body: Mask) => checkMask(frame, shares, words, sender, body),
  }
  let collection: Collection<EnvelopeOf<typeof phases.mask>> | undefined
  if (masks !== undefined && !(await deps.network.content.hasLocally(cidOfContent(masks.content))))
    collection = collectFrom(work, round, rule.phase, survivors, (operator) =>
      askAndKeep(deps, rule, operator, { roster, share }),
    )
  return {
    async step() {
      if (collection === undefined || collection.answers().size < survivors.length) return
      const restored = await publishBundle(deps, collection.answers().values())
      const isSame = masks !== undefined && isSameArtefact(restored, masks)
      const say = isSame ? deps.log.info : deps.log.warn
      say('made the mask bundle anew', { run: round.run, round: round.round, isSame })
      collection = undefined
    },
    hint: (operator) => collection?.hint(operator),
    stop: () => collection?.stop(),
  }
}
