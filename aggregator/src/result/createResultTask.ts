import {
  checkRecover,
  checkReveal,
  leftoverMasks,
  type MaskFrame,
  phases,
  type Revealed,
  type RoundView,
  type ShareTable,
  survivorsOf,
  vanishedOf,
} from '@vain/protocol'
import { askAndKeep, type Collection, collectFrom, type EnvelopeOf, isOver } from '../collect/index.ts'
import type { Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'
import { createResult } from './createResult.ts'

type Reveals = Collection<EnvelopeOf<typeof phases.reveal>>
type Recovers = Collection<EnvelopeOf<typeof phases.recover>>

/**
 * Collects what opens the sum: every survivor's reveal, and when the time to go on comes without
 * some of them, shares from all of U1 that stand in for those who vanished. Then it opens the sum
 * and proposes what follows from it. Source: docs/protocol §4.6.
 */
export function createResultTask(
  work: Work,
  scene: Scene,
  frame: MaskFrame,
  shares: ShareTable,
): Task {
  const { deps } = work
  const survivors = survivorsOf(scene.round, shares)
  const place = { view: scene.view, round: scene.round }
  const reveals: Reveals = collectFrom(work, scene.round, phases.reveal, survivors.u2, (operator) =>
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
    collectFrom(work, scene.round, phases.recover, survivors.u1, (operator) =>
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
  const result = createResult(work, frame, shares)
  let recovers: Recovers | undefined
  let tried = 0
  return {
    async step(now, until) {
      const answers = (): Parameters<typeof result.propose>[1] => ({
        reveals: [...reveals.answers().values()],
        recovers: [...(recovers?.answers().values() ?? [])],
      })
      const vanished = vanishedOf(survivors, toRevealed(reveals, undefined))
      if (vanished.length === 0) return result.propose(now, answers())
      if (!isOver(reveals, now.now, until)) return
      recovers ??= standIns(settleVanished(work, scene.round, vanished))
      const heard = reveals.answers().size + recovers.answers().size
      if (heard === tried || recovers.answers().size < frame.threshold) return
      tried = heard
      const left = leftoverMasks(frame, shares, survivors, toRevealed(reveals, recovers))
      if ('kind' in left) deps.log.debug('a seed is still missing', { ...left })
      else await result.propose(now, answers())
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

/**
 * Whom the others stand in for. Asked once, the list stays: the same question gets the same
 * answer, and shares of someone who reveals after all do no harm.
 */
function settleVanished({ deps }: Work, round: RoundView, vanished: number[]): number[] {
  const before = deps.store.vanished(round)
  const isFit = (list: readonly number[]): boolean =>
    list.every((index) => round.survivors?.includes(index)) &&
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
