import { fileURLToPath } from 'node:url'
import { compared, type Figure } from '../figure.ts'
import { meanOf, medianOf } from '../statistics.ts'
import { openTrialBook, runWorkers } from '../trialBook.ts'
import { nameOf, type Outcome, rules, seeds, trials } from './trials.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

/**
 * Time to a target accuracy by Oort, by buffered rounds and at random, with the same members, over ten
 * seeds; kept trial
 * by trial.
 *
 * @param minutes - begins no trial after that
 */
export async function benchSelection({ minutes }: { minutes: number }): Promise<Figure[]> {
  await runWorkers(worker, minutes)
  const outcomes = openTrialBook<Outcome>('selection', trials).read()
  const left = trials.filter(({ name }) => !outcomes.has(name)).length
  const secondsOf = (rule: string, seed: number): number | undefined =>
    outcomes.get(nameOf(rule, seed))?.seconds ?? undefined
  const speed = rules.slice(1).flatMap((rule): Figure[] => {
    const both = seeds.flatMap((seed) => {
      const [random, other] = [secondsOf('random', seed), secondsOf(rule, seed)]
      return random === undefined || other === undefined ? [] : [{ random, other }]
    })
    if (both.length === 0) return []
    const label = `${rule}/seeds=${both.length}`
    const reference = { name: 'at random', value: meanOf(both.map(({ random }) => random)) }
    const value = meanOf(both.map(({ other }) => other))
    const ratios = both.map(({ random, other }) => random / other)
    return [
      compared({ name: `selection/seconds-to-target/${label}`, value, unit: 's' }, reference),
      { name: `selection/speed-up/median/${label}`, value: medianOf(ratios), unit: '×' },
      { name: `selection/speed-up/least/${label}`, value: Math.min(...ratios), unit: '×' },
      { name: `selection/speed-up/greatest/${label}`, value: Math.max(...ratios), unit: '×' },
    ]
  })
  const fairness = rules.map((rule) => {
    const found = seeds.flatMap((seed) => outcomes.get(nameOf(rule, seed))?.fairness ?? [])
    return { name: `selection/fairness/${rule}`, value: meanOf(found), unit: '' }
  })
  return [...speed, ...fairness, { name: 'selection/trials-left', value: left, unit: 'trials' }]
}
