import {
  checkRecover,
  checkReveal,
  encodeRevealArtefact,
  leftoverMasks,
  phases,
  type Revealed,
  type RoundFrame,
  type RoundView,
  revealRoot,
  type ShareTable,
  survivorsOf,
  toBitmap,
  vanishedOf,
} from '@vain/protocol'
import type { Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'
import { askAndKeep } from './askAndKeep.ts'
import type { EnvelopeOf } from './askOperator.ts'
import { type Collection, createCollection } from './createCollection.ts'
import { bySender, isOver } from './publishSet.ts'

type Reveals = Collection<EnvelopeOf<typeof phases.reveal>>
type Recovers = Collection<EnvelopeOf<typeof phases.recover>>

/**
 * Collects what opens the sum: every survivor's reveal, and when the time to go on comes without
 * some of them, shares from all of U1 that stand in for those who vanished. Source: docs/protocol
 * §4.6.
 */
export function createRevealTask(
  work: Work,
  scene: Scene,
  frame: RoundFrame,
  shares: ShareTable,
): Task {
  const { deps } = work
  const survivors = survivorsOf(scene.round)
  const place = { view: scene.view, round: scene.round }
  const reveals: Reveals = collect(work, scene.round, phases.reveal, survivors.u2, (operator) =>
    askAndKeep(
      deps,
      {
        ...place,
        phase: phases.reveal,
        check: (sender, body) => checkReveal(frame, shares, survivors, sender, body),
      },
      operator,
    ),
  )
  const standIns = (vanished: number[]): Recovers =>
    collect(work, scene.round, phases.recover, survivors.u1, (operator) =>
      askAndKeep(
        deps,
        {
          ...place,
          phase: phases.recover,
          check: (sender, body) => checkRecover(frame, shares, survivors, sender, body),
        },
        operator,
        { vanished },
      ),
    )
  let recovers: Recovers | undefined
  let tried = 0
  return {
    async step(now, until) {
      const vanished = vanishedOf(survivors, toRevealed(reveals, undefined))
      if (vanished.length === 0) return publish(work, now, reveals, undefined)
      if (!isOver(reveals, now.now, until)) return
      recovers ??= standIns(settleVanished(work, scene.round, vanished))
      const heard = reveals.answers().size + recovers.answers().size
      if (heard === tried || recovers.answers().size < frame.threshold) return
      tried = heard
      const left = leftoverMasks(frame, shares, survivors, toRevealed(reveals, recovers))
      if ('kind' in left) deps.log.debug('a seed is still missing', { ...left })
      else await publish(work, now, reveals, recovers)
      // A refused call has to be tried again although nobody answered meanwhile.
      tried = 'kind' in left ? heard : 0
    },
    hint(phase, operator) {
      if (phase === phases.reveal) reveals.hint(operator)
      if (phase === phases.recover) recovers?.hint(operator)
    },
    stop() {
      reveals.stop()
      recovers?.stop()
    },
  }
}

function collect<T>(
  { deps, settings, slots, changed }: Work,
  { run, round }: RoundView,
  phase: number,
  expected: readonly number[],
  ask: Parameters<typeof createCollection<T>>[2],
): Collection<T> {
  const log = deps.log.with({ run, round, phase })
  const { pollMs } = settings
  return createCollection(
    { clock: deps.clock, log, slots: slots.ask, changed },
    { expected, pollMs },
    ask,
  )
}

/**
 * Whom the others stand in for. Asked once, the list stays: the same question gets the same
 * answer, and shares of someone who reveals after all do no harm.
 */
function settleVanished({ deps }: Work, round: RoundView, vanished: number[]): number[] {
  const before = deps.store.vanished(round)
  const isFit = (list: readonly number[]): boolean =>
    list.every((index) => round.masks?.indices.includes(index)) &&
    vanished.every((index) => list.includes(index))
  if (before !== undefined && isFit(before)) return [...before]
  deps.store.saveVanished(round, vanished)
  deps.log.info('survivors vanished, others stand in', { round: round.round, vanished })
  return vanished
}

function toRevealed(reveals: Reveals, recovers: Recovers | undefined): Revealed {
  const bodies = <B>(answers: Iterable<readonly [number, { readonly body: B }]>) =>
    new Map([...answers].map(([sender, { body }]) => [sender, body]))
  return { reveals: bodies(reveals.answers()), recovers: bodies(recovers?.answers() ?? []) }
}

async function publish(
  { deps, send }: Work,
  scene: Scene,
  reveals: Reveals,
  recovers: Recovers | undefined,
): Promise<void> {
  const revealed = bySender(reveals.answers().values())
  const recovered = bySender(recovers?.answers().values() ?? [])
  const bytesOf = (envelopes: typeof revealed) => envelopes.map(({ bytes }) => bytes)
  const record = {
    root: revealRoot(bytesOf(revealed), bytesOf(recovered)),
    bitmap: toBitmap(revealed.map(({ sender }) => sender)),
    cid: await deps.network.content.put(encodeRevealArtefact(revealed, recovered)),
  }
  const { run, round } = scene.round
  const facts = { count: revealed.length, recovered: recovered.length }
  await send(scene, 'reveal', facts, () => deps.writer.reveal(run, round, record))
}
