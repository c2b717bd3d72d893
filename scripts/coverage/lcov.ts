/** Lines of one contract that hold code, and those of them that no test reached. */
export type FileCoverage = {
  readonly path: string
  readonly lines: number
  readonly reached: number
  readonly missed: readonly number[]
}

/** Reads a report in lcov's format, without mocks. */
export function readCoverage(lcov: string): FileCoverage[] {
  return lcov
    .split('end_of_record')
    .flatMap((record): FileCoverage[] => {
      const path = /^SF:(.+)$/m.exec(record)?.[1]
      if (path === undefined || path.includes('/mocks/')) return []
      const lines = [...record.matchAll(/^DA:(\d+),(\d+)$/gm)]
      const missed = lines.filter(([, , hits]) => hits === '0').map(([, line]) => Number(line))
      return [{ path, lines: lines.length, reached: lines.length - missed.length, missed }]
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

const percent = (reached: number, lines: number): string =>
  `${lines === 0 ? '100.00' : ((100 * reached) / lines).toFixed(2)} %`

/** Coverage as a table in Markdown. */
export function toTable(files: readonly FileCoverage[]): string {
  const total = (key: 'lines' | 'reached'): number =>
    files.reduce((sum, file) => sum + file[key], 0)
  const rows = files.map(({ path, lines, reached, missed }) => [
    path,
    lines,
    percent(reached, lines),
    missed.join(', ') || 'none',
  ])
  const all = ['all', total('lines'), percent(total('reached'), total('lines')), '']
  return [
    ['contract', 'lines', 'reached', 'lines missed'],
    ['---', '---:', '---:', '---'],
    ...[...rows, all],
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}
