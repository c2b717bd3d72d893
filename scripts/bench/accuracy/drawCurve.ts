import { rounded, toSvg } from '../picture.ts'
import { meanOf } from '../statistics.ts'

/** Accuracies of several seeds at one ε. */
export type Point = { readonly epsilon: number; readonly accuracies: readonly number[] }

const [width, height] = [720, 360]
const plot = { left: 70, right: 690, top: 40, bottom: 300 }

/** One step of the x axis per point. */
const xOf = (i: number, count: number): number =>
  plot.left + ((i + 0.5) / count) * (plot.right - plot.left)

/** The axis runs from a whole multiple of five per cent below all values to 100 %. */
function createScale(lowest: number): { least: number; yOf: (accuracy: number) => number } {
  const least = Math.floor(lowest * 20) / 20
  const yOf = (accuracy: number): number =>
    plot.bottom - ((accuracy - least) / (1 - least)) * (plot.bottom - plot.top)
  return { least, yOf }
}

/**
 * The curve of accuracy against ε as a picture: a dot for each seed, a line through the means, and a
 * dashed line for training without privacy.
 *
 * @param points - ascending by ε; infinity stands for no noise
 * @param plain - accuracies without privacy
 */
export function drawCurve(points: readonly Point[], plain: readonly number[]): string {
  const lowest = Math.min(...points.flatMap(({ accuracies }) => accuracies), ...plain)
  const { least, yOf } = createScale(lowest)
  const x = (i: number): string => rounded(xOf(i, points.length))
  const y = (accuracy: number): string => rounded(yOf(accuracy))
  const nameOf = ({ epsilon }: Point): string => (Number.isFinite(epsilon) ? `${epsilon}` : '∞')
  const means = points.map(({ accuracies }) => meanOf(accuracies))
  const percent = (accuracy: number): string => `${(100 * accuracy).toFixed(1)} %`
  const steps = Array.from({ length: Math.round((1 - least) * 20) + 1 }, (_, i) => least + i / 20)
  const said = points.map((point, i) => `${percent(means[i] as number)} at ε = ${nameOf(point)}`)
  const plainMean = meanOf(plain)
  const title = 'Accuracy against ε'
  const without = `without privacy ${percent(plainMean)}`
  const says = `Digits known after training with privacy for each example: ${said.join(', ')}; ${without}.`
  return toSvg({ width, height, title, said: says }, [
    ...steps.flatMap((step) => [
      `<path d="M${plot.left} ${y(step)}H${plot.right}" stroke="#888" stroke-opacity=".3"/>`,
      `<text class="s" x="${plot.left - 8}" y="${rounded(yOf(step) + 4)}" text-anchor="end">${Math.round(100 * step)} %</text>`,
    ]),
    ...points.map(
      (point, i) =>
        `<text x="${x(i)}" y="${plot.bottom + 22}" text-anchor="middle">${nameOf(point)}</text>`,
    ),
    `<text class="s" x="${(plot.left + plot.right) / 2}" y="${plot.bottom + 44}" text-anchor="middle">ε of the whole run for one example, δ = 10⁻⁵</text>`,
    `<text class="s" x="${plot.left}" y="22">held-out digits known after the last round; dots are seeds</text>`,
    `<path d="M${plot.left} ${y(plainMean)}H${plot.right}" stroke="#2e6b3a" stroke-width="1.3" stroke-dasharray="6 4"/>`,
    `<text class="s" x="${plot.left + 6}" y="${rounded(yOf(plainMean) - 6)}">no privacy: ${percent(plainMean)}</text>`,
    `<path d="M${means.map((mean, i) => `${x(i)} ${y(mean)}`).join('L')}" fill="none" stroke="#1f4e79" stroke-width="2"/>`,
    ...points.flatMap(({ accuracies }, i) =>
      accuracies.map(
        (accuracy) =>
          `<circle cx="${x(i)}" cy="${y(accuracy)}" r="3.5" fill="#1f4e79" fill-opacity=".35"/>`,
      ),
    ),
    // Above the highest dot, where neither the line nor another dot is.
    ...points.map(
      ({ accuracies }, i) =>
        `<text class="k" x="${x(i)}" y="${rounded(yOf(Math.max(...accuracies)) - 10)}" text-anchor="middle">${percent(means[i] as number)}</text>`,
    ),
  ])
}
