import { rounded, toSvg } from '../picture.ts'
import { type Mark, nameOf, type Outcome, rows, seeds } from './trials.ts'

const [width, height] = [720, 420]
const plot = { left: 60, right: 430, top: 40, bottom: 360 }
const colours = ['#1f4e79', '#a33', '#2e6b3a', '#b8860b', '#6a3d9a', '#008b8b', '#777', '#d2691e']
/** First and last loss shown, nats a character, and first and last bytes. */
const losses = { least: 1.8, greatest: 3 }
const bytes = { first: 1e3, last: 1e7 }

type Curve = { readonly label: string; readonly colour: string; readonly marks: readonly Mark[] }

const x = (sent: number): string =>
  rounded(
    plot.left +
      (Math.log(sent / bytes.first) / Math.log(bytes.last / bytes.first)) *
        (plot.right - plot.left),
  )

function y(loss: number): number {
  const { least, greatest } = losses
  const share = (Math.min(loss, greatest) - least) / (greatest - least)
  return plot.bottom - share * (plot.bottom - plot.top)
}

function drawCurve({ label, colour, marks }: Curve, place: number): string[] {
  const points = marks.map((mark) => `${x(mark.bytes)} ${rounded(y(mark.loss))}`)
  const row = plot.top + 22 * place
  return [
    `<path d="M${points.join('L')}" fill="none" stroke="${colour}" stroke-width="1.8"/>`,
    `<path d="M${plot.right + 16} ${row}h18" stroke="${colour}" stroke-width="3"/>`,
    `<text class="s" x="${plot.right + 40}" y="${row + 4}">${label}</text>`,
  ]
}

/** Loss on held-out text over the bytes that a member has sent, a line for each row's first seed. */
export function drawLosses(outcomes: ReadonlyMap<string, Outcome>): string {
  const curves = rows.flatMap((row, i): Curve[] => {
    const marks = outcomes.get(nameOf(row, seeds[0] as number))?.marks
    const colour = colours[i % colours.length] as string
    const label = `${row.label}, ${row.scenario.steps} steps`
    return marks === undefined ? [] : [{ label, colour, marks }]
  })
  const said = curves.map(({ label, marks }) => {
    const { loss, bytes: sent } = marks.at(-1) as Mark
    return `${label}: ${loss.toFixed(2)} after ${sent.toLocaleString('en')} bytes`
  })
  const title =
    'Loss on held-out text, nats a character, over the bytes of updates that a member sent'
  return toSvg({ width, height, title, said: said.join('; ') }, [
    `<text class="s" x="${plot.left}" y="22">${title}</text>`,
    ...[1.8, 2, 2.2, 2.4, 2.6, 2.8, 3].flatMap((loss) => [
      `<path d="M${plot.left} ${rounded(y(loss))}H${plot.right}" stroke="#888" stroke-opacity=".3"/>`,
      `<text class="s" x="${plot.left - 8}" y="${rounded(y(loss) + 4)}" text-anchor="end">${loss}</text>`,
    ]),
    ...['1 KB', '10 KB', '100 KB', '1 MB', '10 MB'].map(
      (name, i) =>
        `<text class="s" x="${x(10 ** (3 + i))}" y="${plot.bottom + 22}" text-anchor="middle">${name}</text>`,
    ),
    ...curves.flatMap(drawCurve),
  ])
}
