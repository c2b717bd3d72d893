import { scheduler } from 'node:timers/promises'
import {
  type AddedSketches,
  type Artefact,
  afterCheck,
  type CheckFrame,
  type CheckRefs,
  condemnedGroups,
  type Fault,
  fault,
  type GroupFinding,
  type Hex,
  isFault,
  judgeAnswers,
  phases,
  type RoundSource,
} from '@vain/protocol'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { type Adding, createAdding } from './createAdding.ts'
import { type Answered, type Answering, createAnswering } from './createAnswering.ts'
import type { RefBook } from './createRefBook.ts'
import { createSettling, type Settling } from './createSettling.ts'
import type { Sketched } from './createSketching.ts'
import { noteFindings } from './noteFaults.ts'
import type { Times } from './times.ts'

/** What a round's check has settled before anything is revealed. */
export type SettledCheck = {
  readonly refs: CheckRefs
  /** In which members reveal. */
  readonly frame: CheckFrame
  readonly findings: ReadonlyMap<number, GroupFinding>
  readonly added: AddedSketches
}

/** Hears a committee about one sketch bundle. */
export type Hearing = {
  /** What it settles; or, with `elsewhere`, the sketches that more places have answered about. */
  step(
    now: Scene,
    times: Times,
  ): Promise<SettledCheck | Fault | { readonly elsewhere: Artefact } | undefined>
  hint(phase: number, operator: number): void
  stop(): void
}

/**
 * Has a committee answer about sketches, has it settle that its answers count, and only then asks what
 * it says of sums. Source: docs/protocol §4.10.
 *
 * @param source - where bundles are read from
 */
export function createHearing(
  work: Work,
  source: RoundSource,
  frame: CheckFrame,
  sketched: Sketched,
  book: RefBook,
): Hearing {
  const judge = judgeOnce(work, source.round, frame, sketched)
  const answering: Answering = createAnswering(work, source, frame, sketched.artefact, book)
  let answered: Answered | undefined
  let settling: Settling | undefined
  let adding: Adding | undefined

  /** More of the committee have settled another check than that of this aggregator. */
  function settleOn(checks: Artefact): undefined {
    if (!book.isUsable(checks)) return undefined
    settling?.stop()
    settling = undefined
    answered = undefined
    book.goBy({ sketches: sketched.artefact, checks })
    work.changed()
    return undefined
  }

  return {
    async step(now, times) {
      if (answered === undefined) {
        const said = await answering.step(now, times)
        if (said === undefined || 'elsewhere' in said) return said
        answered = said
      }
      const checks = answered.artefact
      settling ??= createSettling(work, source, frame, checks, book)
      const settles = await settling.step(now, times)
      if (settles === undefined) return undefined
      if ('elsewhere' in settles) return settleOn(settles.elsewhere)
      const findings = await judge(answered)
      if (condemnedGroups(findings).length === findings.size)
        return fault('checks', 'all-condemned')
      const named = { sketches: sketched.artefact, checks, settles }
      adding ??= createAdding(work, source, frame, named, findings, book)
      const said = await adding.step(now, times)
      if (said === undefined || isFault(said)) return said
      const { added, artefact: sums } = said
      return { refs: { ...named, sums }, frame: afterCheck(frame, checks.root), findings, added }
    },
    hint(phase, operator) {
      if (phase === phases.check) answering.hint(operator)
      if (phase === phases.settle) settling?.hint(operator)
      if (phase === phases.sums) adding?.hint(operator)
    },
    stop() {
      for (const task of [answering, settling, adding]) task?.stop()
    },
  }
}

type Findings = ReadonlyMap<number, GroupFinding>

/** Judges each check bundle once, however often it is looked at, and notes who is at fault. */
function judgeOnce(
  work: Work,
  round: Scene['round'],
  frame: CheckFrame,
  { sketches, isOwn: areOwnSketches }: Sketched,
): (answered: Answered) => Promise<Findings> {
  const pause = () => scheduler.yield()
  let last: { readonly root: Hex; readonly findings: Findings } | undefined
  return async ({ artefact, checks, isOwn }) => {
    if (last?.root !== artefact.root) {
      const findings = await judgeAnswers(frame, sketches, checks, pause)
      noteFindings(work, round, findings, areOwnSketches && isOwn)
      last = { root: artefact.root, findings }
    }
    return last.findings
  }
}
