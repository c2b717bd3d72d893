import { rounded, toSvg } from '../picture.ts'
import { medianOf } from '../statistics.ts'
import { nameOf, type Outcome, seeds, studies } from './trials.ts'

const width = 720
const plot = { left: 210, right: 690, top: 60, row: 34 }
/** First and last second shown. */
const [first, last] = [500, 1e5]

const x = (seconds: number): string =>
  rounded(
    plot.left + (Math.log(seconds / first) / Math.log(last / first)) * (plot.right - plot.left),
  )

/** A row for each rule, a dot for each seed, a bar at the median. */
function drawRow(rule: string, place: number, times: readonly number[]): string[] {
  const y = plot.top + plot.row * place
  const middle = medianOf(times)
  return [
    `<path d="M${plot.left} ${y}H${plot.right}" stroke="#888" stroke-opacity=".3"/>`,
    `<text x="${plot.left - 12}" y="${y + 4}" text-anchor="end">${rule}</text>`,
    ...times.map(
      (seconds) => `<circle cx="${x(seconds)}" cy="${y}" r="4" fill="#1f4e79" fill-opacity=".4"/>`,
    ),
    `<path d="M${x(middle)} ${y - 10}v20" stroke="#a33" stroke-width="2.5"/>`,
  ]
}

/** Time to the target by each rule, of every seed that reached it, on a logarithmic axis. */
export function drawTimes(outcomes: ReadonlyMap<string, Outcome>): string {
  const rows = studies
    .flatMap(({ rules }) => Object.keys(rules))
    .map((rule) => ({
      rule,
      times: seeds.flatMap((seed) => outcomes.get(nameOf(rule, seed))?.seconds ?? []),
    }))
    .filter(({ times }) => times.length > 0)
  const bottom = plot.top + plot.row * rows.length
  const said = rows.map(({ rule, times }) => `${rule}: ${Math.round(medianOf(times))} s`).join('; ')
  const title = 'Seconds of the virtual clock until 85 % of the held-out digits are known'
  return toSvg({ width, height: bottom + 30, title, said: `Medians. ${said}` }, [
    `<text class="s" x="${plot.left}" y="22">${title}</text>`,
    ...rows.flatMap(({ rule, times }, i) => drawRow(rule, i, times)),
    ...[1e3, 1e4, 1e5].map(
      (seconds) =>
        `<text class="s" x="${x(seconds)}" y="${bottom + 8}" text-anchor="middle">${seconds.toLocaleString('en')}</text>`,
    ),
  ])
}
