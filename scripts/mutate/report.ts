import { readFileSync } from 'node:fs'
import type { Mutant } from './mutants.ts'
import type { Result } from './trial.ts'

/** A mutant that behaves like the original, and why. */
export type Equivalent = {
  readonly id: string
  readonly path: string
  /** The line, as it is without the change. */
  readonly code: string
  readonly change: string
  readonly reason: string
}

/** A mutant and what became of it. */
export type Outcome = { readonly mutant: Mutant; readonly result: Result }

export const changeOf = ({ original, replacement }: Mutant): string =>
  `${original.replace(/\s+/g, ' ')} → ${replacement === '' || replacement === '{}' ? 'nothing' : replacement.replace(/\s+/g, ' ')}`

export function readEquivalents(): ReadonlyMap<string, Equivalent> {
  const file = new URL('equivalent.json', import.meta.url)
  const list = JSON.parse(readFileSync(file, 'utf8')) as readonly Equivalent[]
  return new Map(list.map((entry) => [entry.id, entry]))
}

/** How many mutants of a folder ended how. `score` is the share of those that count that were killed. */
export type Score = {
  readonly folder: string
  readonly tried: number
  readonly killed: number
  readonly survived: number
  readonly equivalent: number
  readonly notCompilable: number
  readonly score: number
}

/** Scores by folder, and of all. */
function scoresOf(
  outcomes: readonly Outcome[],
  equivalents: ReadonlyMap<string, Equivalent>,
): Score[] {
  const folders = [...new Set(outcomes.map(({ mutant }) => folderOf(mutant)))].sort()
  const scoreOf = (folder: string, some: readonly Outcome[]): Score => {
    const count = (test: (outcome: Outcome) => boolean): number => some.filter(test).length
    const isEquivalent = ({ mutant, result }: Outcome): boolean =>
      result.verdict === 'same bytecode' ||
      (result.verdict === 'survived' && equivalents.has(mutant.id))
    const killed = count(({ result }) => result.verdict === 'killed')
    const equivalent = count(isEquivalent)
    const notCompilable = count(({ result }) => result.verdict === 'not compilable')
    const survived = some.length - killed - equivalent - notCompilable
    const score = killed + survived === 0 ? 1 : killed / (killed + survived)
    return { folder, tried: some.length, killed, survived, equivalent, notCompilable, score }
  }
  return [
    ...folders.map((folder) =>
      scoreOf(
        folder,
        outcomes.filter(({ mutant }) => folderOf(mutant) === folder),
      ),
    ),
    scoreOf('all', outcomes),
  ]
}

const folderOf = ({ path }: Mutant): string => path.split('/').slice(1, -1).join('/')

/** Scores and survivors for people. */
export function toText(
  outcomes: readonly Outcome[],
  equivalents: ReadonlyMap<string, Equivalent>,
): string {
  const rows = scoresOf(outcomes, equivalents).map((score) => [
    score.folder,
    ...[score.tried, score.killed, score.survived, score.equivalent, score.notCompilable],
    `${(100 * score.score).toFixed(1)} %`,
  ])
  const head = ['folder', 'tried', 'killed', 'survived', 'equivalent', 'not compilable', 'score']
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  const left = outcomes.filter(
    ({ mutant, result }) => result.verdict === 'survived' && !equivalents.has(mutant.id),
  )
  const survivors = left.map(
    ({ mutant }) =>
      `  ${mutant.id}  ${mutant.path}:${mutant.line}  ${changeOf(mutant)}\n      ${mutant.code}`,
  )
  return [
    line(head),
    line(['---', ...head.slice(1).map(() => '---:')]),
    ...rows.map(line),
    ...(survivors.length > 0 ? ['', 'Survivors:', ...survivors] : []),
  ].join('\n')
}

/** Entries that name no mutant any more: their line has changed, and so may have their reason. */
export function staleOf(
  equivalents: ReadonlyMap<string, Equivalent>,
  mutants: readonly Mutant[],
): Equivalent[] {
  const known = new Set(mutants.map(({ id }) => id))
  return [...equivalents.values()].filter(({ id }) => !known.has(id))
}

/** Outcomes for machines. */
export function toJson(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ mutant, result }) => {
    const { id, path, line, operator, code } = mutant
    const { verdict, by, seconds } = result
    return JSON.stringify({
      ...{ id, path, line, operator, code, change: changeOf(mutant), verdict, seconds },
      ...(by && { by }),
    })
  })
  return rows.join('\n')
}
