import type { SimulationReport } from '../simulate.ts'

const [width, height] = [720, 320]
const plot = { left: 60, right: 690, top: 40, bottom: 260 }

const rounded = (value: number): string => value.toFixed(1)

/**
 * The accuracy of the model over the virtual clock as a picture; a round without a result is a mark
 * below the axis.
 *
 * @returns an SVG document
 */
export function drawRounds({ rounds }: SimulationReport, name: string): string {
  const last = rounds.at(-1)?.second || 1
  const x = (second: number): string =>
    rounded(plot.left + (second / last) * (plot.right - plot.left))
  const y = (share: number): string => rounded(plot.bottom - share * (plot.bottom - plot.top))
  const looked = rounds.flatMap(({ second, mark }) =>
    mark === undefined ? [] : [{ second, mark }],
  )
  const aborted = rounds.filter(({ outcome }) => outcome === 'aborted')
  const line = looked.map(({ second, mark }) => `${x(second)} ${y(mark.accuracy)}`).join('L')
  const best = looked.at(-1)?.mark.accuracy ?? 0
  const said = `${(100 * best).toFixed(1)} % after ${rounds.length} rounds, ${Math.round(last)} s`
  const title = name.replaceAll(/[<>&]/g, ' ')
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-labelledby="t d">`,
    `<title id="t">${title}</title><desc id="d">${said}</desc>`,
    '<style>.b{fill:#fff}.s{font-size:11.5px;fill:#555}text{fill:#222}@media(prefers-color-scheme:dark){.b{fill:#12161c}text{fill:#e6e6e6}.s{fill:#aaa}}</style>',
    `<rect class="b" width="${width}" height="${height}"/>`,
    `<text x="${plot.left}" y="22">${title}: ${said}</text>`,
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      `<path d="M${plot.left} ${y(share)}H${plot.right}" stroke="#888" stroke-opacity=".3"/>`,
      `<text class="s" x="${plot.left - 8}" y="${y(share - 0.015)}" text-anchor="end">${100 * share} %</text>`,
    ]),
    `<text class="s" x="${plot.left}" y="${plot.bottom + 34}">0 s</text>`,
    `<text class="s" x="${plot.right}" y="${plot.bottom + 34}" text-anchor="end">${Math.round(last)} s of the virtual clock</text>`,
    ...(line === '' ? [] : [`<path d="M${line}" fill="none" stroke="#1f4e79" stroke-width="2"/>`]),
    ...aborted.map(
      ({ second }) =>
        `<path d="M${x(second)} ${plot.bottom + 4}v10" stroke="#a33" stroke-width="2"/>`,
    ),
    '</svg>',
  ]
  return `${lines.join('\n')}\n`
}
