import type { PartsReport } from './compareParts.ts'

/** Okabe and Ito's colours, told apart by the colour-blind too; further classes repeat them lighter. */
const colours = [
  ...['#009e73', '#cc79a7', '#0072b2', '#e69f00', '#56b4e9'],
  ...['#d55e00', '#f0e442', '#444444'],
]

/** Classes that are named in the legend; the rest is one grey band. */
const mostNamed = 16

const bar = { left: 96, width: 560, height: 18, gap: 8, top: 56 } as const

const escapeText = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)

function paint(label: number): string {
  if (label >= mostNamed) return 'fill="#999"'
  const opacity = label < colours.length ? '' : ' fill-opacity="0.45"'
  return `fill="${colours[label % colours.length]}"${opacity}`
}

const rect = (x: number, y: number, width: number, fill: string): string =>
  `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${bar.height}" ${fill}/>`

/** A bar as long as the part is large, cut where the classes change. */
function drawBar(report: PartsReport, part: number, greatest: number): string {
  const { examples, classes, distance } = report.parts[part] as PartsReport['parts'][number]
  const y = bar.top + part * (bar.height + bar.gap)
  const scale = bar.width / greatest
  let x: number = bar.left
  const pieces = (classes ?? [examples]).map((count, label) => {
    const piece = count === 0 ? '' : rect(x, y, count * scale, paint(label))
    x += count * scale
    return piece
  })
  const middle = y + bar.height - 5
  const far = distance === undefined ? '' : `, distance ${distance.toFixed(2)}`
  return [
    `<text x="${bar.left - 8}" y="${middle}" text-anchor="end">part ${part}</text>`,
    ...pieces,
    `<text x="${(x + 6).toFixed(1)}" y="${middle}" class="s">${examples}${far}</text>`,
  ].join('')
}

function drawLegend(names: readonly string[], y: number): string {
  const shown = names.slice(0, mostNamed)
  const entries = [...shown, ...(names.length > mostNamed ? ['others'] : [])]
  return entries
    .map((name, label) => {
      const x = bar.left + (label % 4) * 170
      const line = y + Math.floor(label / 4) * 20
      const short = name.length > 20 ? `${name.slice(0, 19)}…` : name
      return `<rect x="${x}" y="${line}" width="12" height="12" ${paint(label)}/><text x="${x + 18}" y="${line + 11}" class="s">${escapeText(short)}</text>`
    })
    .join('')
}

/**
 * Draws how parts differ: a bar a part, as long as it has examples, in the colours of its classes.
 *
 * @param names - of the classes
 * @returns SVG
 */
export function drawParts(title: string, names: readonly string[], report: PartsReport): string {
  const count = report.parts.length
  const greatest = Math.max(...report.parts.map(({ examples }) => examples))
  const legend = bar.top + count * (bar.height + bar.gap) + 12
  const hasClasses = report.meanDistance !== undefined
  const rows = hasClasses ? Math.ceil(Math.min(names.length, mostNamed + 1) / 4) : 0
  const [width, height] = [bar.left + bar.width + 200, legend + rows * 20 + 12]
  const mean = report.meanDistance?.toFixed(2)
  const facts = `largest over smallest ${report.sizeRatio.toFixed(2)}${mean === undefined ? '' : `, mean distance of class shares ${mean}`}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="13" role="img">`,
    `<title>${escapeText(title)}</title>`,
    '<style>.s{font-size:12px;fill:#444}</style>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${bar.left}" y="22" font-size="15">${escapeText(title)}</text>`,
    `<text x="${bar.left}" y="42" class="s">${facts}</text>`,
    ...report.parts.map((_, part) => drawBar(report, part, greatest)),
    hasClasses ? drawLegend(names, legend) : '',
    '</svg>',
    '',
  ].join('\n')
}
