import { type Mark, nameOf, type Outcome, rows, seeds } from './trials.ts'

const [width, height] = [720, 420]
const plot = { left: 60, right: 470, top: 40, bottom: 360 }
const colours = ['#1f4e79', '#a33', '#2e6b3a', '#b8860b', '#6a3d9a', '#008b8b', '#555', '#d2691e']

const rounded = (value: number): string => value.toFixed(1)

type Curve = { readonly label: string; readonly colour: string; readonly marks: readonly Mark[] }

/** Whole powers of ten between two numbers, and one on either side. */
function powers(least: number, greatest: number): number[] {
  const [low, high] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(greatest))]
  return Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i))
}

const nameOfBytes = (bytes: number): string =>
  bytes >= 1e6 ? `${bytes / 1e6} MB` : bytes >= 1e3 ? `${bytes / 1e3} KB` : `${bytes} B`

/**
 * Loss on held-out text over the bytes that a member has sent, a line for each row's first seed.
 *
 * @returns an SVG document
 */
export function drawLosses(outcomes: ReadonlyMap<string, Outcome>): string {
  const curves = rows.flatMap((row, i): Curve[] => {
    const marks = outcomes.get(nameOf(row, seeds[0] as number))?.marks
    const colour = colours[i % colours.length] as string
    return marks === undefined ? [] : [{ label: row.label, colour, marks }]
  })
  const all = curves.flatMap(({ marks }) => marks)
  const ticks = powers(...extent(all.map(({ bytes }) => bytes)))
  const [first, last] = [ticks[0] as number, ticks.at(-1) as number]
  const [least, greatest] = [1.6, 3]
  const x = (bytes: number): string =>
    rounded(
      plot.left + (Math.log(bytes / first) / Math.log(last / first)) * (plot.right - plot.left),
    )
  const y = (loss: number): string => {
    const share = (Math.min(loss, greatest) - least) / (greatest - least)
    return rounded(plot.bottom - share * (plot.bottom - plot.top))
  }
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-labelledby="t d">`,
    `<title id="t">Loss over bytes sent</title><desc id="d">${curves.map(describe).join('; ')}</desc>`,
    '<style>.b{fill:#fff}.s{font-size:11.5px;fill:#555}text{fill:#222}@media(prefers-color-scheme:dark){.b{fill:#12161c}text{fill:#e6e6e6}.s{fill:#aaa}}</style>',
    `<rect class="b" width="${width}" height="${height}"/>`,
    `<text x="${plot.left}" y="22">loss on held-out text, nats a character</text>`,
    ...[1.6, 1.8, 2, 2.2, 2.4, 2.6, 2.8, 3].flatMap((loss) => [
      `<path d="M${plot.left} ${y(loss)}H${plot.right}" stroke="#888" stroke-opacity=".3"/>`,
      `<text class="s" x="${plot.left - 8}" y="${rounded(Number(y(loss)) + 4)}" text-anchor="end">${loss}</text>`,
    ]),
    ...ticks.map(
      (bytes) =>
        `<text class="s" x="${x(bytes)}" y="${plot.bottom + 22}" text-anchor="middle">${nameOfBytes(bytes)}</text>`,
    ),
    `<text class="s" x="${(plot.left + plot.right) / 2}" y="${plot.bottom + 44}" text-anchor="middle">sent by a member, of its updates</text>`,
    ...curves.flatMap(({ label, colour, marks }, i) => [
      `<path d="M${marks.map(({ bytes, loss }) => `${x(bytes)} ${y(loss)}`).join('L')}" fill="none" stroke="${colour}" stroke-width="1.8"/>`,
      `<path d="M${plot.right + 16} ${plot.top + 22 * i}h18" stroke="${colour}" stroke-width="3"/>`,
      `<text class="s" x="${plot.right + 40}" y="${plot.top + 22 * i + 4}">${label}</text>`,
    ]),
    '</svg>',
  ]
  return `${lines.join('\n')}\n`
}

const extent = (values: readonly number[]): [number, number] => [
  Math.min(...values),
  Math.max(...values),
]

function describe({ label, marks }: Curve): string {
  const { loss, bytes } = marks.at(-1) as Mark
  return `${label}: ${loss.toFixed(2)} after ${nameOfBytes(bytes)}`
}
