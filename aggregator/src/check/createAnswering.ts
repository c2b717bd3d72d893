import {
  type Artefact,
  type CheckFrame,
  type CheckTable,
  checkAnswer,
  fault,
  isFault,
  phases,
  type RoundSource,
  readChecks,
} from '@vain/protocol'
import { type EnvelopeOf, isOver, type MessageRule, publishBundle } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { createArtefactTally } from './artefactTally.ts'
import { createAsking } from './createAsking.ts'
import type { RefBook } from './createRefBook.ts'
import type { Times } from './times.ts'

/** A check bundle, and what is in it. */
export type Answered = {
  readonly artefact: Artefact
  readonly checks: CheckTable
  /** Whether this aggregator asked the committee itself. */
  readonly isOwn: boolean
}

/** Gets what a committee says of a sketch bundle. */
export type Answering = {
  /** The check bundle; or, with `elsewhere`, the sketches that more places have answered about. */
  step(now: Scene, times: Times): Promise<Answered | { readonly elsewhere: Artefact } | undefined>
  hint(operator: number): void
  stop(): void
}

/**
 * Collects the answers of all places, or of enough when the time comes, and publishes them, or reads
 * the bundle that this aggregator goes by. Source: docs/protocol §4.10.
 *
 * @param source - where a bundle is read from
 * @param sketches - bundle that is answered about
 */
export function createAnswering(
  work: Work,
  source: RoundSource,
  frame: CheckFrame,
  sketches: Artefact,
  book: RefBook,
): Answering {
  const { deps } = work
  const { view, round } = source
  const { plan, committee, beacon } = frame
  const tally = createArtefactTally()
  const rule: MessageRule<typeof phases.check> = {
    ...{ view, round, phase: phases.check },
    check: (sender, body) => checkAnswer(frame, sketches.root, sender, body),
  }
  const asking = createAsking(work, rule, committee, { beacon, sketches, onElsewhere: tally.note })

  async function readOwn(): Promise<Answered | undefined> {
    const { checks: artefact } = book.refs()
    if (artefact === undefined) return undefined
    const read = await readChecks(source, frame, artefact)
    if (!isFault(read) && read.sketches === sketches.root)
      return { artefact, checks: read.checks, isOwn: false }
    book.letGo('checks', isFault(read) ? read : fault('checks', 'wrong-sketches'))
    return undefined
  }

  async function publishAll(answers: Iterable<EnvelopeOf<typeof phases.check>>): Promise<Answered> {
    const all = [...answers]
    const artefact = await publishBundle(deps, all)
    book.goBy({ sketches, checks: artefact })
    const facts = { count: all.length, places: plan.places }
    deps.log.info('published the check', { run: round.run, round: round.round, ...facts })
    const checks = new Map(all.map(({ sender, body }) => [sender, body]))
    return { artefact, checks, isOwn: true }
  }

  return {
    async step({ now }, times) {
      const own = await readOwn()
      if (own !== undefined) return own
      const collection = asking.collection()
      if (!isOver(collection, now, times.answers)) return undefined
      const answers = collection.answers()
      if (answers.size >= plan.places - plan.faults) {
        asking.stop()
        return publishAll(answers.values())
      }
      const best = tally.elsewhere(Math.max(answers.size, plan.faults))
      return best && { elsewhere: best }
    },
    hint: asking.hint,
    stop: asking.stop,
  }
}
