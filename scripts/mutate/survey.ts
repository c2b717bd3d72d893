import { join } from 'node:path'
import { root } from '../solidity/compiler.ts'
import type { Hand } from './crew.ts'
import { digestOf, digestOfFiles, filesBelow } from './files.ts'
import type { Source } from './sources.ts'
import { readJson, writeJson } from './store.ts'
import type { Stage } from './worker.ts'

/** What a test file does without any mutant. */
export type Surveyed = {
  readonly file: string
  /** Fully qualified names of the contracts it deploys, or reads the interface of. */
  readonly used: readonly string[]
  readonly seconds: number
}

const path = join(root, '.cache/mutate/survey.json')

/** Everything the tests run on: contracts, tests, and the code that both are checked against. */
export function digestOfTests(): string {
  return digestOfFiles([...filesBelow('contracts', '.sol'), ...filesBelow('test/contracts', '.ts')])
}

/**
 * Runs every test file once, alone, so that its mutants are tried on the files that use them.
 *
 * @throws if a test fails: it would fail with every mutant
 */
export async function surveyTests(
  hand: Hand,
  tell: (line: string) => void,
): Promise<readonly Surveyed[]> {
  const files = filesBelow('test/contracts', '.test.ts')
  const known = readJson<Record<string, Surveyed & { digest: string }>>(path) ?? {}
  const shared = digestOfFiles([
    ...filesBelow('contracts', '.sol'),
    ...filesBelow('test/contracts', '.ts').filter((file) => !file.endsWith('.test.ts')),
  ])
  const survey: Surveyed[] = []
  for (const file of files) {
    const digest = digestOf(shared, digestOfFiles([file]))
    if (known[file]?.digest !== digest) {
      tell(`runs ${file} without a mutant`)
      const answer = await hand.send({ kind: 'survey', file })
      if (answer?.kind !== 'surveyed') throw new Error(`${file} ended its process`)
      if (answer.failure !== undefined) throw new Error(`${file} fails: ${answer.failure}`)
      known[file] = { digest, file, used: answer.used, seconds: answer.seconds }
      writeJson(path, known)
    }
    survey.push(known[file])
  }
  return survey
}

/**
 * The tests that can tell a mutant of a source from the original, nearest first: those that carry
 * its name, those of its folder, all others that use a contract with code of it.
 */
export function stagesOf(source: Source, survey: readonly Surveyed[]): Stage[] {
  const affected = new Set(source.affects)
  const able = survey
    .filter(({ used }) => used.some((name) => affected.has(name)))
    .sort((a, b) => a.seconds - b.seconds)
  const folder = source.path.split('/').slice(1, -1).join('/')
  const name = (source.path.split('/').at(-1) ?? '').replace('.sol', '').toLowerCase()
  const rankOf = ({ file }: Surveyed): number => {
    if (!file.startsWith(`test/contracts/${folder}/`)) return 2
    return file.toLowerCase().split('/').at(-1)?.startsWith(name) ? 0 : 1
  }
  return [0, 1, 2].flatMap((rank) => {
    const tests = able.filter((surveyed) => rankOf(surveyed) === rank)
    if (tests.length === 0) return []
    const used = new Set(tests.flatMap((surveyed) => surveyed.used))
    return [
      {
        files: tests.map(({ file }) => file),
        names: source.affects.filter((fullName) => used.has(fullName)),
        isFar: rank === 2,
      },
    ]
  })
}
