import {
  type Artefact,
  type CheckFrame,
  checkSettle,
  isFault,
  phases,
  type RoundSource,
  readSettles,
} from '@vain/protocol'
import { isOver, type MessageRule, publishBundle } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { createArtefactTally } from './artefactTally.ts'
import { createAsking } from './createAsking.ts'
import type { RefBook } from './createRefBook.ts'
import type { Times } from './times.ts'

/** Has a committee settle which check bundle counts. */
export type Settling = {
  /** The settle bundle; or, with `elsewhere`, the check that more places have settled. */
  step(now: Scene, times: Times): Promise<Artefact | { readonly elsewhere: Artefact } | undefined>
  hint(operator: number): void
  stop(): void
}

/**
 * Collects the words of enough places that a check bundle counts, and publishes them, or reads the
 * bundle that this aggregator goes by. Each place has one word, so nothing else can follow from
 * more of them. Source: docs/protocol §4.10.
 *
 * @param source - where a bundle is read from
 * @param checks - bundle that is to count
 */
export function createSettling(
  work: Work,
  source: RoundSource,
  frame: CheckFrame,
  checks: Artefact,
  book: RefBook,
): Settling {
  const { deps } = work
  const { view, round } = source
  const { plan, committee, beacon } = frame
  const tally = createArtefactTally()
  const rule: MessageRule<typeof phases.settle> = {
    ...{ view, round, phase: phases.settle },
    check: (sender, body) => checkSettle(frame, checks.root, sender, body),
  }
  const asked = { beacon, check: checks, onElsewhere: tally.note }
  const asking = createAsking(work, rule, committee, asked)

  async function readOwn(): Promise<Artefact | undefined> {
    const { settles: artefact } = book.refs()
    if (artefact === undefined) return undefined
    const read = await readSettles(source, frame, checks.root, artefact)
    if (!isFault(read)) return artefact
    book.letGo('settles', read)
    return undefined
  }

  return {
    async step({ now }, times) {
      const own = await readOwn()
      if (own !== undefined) return own
      const collection = asking.collection()
      const answers = collection.answers()
      if (answers.size >= plan.places - plan.faults) {
        asking.stop()
        const settles = await publishBundle(deps, [...answers.values()])
        book.goBy({ ...book.refs(), settles })
        return settles
      }
      if (!isOver(collection, now, times.settles)) return undefined
      const best = tally.elsewhere(Math.max(answers.size, plan.faults))
      return best && { elsewhere: best }
    },
    hint: asking.hint,
    stop: asking.stop,
  }
}
