import { rounded, toSvg } from '../picture.ts'
import { type Outcome, partitions, strategies, tableName, tableSeeds } from './trials.ts'

const [width, height] = [760, 300]
const panel = { left: 50, top: 50, width: 195, height: 190, gap: 40 }
const colours = ['#1f4e79', '#b8860b', '#2e6b3a', '#a33']
/** Least accuracy shown, and the last round. */
const [least, rounds] = [0.7, 50]

type Line = { readonly name: string; readonly accuracies: readonly number[] }

function linesOf(outcomes: ReadonlyMap<string, Outcome>, partition: string): Line[] {
  const [seed] = tableSeeds as [number]
  return Object.keys(strategies).flatMap((name) => {
    const accuracies = outcomes.get(tableName(partition, name, seed))?.accuracies
    return accuracies === undefined ? [] : [{ name, accuracies }]
  })
}

function drawPanel(partition: string, place: number, lines: readonly Line[]): string[] {
  const left = panel.left + place * (panel.width + panel.gap)
  const x = (round: number): string => rounded(left + (round / rounds) * panel.width)
  const y = (accuracy: number): string => {
    const share = (Math.max(accuracy, least) - least) / (1 - least)
    return rounded(panel.top + (1 - share) * panel.height)
  }
  return [
    `<text x="${left}" y="${panel.top - 10}">${partition}</text>`,
    ...[0.7, 0.8, 0.9, 1].flatMap((accuracy) => [
      `<path d="M${left} ${y(accuracy)}h${panel.width}" stroke="#888" stroke-opacity=".3"/>`,
      `<text class="s" x="${left - 6}" y="${rounded(Number(y(accuracy)) + 4)}" text-anchor="end">${Math.round(100 * accuracy)}</text>`,
    ]),
    ...lines.map(({ name, accuracies }) => {
      const points = accuracies.map((accuracy, i) => `${x(i + 1)} ${y(accuracy)}`).join('L')
      return `<path d="M${points}" fill="none" stroke="${colourOf(name)}" stroke-width="1.6"/>`
    }),
    `<text class="s" x="${left + panel.width}" y="${panel.top + panel.height + 18}" text-anchor="end">${rounds} rounds</text>`,
  ]
}

const colourOf = (strategy: string): string =>
  colours[Object.keys(strategies).indexOf(strategy)] as string

/**
 * Accuracy in per cent round by round, a panel for each way of dealing, a line for each strategy; of
 * the first seed.
 */
export function drawAccuracies(outcomes: ReadonlyMap<string, Outcome>): string {
  const panels = Object.keys(partitions).map((name) => ({ name, lines: linesOf(outcomes, name) }))
  const said = panels.flatMap(({ name: partition, lines }) =>
    lines.map(({ name, accuracies }) => {
      const last = (100 * (accuracies.at(-1) ?? 0)).toFixed(1)
      return `${partition}, ${name}: ${last} % after ${accuracies.length} rounds`
    }),
  )
  const key = Object.keys(strategies).flatMap((name, i) => [
    `<path d="M${panel.left + 130 * i} ${height - 20}h18" stroke="${colourOf(name)}" stroke-width="3"/>`,
    `<text class="s" x="${panel.left + 130 * i + 24}" y="${height - 16}">${name}</text>`,
  ])
  const title = 'Accuracy on held-out digits, in per cent'
  const head = `<text class="s" x="${panel.left}" y="18">${title}</text>`
  return toSvg({ width, height, title, said: said.join('; ') }, [
    head,
    ...panels.flatMap(({ name, lines }, i) => drawPanel(name, i, lines)),
    ...key,
  ])
}
