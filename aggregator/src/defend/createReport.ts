import { type Log, type LogFields, type Meter, noMeter } from '@vain/base'
import { isReverted, type Receipt } from '@vain/chain'
import type { Fault } from '@vain/protocol'
import { aggregatorMetrics } from '../metrics.ts'
import type { Case } from './createDocket.ts'

/** What is said of challenges: what was asked, what was answered, and what could not be and why. */
export type Report = {
  /** Says it once. */
  asked(one: Case): void
  answered(one: Case, receipt: Receipt): void
  /** Says the same reason once. */
  unanswerable(one: Case, why: Fault): void
  /** Looking for an answer, or sending it, has failed. */
  failed(one: Case, error: unknown): void
  /** Nobody can answer it any more. */
  over(one: Case): void
}

export function createReport(log: Log, meter: Meter = noMeter): Report {
  const { challenges } = meter.open(aggregatorMetrics)
  const count = ({ isOwn }: Case, outcome: string): void =>
    challenges.add({ accused: isOwn ? 'own' : 'other', outcome })
  return {
    asked(one) {
      if (one.isSaid) return
      one.isSaid = true
      count(one, 'asked')
      const say = one.isOwn ? log.warn : log.info
      say('data is asked for in court', { ...factsOf(one), deadline: one.challenge.deadline })
    },
    answered(one, { gasUsed }) {
      count(one, 'answered')
      const facts = { bond: `${one.challenge.bond}`, gasUsed: Number(gasUsed) }
      log.info('answered a challenge', { ...factsOf(one), ...facts })
    },
    unanswerable(one, { kind: _, ...why }) {
      const text = JSON.stringify(why)
      const say = one.isOwn ? log.warn : log.info
      if (text === one.told) return
      one.told = text
      count(one, 'unanswerable')
      say('a challenge cannot be answered', { ...factsOf(one), ...why })
    },
    failed(one, error) {
      one.told = error instanceof Error ? error.message : 'unknown'
      if (isReverted(error, 'NotOpen')) return log.debug('another one answered', factsOf(one))
      count(one, 'failed')
      log.warn('an answer failed and will be tried again', { ...factsOf(one), error })
    },
    over(one) {
      if (one.isClosed || !one.isSaid) return
      count(one, 'over')
      const say = one.isOwn ? log.error : log.warn
      say('the time to answer a challenge is over', { ...factsOf(one), last: one.told })
    },
  }
}

function factsOf({ challenge, isOwn }: Pick<Case, 'challenge' | 'isOwn'>): LogFields {
  const { run, round, kind, member, number, accused } = challenge
  const which = {
    message: { member },
    vector: { member, number },
    sum: { number },
    model: { number },
    seed: { member },
  }
  return { run, round, asked: kind, ...which[kind], accused, isOwn }
}
