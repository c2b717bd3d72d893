import { type Entry, hasLanded } from './book.ts'
import { chaosFaults, chaosRoles, nameOf } from './cells/cell.ts'
import type { Played } from './cells/playCell.ts'
import { chaosPhases } from './network/phases.ts'

/**
 * The matrix as Markdown: a row for each fault of each role, a column for each phase. Of several
 * tries the last one that came in time counts.
 */
export function toTable(entries: readonly Entry[]): string {
  const rows = chaosFaults.flatMap((fault) =>
    chaosRoles.map((role) => {
      const cells = chaosPhases.map((phase) => {
        const name = nameOf({ fault, role, phase })
        return toText(entries.filter(({ cell }) => nameOf(cell) === name))
      })
      return { head: `${fault} | ${role}`, cells }
    }),
  )
  return [
    `| fault | of | ${chaosPhases.join(' | ')} |`,
    `|---|---|${chaosPhases.map(() => '---').join('|')}|`,
    ...rows
      .filter(({ cells }) => cells.some((text) => text !== ''))
      .map(({ head, cells }) => `| ${head} | ${cells.join(' | ')} |`),
    '',
  ].join('\n')
}

function toText(tries: readonly Entry[]): string {
  const failed = tries.filter((entry) => 'failure' in entry).length
  const last = tries.findLast(hasLanded)
  const missed = tries.some((entry) => 'played' in entry) ? 'too late' : ''
  const text = last !== undefined && 'played' in last ? describe(last.played) : missed
  return failed > 0 ? `${text} **failed ${failed} of ${tries.length}**`.trim() : text
}

function describe({ outcome, survivors, members, wholeAfter, dose }: Played): string {
  const end = outcome === 'certified' ? `${survivors}/${members}` : 'aborted'
  return `${end} +${wholeAfter} (${dose})`
}
