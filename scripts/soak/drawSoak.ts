import { rounded, toSvg } from '../bench/picture.ts'
import type { Sample } from './book.ts'
import { type Measure, measures } from './judge.ts'

const width = 760
const panel = { left: 60, top: 46, width: 660, height: 96, gap: 44 }
const colours = ['#1f4e79', '#b8860b', '#2e6b3a', '#a33', '#6a3d9a', '#0b8a8a', '#888', '#c2571a']

type Line = { readonly name: string; readonly points: readonly (readonly [number, number])[] }

function linesOf(samples: readonly Sample[], measure: Measure): Line[] {
  const processes = [...Map.groupBy(samples, ({ name, pid }) => `${name} ${pid}`).values()]
  return processes.flatMap((own) => {
    const points = own.flatMap((sample) => {
      const value = measure.valueOf(sample)
      return value === undefined ? [] : [[sample.version, value] as const]
    })
    return points.length === 0 ? [] : [{ name: own[0]?.name ?? '', points }]
  })
}

/** A panel from 0 to above all values: what grows is seen in proportion to what is there. */
function drawPanel(
  measure: Measure,
  place: number,
  lines: readonly Line[],
  rounds: number,
  colourOf: (name: string) => string,
): string[] {
  const top = panel.top + place * (panel.height + panel.gap)
  const most = Math.max(1, ...lines.flatMap(({ points }) => points.map(([, value]) => value)))
  const x = (round: number): string => rounded(panel.left + (round / rounds) * panel.width)
  const y = (value: number): string => rounded(top + (1 - value / (1.1 * most)) * panel.height)
  return [
    `<text x="${panel.left}" y="${top - 10}">${measure.name}, ${measure.unit}</text>`,
    ...[0, most / 2, most].flatMap((value) => [
      `<path d="M${panel.left} ${y(value)}h${panel.width}" stroke="#888" stroke-opacity=".3"/>`,
      `<text class="s" x="${panel.left - 6}" y="${rounded(Number(y(value)) + 4)}" text-anchor="end">${Math.round(value)}</text>`,
    ]),
    ...lines.map(({ name, points }) => {
      const path = points.map(([round, value]) => `${x(round)} ${y(value)}`).join('L')
      return `<path d="M${path}" fill="none" stroke="${colourOf(name)}" stroke-width="1.4"/>`
    }),
  ]
}

/** What each process holds round by round, a panel for each measure, a line for each process. */
export function drawSoak(samples: readonly Sample[]): string {
  const names = [...new Set(samples.map(({ name }) => name))]
  const colourOf = (name: string): string => colours[names.indexOf(name) % colours.length] as string
  const rounds = Math.max(...samples.map(({ version }) => version))
  const bottom = panel.top + measures.length * (panel.height + panel.gap)
  const key = names.flatMap((name, i) => {
    const [left, y] = [panel.left + 220 * (i % 3), bottom + 20 * Math.floor(i / 3)]
    return [
      `<path d="M${left} ${y}h18" stroke="${colourOf(name)}" stroke-width="3"/>`,
      `<text class="s" x="${left + 24}" y="${y + 4}">${name}</text>`,
    ]
  })
  const height = bottom + 20 * Math.ceil(names.length / 3)
  const title = `What each process holds over ${rounds.toLocaleString('en')} rounds`
  const said = `${title}: a panel for each of ${measures.map(({ name }) => name).join(', ')}.`
  return toSvg({ width, height, title, said }, [
    `<text class="s" x="${panel.left}" y="18">${title}, from the first to the last</text>`,
    ...measures.flatMap((measure, i) =>
      drawPanel(measure, i, linesOf(samples, measure), rounds, colourOf),
    ),
    ...key,
  ])
}
