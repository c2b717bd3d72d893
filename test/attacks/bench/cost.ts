import { combine, combineRules, leastMeans } from '@vain/protocol'
import { compared, type Figure } from '../../../scripts/bench/figure.ts'
import { medianOf } from '../../../scripts/bench/statistics.ts'
import { toleratedBy } from '../federation/aggregate.ts'
import { seededBytes } from '../federation/draws.ts'

const sizes = [
  { means: 20, length: 38_170 },
  { means: 100, length: 35_000 },
  { means: 20, length: 1_000_000 },
]

/** Sums of bytes: bell-shaped, as updates are. */
function drawMeans(means: number, length: number): Float64Array[] {
  return Array.from({ length: means }, (_, i) => {
    const bytes = seededBytes(`cost/${i}`)(4 * length)
    return Float64Array.from({ length }, (_, j) =>
      bytes.subarray(4 * j, 4 * j + 4).reduce((sum, byte) => sum + byte, -510),
    )
  })
}

/** Time of combining group means once, the median of three, beside that of the plain mean. */
export function benchCombining(): Figure[] {
  return sizes.flatMap(({ means: count, length }) => {
    const means = drawMeans(count, length)
    const measure = (rule: (typeof combineRules)[number]): number => {
      const byzantine = toleratedBy(rule, count, Math.floor(count / 5))
      const runs = [0, 1, 2].map(() => {
        const start = performance.now()
        combine(rule, means, byzantine)
        return (performance.now() - start) / 1_000
      })
      return medianOf(runs)
    }
    const mean = measure('mean')
    return combineRules
      .filter((rule) => rule !== 'mean' && leastMeans(rule, 1) <= count)
      .map((rule) =>
        compared(
          {
            name: `robustness/combine/${rule}/m=${count},d=${length}`,
            value: measure(rule),
            unit: 's',
          },
          { name: 'mean', value: mean },
        ),
      )
  })
}
