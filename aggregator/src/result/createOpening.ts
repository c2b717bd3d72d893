import {
  checkRecover,
  checkReveal,
  leftoverMasks,
  phases,
  type RoundView,
  survivorsOf,
  vanishedOf,
} from '@vain/protocol'
import {
  askAndKeep,
  type Collection,
  collectFrom,
  type EnvelopeOf,
  isOver,
} from '../collect/index.ts'
import type { Dealt, Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { createMaskRestorer } from './createMaskRestorer.ts'
import type { Answers } from './createResult.ts'

type Reveals = Collection<EnvelopeOf<typeof phases.reveal>>
type Recovers = Collection<EnvelopeOf<typeof phases.recover>>

/** What members have to give before a sum can be opened. */
export type Opening = {
  /**
   * Does what can be done now.
   *
   * @param until - chain time in seconds from which others stand in for those who vanished
   * @returns everything that opens the sum, each time once more of it is here
   */
  step(scene: Scene, until: number): Promise<Answers | undefined>
  /** What was returned had no effect: it is returned again. */
  again(): void
  hint(phase: number, operator: number): void
  stop(): void
}

/**
 * Collects what opens the sum: every survivor's reveal, and when the time to go on comes without
 * some of them, shares from all of U1 that stand in for those who vanished. Where the mask bundle is
 * missing, it makes that anew first: without it nobody reveals anything. Source: docs/protocol §4.6.
 *
 * @param words - length that every vector must have
 */
export async function createOpening(
  work: Work,
  scene: Scene,
  dealt: Dealt,
  words: number,
): Promise<Opening> {
  const { deps } = work
  const { frame, shares } = dealt
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
  const restorer = await createMaskRestorer(work, scene, dealt, words)
  let recovers: Recovers | undefined
  let tried = 0
  return {
    async step(now, until) {
      await restorer.step()
      const vanished = vanishedOf(survivors, answersOf(reveals, undefined).revealed)
      if (vanished.length === 0) return answersOf(reveals, undefined)
      if (!isOver(reveals, now.now, until)) return undefined
      recovers ??= standIns(settleVanished(work, scene.round, vanished))
      const heard = reveals.answers().size + recovers.answers().size
      if (heard === tried || recovers.answers().size < frame.threshold) return undefined
      tried = heard
      const answers = answersOf(reveals, recovers)
      const left = leftoverMasks(frame, shares, survivors, answers.revealed)
      if (!('kind' in left)) return answers
      deps.log.debug('a seed is still missing', { ...left })
      return undefined
    },
    again() {
      tried = 0
    },
    hint(phase, operator) {
      if (phase === phases.mask) restorer.hint(operator)
      if (phase === phases.reveal) reveals.hint(operator)
      if (phase === phases.recover) recovers?.hint(operator)
    },
    stop() {
      restorer.stop()
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

function answersOf(reveals: Reveals, recovers: Recovers | undefined): Answers {
  const bodies = <B>(answers: Iterable<readonly [number, { readonly body: B }]>) =>
    new Map([...answers].map(([sender, { body }]) => [sender, body]))
  return {
    reveals: [...reveals.answers().values()],
    recovers: [...(recovers?.answers().values() ?? [])],
    revealed: {
      reveals: bodies(reveals.answers()),
      recovers: bodies(recovers?.answers() ?? []),
    },
  }
}
