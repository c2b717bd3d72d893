import type { Receipt } from '@vain/chain'
import { type Fault, fault, isFault } from '@vain/protocol'
import type { Case, Docket } from './createDocket.ts'
import type { Report } from './createReport.ts'
import { findLeaf, type Leaf, type Misfit } from './findLeaf.ts'
import { findSeed, type Seed } from './findSeed.ts'
import type { DefenceDeps, DefenceSettings } from './ports.ts'
import { sourcesOf } from './sources.ts'

/** One that answers, case by case. What stands in the way of a case is said, never thrown. */
export type Advocate = {
  /** Looks for the answer to a case; undefined if it is closed, or if there is none for now. */
  prepare(one: Case): Promise<Leaf | Misfit | Seed | undefined>
  send(one: Case, answer: Leaf | Misfit | Seed): Promise<void>
}

export function createAdvocate(
  deps: DefenceDeps,
  settings: DefenceSettings,
  docket: Pick<Docket, 'rest'>,
  report: Report,
): Advocate {
  const { clock, court } = deps

  async function find({ challenge, isOwn }: Case): Promise<Leaf | Misfit | Seed | Fault> {
    const sources = sourcesOf(deps, settings, challenge, isOwn)
    const { kind } = challenge
    // The court knows a round that the follower has not seen yet.
    if (sources === undefined) return fault('certificate', 'missing', { detail: 'no such round' })
    return kind === 'seed'
      ? findSeed(sources, challenge)
      : findLeaf(sources, { ...challenge, kind })
  }

  return {
    async prepare(one) {
      try {
        if (!(await court.reader.isOpen(one.challenge))) {
          docket.rest(one, clock.now(), 'closed')
          return undefined
        }
        report.asked(one)
        const found = await find(one)
        if (!isFault(found)) return found
        report.unanswerable(one, found)
      } catch (error) {
        report.failed(one, error)
      }
      docket.rest(one, clock.now(), 'failed')
      return undefined
    },
    async send(one, answer) {
      const { challenge } = one
      try {
        const receipt = await sendTo(court.writer, challenge, answer)
        docket.rest(one, clock.now(), 'closed')
        report.answered(one, receipt)
      } catch (error) {
        docket.rest(one, clock.now(), 'failed')
        report.failed(one, error)
      }
    },
  }
}

function sendTo(
  writer: DefenceDeps['court']['writer'],
  challenge: Case['challenge'],
  answer: Leaf | Misfit | Seed,
): Promise<Receipt> {
  switch (answer.kind) {
    case 'seed':
      return writer.reveal(challenge, answer.seed)
    case 'leaf':
      return writer.answer(challenge, answer.form, answer.leaf, answer.path)
    case 'misfit':
      return writer.refute(challenge, answer.form, answer.place)
  }
}
