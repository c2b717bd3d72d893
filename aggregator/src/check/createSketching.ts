import {
  type Artefact,
  type CheckFrame,
  type Configuration,
  checkSketch,
  type Fault,
  fault,
  isFault,
  leastMeans,
  phases,
  type RoundSource,
  readSketches,
  type SketchTable,
  survivingGroups,
} from '@vain/protocol'
import { type EnvelopeOf, isOver, type MessageRule, publishBundle } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { createAsking } from './createAsking.ts'
import type { RefBook } from './createRefBook.ts'
import { noteSilent } from './noteFaults.ts'
import type { Times } from './times.ts'

/** A sketch bundle, and what is in it. */
export type Sketched = {
  readonly artefact: Artefact
  readonly sketches: SketchTable
  /** Whether this aggregator asked everyone itself, so that who is missing kept silent. */
  readonly isOwn: boolean
}

/** Gets the sketches of survivors. */
export type Sketching = {
  /** The bundle once it is published, or that too few have sketched for any result. */
  step(now: Scene, times: Times): Promise<Sketched | Fault | undefined>
  hint(operator: number): void
  stop(): void
}

/**
 * Collects what survivors deal to the committee, and publishes it, or reads the bundle that this
 * aggregator goes by. Whose sketches are missing takes its group with it, so it is waited for as long
 * as too little would be left for a result. Source: docs/protocol §4.10.
 *
 * @param source - where a bundle is read from
 */
export function createSketching(
  work: Work,
  source: RoundSource,
  frame: CheckFrame,
  configuration: Configuration,
  book: RefBook,
): Sketching {
  const { deps } = work
  const { view, round } = source
  const { survivors, beacon } = frame
  const rule: MessageRule<typeof phases.sketch> = {
    ...{ view, round, phase: phases.sketch },
    check: (sender, body) => checkSketch(frame, sender, body),
  }
  const asking = createAsking(work, rule, survivors, { beacon })
  let sketched: Sketched | undefined

  async function readOwn(): Promise<void> {
    const { sketches: artefact } = book.refs()
    if (artefact === undefined) return
    const read = await readSketches(source, frame, configuration, artefact)
    if (isFault(read)) book.letGo('sketches', read)
    // One place may have named it, and made it of its own sketches alone.
    else if (!isEnough(frame, configuration, read.sketches))
      book.letGo('sketches', fault('sketches', 'below-threshold'))
    else sketched = { artefact, sketches: read.sketches, isOwn: false }
  }

  async function publishAll(answers: Iterable<EnvelopeOf<typeof phases.sketch>>): Promise<void> {
    const all = [...answers]
    const artefact = await publishBundle(deps, all)
    book.goBy({ sketches: artefact })
    const facts = { count: all.length, survivors: survivors.length }
    deps.log.info('published the sketches', { run: round.run, round: round.round, ...facts })
    const sketches = new Map(all.map(({ sender, body }) => [sender, body]))
    sketched = { artefact, sketches, isOwn: true }
  }

  return {
    async step({ now }, times) {
      if (sketched === undefined) await readOwn()
      if (sketched !== undefined) return sketched
      const collection = asking.collection()
      if (!isOver(collection, now, times.sketches)) return undefined
      const answers = collection.answers()
      if (isEnough(frame, configuration, answers)) {
        asking.stop()
        await publishAll(answers.values())
        return sketched
      }
      if (!isOver(collection, now, times.last)) return undefined
      const silent = survivors.filter((index) => !answers.has(index))
      noteSilent(work, round, silent)
      return fault('sketches', 'below-threshold', { detail: `without ${silent.join()}` })
    },
    hint: asking.hint,
    stop: asking.stop,
  }
}

/** Whether a result can come of the groups that have sketched as a whole. Source: §5.2. */
function isEnough(
  frame: CheckFrame,
  { aggregation }: Configuration,
  answers: ReadonlyMap<number, unknown>,
): boolean {
  const whole = survivingGroups(frame).filter(({ members }) =>
    members.every((index) => answers.has(index)),
  )
  const { combine, byzantineBps } = aggregation
  const byzantine = Math.ceil((frame.topology.groups.length * byzantineBps) / 10_000)
  return whole.length >= leastMeans(combine, byzantine)
}
