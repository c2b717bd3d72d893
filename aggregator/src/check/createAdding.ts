import {
  type AddedSketches,
  type Artefact,
  addSketches,
  type CheckFrame,
  type CheckRefs,
  checkSums,
  type Fault,
  fault,
  type GroupFinding,
  isFault,
  phases,
  type RoundSource,
  readSums,
} from '@vain/protocol'
import { type EnvelopeOf, isOver, type MessageRule, publishBundle } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { createAsking } from './createAsking.ts'
import type { RefBook } from './createRefBook.ts'
import type { Times } from './times.ts'

/** What places say of sums, and what follows from it. */
export type Added = { readonly artefact: Artefact; readonly added: AddedSketches }

/** Gets what a committee says of sums, once a check is settled. */
export type Adding = {
  /** The sums; or a fault, when the time is over and too few places agree on one. */
  step(now: Scene, times: Times): Promise<Added | Fault | undefined>
  hint(operator: number): void
  stop(): void
}

/**
 * Collects what all places say of sums, or what is enough when the time comes, and publishes it, or
 * reads the bundle that this aggregator goes by. Source: docs/protocol §4.10.
 *
 * @param source - where a bundle is read from
 * @param refs - what is settled
 * @param findings - of the check bundle in it
 */
export function createAdding(
  work: Work,
  source: RoundSource,
  frame: CheckFrame,
  { sketches, checks, settles }: Omit<CheckRefs, 'sums'>,
  findings: ReadonlyMap<number, GroupFinding>,
  book: RefBook,
): Adding {
  const { deps } = work
  const { view, round } = source
  const { committee, beacon } = frame
  const rule: MessageRule<typeof phases.sums> = {
    ...{ view, round, phase: phases.sums },
    check: (sender, body) => checkSums(frame, checks.root, sender, body),
  }
  const asked = { beacon, sketches, check: checks, settles }
  const asking = createAsking(work, rule, committee, asked)

  async function readOwn(): Promise<Added | undefined> {
    const { sums: artefact } = book.refs()
    if (artefact === undefined) return undefined
    const read = await readSums(source, frame, checks.root, artefact)
    const added = isFault(read) ? undefined : addSketches(frame, findings, read)
    if (added !== undefined) return { artefact, added }
    book.letGo('sums', isFault(read) ? read : fault('sketch-sums', 'undecided'))
    return undefined
  }

  async function publishAll(
    answers: ReadonlyMap<number, EnvelopeOf<typeof phases.sums>>,
  ): Promise<Added | undefined> {
    const said = new Map([...answers].map(([sender, { body }]) => [sender, body]))
    const added = addSketches(frame, findings, said)
    if (added === undefined) return undefined
    const artefact = await publishBundle(deps, [...answers.values()])
    book.goBy({ ...book.refs(), sums: artefact })
    return { artefact, added }
  }

  return {
    async step({ now }, times) {
      const own = await readOwn()
      if (own !== undefined) return own
      const collection = asking.collection()
      if (!isOver(collection, now, times.sums)) return undefined
      const found = await publishAll(collection.answers())
      if (found !== undefined) asking.stop()
      else if (isOver(collection, now, times.last)) return fault('sketch-sums', 'undecided')
      return found
    },
    hint: asking.hint,
    stop: asking.stop,
  }
}
