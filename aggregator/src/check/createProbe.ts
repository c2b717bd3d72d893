import { type CheckFrame, phases } from '@vain/protocol'
import {
  askOperator,
  type Collection,
  collectFrom,
  isOver,
  type Outcome,
} from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { createArtefactTally } from './artefactTally.ts'
import type { RefBook } from './createRefBook.ts'

/** Adopts a check that another leader began. */
export type Probe = {
  /** Whether there was nothing to ask, or everyone had time to answer. */
  step(now: Scene): boolean
  stop(): void
}

const told: Outcome<'told'> = { kind: 'answer', value: 'told' }

/**
 * Asks what members' answers rest on, where another leader may have begun the check: a place answers
 * about one sketch bundle and settles one check bundle, and a member reveals after one, so whoever
 * goes on has to go by the same ones. Source: docs/protocol §4.10, §8.
 */
export function createProbe(
  work: Work,
  { view, run, round }: Scene,
  frame: CheckFrame,
  book: RefBook,
): Probe {
  const { deps } = work
  const own = view.operators.get(deps.index)?.address
  if (book.refs().sketches !== undefined || run.machine.lead.leader === own)
    return { step: () => true, stop: () => undefined }
  const at = { run: round.run, round: round.round }
  const [sketches, checks] = [createArtefactTally(), createArtefactTally()]
  const settled = createArtefactTally()
  let isDone = false

  async function ask(operator: number): Promise<Outcome<'told'>> {
    if (frame.committee.includes(operator)) {
      const said = await askOperator(deps, operator, { ...at, phase: phases.check })
      if (said.kind === 'sketched') sketches.note(operator, said.sketches)
      const word = await askOperator(deps, operator, { ...at, phase: phases.settle })
      if (word.kind === 'checked') settled.note(operator, word.check)
    }
    const said = await askOperator(deps, operator, { ...at, phase: phases.reveal })
    if (said.kind === 'checked') checks.note(operator, said.check)
    // Whatever else it says: its answers rest on nothing yet.
    return told
  }

  const collection: Collection<'told'> = collectFrom(
    work,
    round,
    phases.check,
    frame.survivors,
    ask,
  )

  function adopt(): void {
    // Any survivor may say what it has revealed after, and if that is true enough places settled it.
    const [begun, ended] = [sketches.best(), settled.best() ?? checks.best()]
    if (begun === undefined) return
    book.goBy({ sketches: begun, ...(ended && { checks: ended }) })
    const isSettled = ended !== undefined
    deps.log.info('adopted the check that answers rest on', { ...at, isSettled })
  }

  return {
    step({ now }) {
      // Whoever is there answers at once: the time that everyone gets is enough.
      if (isDone || !isOver(collection, now, now)) return isDone
      isDone = true
      adopt()
      return true
    },
    stop: () => collection.stop(),
  }
}
