import {
  type Configuration,
  checkRecover,
  checkReveal,
  condemnedGroups,
  type Fault,
  isFault,
  openGroups,
  phases,
  type RoundView,
  type Survivors,
  survivorsOf,
  vanishedOf,
  vectorWords,
} from '@vain/protocol'
import { createChecking, type SettledCheck, timesOf } from '../check/index.ts'
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
import { createMaskSearch } from './createMaskSearch.ts'
import type { Answers } from './createResult.ts'

type Reveals = Collection<EnvelopeOf<typeof phases.reveal>>
type Recovers = Collection<EnvelopeOf<typeof phases.recover>>

/** What members have to give before a sum can be opened. */
export type Opening = {
  /**
   * Does what can be done now.
   *
   * @param until - chain time in seconds from which others stand in for those who vanished
   * @returns everything that opens the sums, each time once more of it is here; or what is wrong
   *   with the masks
   */
  step(scene: Scene, until: number): Promise<Answers | Fault | undefined>
  /** What was returned had no effect: it is returned again. */
  again(): void
  hint(phase: number, operator: number): void
  /** Operators that are waited for. */
  missing(): readonly number[]
  stop(): void
}

/**
 * Collects what opens the sums: every survivor's reveal, and when the time to go on comes without
 * some of them, shares from all of U1 that stand in for those who vanished. Where the mask bundle is
 * missing, it makes that anew first: without it nobody reveals anything, and nothing that is revealed
 * can be checked. In a run with a check that comes before, and groups that it condemns stay closed.
 * Source: docs/protocol §4.6, §4.10.
 */
export async function createOpening(
  work: Work,
  scene: Scene,
  dealt: Dealt,
  configuration: Configuration,
): Promise<Opening> {
  const restorer = await createMaskRestorer(work, scene, dealt, vectorWords(configuration))
  const isChecked = configuration.aggregation.check !== 'none'
  const checking = isChecked ? createChecking(work, scene, dealt, configuration) : undefined
  const search = createMaskSearch(work, scene)
  let gathering: Gathering | undefined
  let isStopped = false
  return {
    async step(now, until) {
      await restorer.step()
      const masks = search.step()
      if (masks === undefined || isStopped) return undefined
      if (isFault(masks)) return masks
      const survivors = survivorsOf(scene.round, dealt.shares, masks)
      if (checking === undefined) {
        gathering ??= gather(work, scene, dealt, survivors)
        return gathering.step(now, until)
      }
      const check = await checking.step(now, until)
      if (check === undefined || isFault(check)) return check
      if (isStopped) return undefined
      gathering ??= gather(work, scene, { ...dealt, frame: check.frame }, survivors, check)
      const answers = gathering.step(now, timesOf(now, until).last)
      return answers && { ...answers, check }
    },
    again: () => gathering?.again(),
    hint(phase, operator) {
      if (phase === phases.mask) restorer.hint(operator)
      checking?.hint(phase, operator)
      gathering?.hint(phase, operator)
    },
    missing: () => gathering?.missing() ?? [],
    stop() {
      isStopped = true
      restorer.stop()
      checking?.stop()
      gathering?.stop()
    },
  }
}

type Gathering = {
  step(now: Scene, until: number): Answers | undefined
  again(): void
  hint(phase: number, operator: number): void
  missing(): readonly number[]
  stop(): void
}

/**
 * Gathers reveals, and shares where some are missing.
 *
 * @param check - after which they are revealed; of the groups that it condemns nobody reveals
 */
function gather(
  work: Work,
  { view, round }: Scene,
  { frame, shares }: Dealt,
  survivors: Survivors,
  check?: SettledCheck,
): Gathering {
  const { deps } = work
  const place = { view, round }
  const condemned = check ? condemnedGroups(check.findings) : []
  const u2 = survivors.u2.filter(
    (index) => !condemned.includes(frame.topology.groupOf(index) ?? -1),
  )
  const { beacon } = check?.frame ?? {}
  const after = check && { beacon, check: check.refs.checks, settles: check.refs.settles }
  const reveals: Reveals = collectFrom(work, round, phases.reveal, u2, (operator) =>
    askAndKeep(
      deps,
      {
        ...place,
        phase: phases.reveal,
        check: (sender, body) => checkReveal(frame, shares, survivors, sender, body),
      },
      operator,
      { ...after },
    ),
  )
  const standIns = (vanished: number[]): Recovers =>
    collectFrom(work, round, phases.recover, survivors.u1, (operator) =>
      askAndKeep(
        deps,
        {
          ...place,
          phase: phases.recover,
          check: (sender, body) => checkRecover(frame, shares, survivors, sender, body),
        },
        operator,
        { vanished, ...after },
      ),
    )
  const { thresholdOf } = frame.topology
  const fewest = Math.min(...u2.map((index) => thresholdOf(index)))
  let recovers: Recovers | undefined
  let tried = -1
  return {
    step(now, until) {
      const vanished = vanishedOf({ u2 }, answersOf(reveals, undefined).revealed)
      if (vanished.length === 0) return answersOf(reveals, undefined)
      if (!isOver(reveals, now.now, until)) return undefined
      recovers ??= standIns(settleVanished(work, round, vanished))
      const isLast = isOver(recovers, now.now, until)
      if (!isLast && recovers.answers().size < fewest) return undefined
      const heard = 2 * (reveals.answers().size + recovers.answers().size) + Number(isLast)
      if (heard === tried) return undefined
      tried = heard
      const answers = answersOf(reveals, recovers)
      const { revealed } = answers
      const { missing, isEnough } = openGroups(frame, shares, survivors, revealed, condemned)
      const [first] = missing
      // Without pair masks enough will do, but not before all have had their time.
      if (first === undefined || (isLast && isEnough)) return answers
      deps.log.debug('a seed is still missing', { ...first })
      return undefined
    },
    again() {
      tried = -1
    },
    hint(phase, operator) {
      if (phase === phases.reveal) reveals.hint(operator)
      if (phase === phases.recover) recovers?.hint(operator)
    },
    missing: () => (recovers ?? reveals).pending(),
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
