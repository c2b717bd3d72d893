import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compared, type Figure } from '../figure.ts'
import { meanOf, medianOf } from '../statistics.ts'
import { openTrialBook, runWorkers } from '../trialBook.ts'
import { drawTimes } from './drawTimes.ts'
import { nameOf, type Outcome, type Study, seeds, studies, trials } from './trials.ts'

const picture = new URL('../../../docs/learning/selection.svg', import.meta.url)
const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

type Outcomes = ReadonlyMap<string, Outcome>

/** How much less time one rule takes to the target than another, over the seeds that both have done. */
function compareRules(outcomes: Outcomes, rule: string, other: string): Figure[] {
  const pairs = seeds.flatMap((seed) => {
    const [ours, theirs] = [rule, other].map((name) => outcomes.get(nameOf(name, seed))?.seconds)
    return ours == null || theirs == null ? [] : [{ ours, theirs }]
  })
  if (pairs.length === 0) return []
  const label = `${rule}/seeds=${pairs.length}`
  const value = meanOf(pairs.map(({ ours }) => ours))
  const reference = { name: other, value: meanOf(pairs.map(({ theirs }) => theirs)) }
  const ratios = pairs.map(({ ours, theirs }) => theirs / ours)
  const against = `${label}/against ${other}`
  return [
    compared({ name: `selection/seconds-to-target/${against}`, value, unit: 's' }, reference),
    { name: `selection/speed-up/median/${against}`, value: medianOf(ratios), unit: '×' },
    { name: `selection/speed-up/least/${against}`, value: Math.min(...ratios), unit: '×' },
    { name: `selection/speed-up/greatest/${against}`, value: Math.max(...ratios), unit: '×' },
  ]
}

function figuresOf(outcomes: Outcomes, { rules }: Study): Figure[] {
  const names = Object.keys(rules)
  const rule = names.at(-1) as string
  const speed = names.slice(0, -1).flatMap((other) => compareRules(outcomes, rule, other))
  const others = names.flatMap((name) => {
    const found = seeds.flatMap((seed) => outcomes.get(nameOf(name, seed)) ?? [])
    if (found.length === 0) return []
    const missed = found.filter(({ seconds }) => seconds === null).length
    return [
      { name: `selection/rounds/${name}`, value: meanOf(found.map((one) => one.rounds)), unit: '' },
      {
        name: `selection/fairness/${name}`,
        value: meanOf(found.map((one) => one.fairness)),
        unit: '',
      },
      ...(missed > 0
        ? [{ name: `selection/target-missed/${name}`, value: missed, unit: 'trials' }]
        : []),
    ]
  })
  return [...speed, ...others]
}

/**
 * Time to a target accuracy by Oort and at random, where machines differ, and by buffered rounds and
 * synchronous ones, where some are slow; the same members for all rules, over ten seeds; kept trial
 * by trial. Draws docs/learning/selection.svg.
 *
 * @param minutes - begins no trial after that
 */
export async function benchSelection({ minutes }: { minutes: number }): Promise<Figure[]> {
  await runWorkers(worker, minutes)
  const outcomes = openTrialBook<Outcome>('selection', trials).read()
  writeFileSync(picture, drawTimes(outcomes))
  const left = trials.filter(({ name }) => !outcomes.has(name)).length
  const figures = studies.flatMap((study) => figuresOf(outcomes, study))
  const remaining = { name: 'selection/trials-left', value: left, unit: 'trials' }
  return [...figures, ...(left > 0 ? [remaining] : [])]
}
