import type { Figure } from '@vain/base'

export { compared, type Figure } from '@vain/base'

const rounded = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en') : Number(value.toPrecision(4)).toString()

/** Figures as JSON lines, for machines. */
export function toJsonLines(figures: readonly Figure[]): string {
  return figures.map((figure) => JSON.stringify(figure)).join('\n')
}

/** Figures as a table, for people. */
export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, reference, ratio }) => [
    name,
    rounded(value),
    unit,
    reference ? `${rounded(reference.value)} ${reference.name}` : '',
    ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
  ])
  const head = ['figure', 'value', 'unit', 'reference', 'ratio']
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 1 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')
}
