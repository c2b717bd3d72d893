import { defineOptions, describeError, helpText, type OptionsOf, readOptions } from '@vain/service'
import hre from 'hardhat'
import { createHand, type Hand } from './crew.ts'
import { type Mutant, mutantsOf } from './mutants.ts'
import { changeOf, type Outcome, readEquivalents, staleOf, toJson, toText } from './report.ts'
import { drawSample, toOrder } from './sample.ts'
import { readSources, type Source } from './sources.ts'
import { surveyTests } from './survey.ts'
import { ModeBook, ResultBook, tryMutant } from './trial.ts'

const table = defineOptions({
  seed: {
    ...{ type: 'integer', default: 1, min: 0, max: 2 ** 31, unit: 'number' },
    text: 'Decides which mutants a sample holds.',
  },
  sample: {
    ...{ type: 'integer', default: 200, min: 0, max: 1_000_000, unit: 'mutants' },
    text: 'About how many mutants are tried, from every file in proportion; 0 takes all.',
  },
  file: {
    type: 'list',
    default: [],
    text: 'Ends of the paths of contracts: only those are mutated.',
  },
  id: { type: 'list', default: [], text: 'Mutants to try, whatever the sample holds.' },
  jobs: {
    ...{ type: 'integer', default: 1, min: 1, max: 64, unit: 'processes' },
    text: 'Processes that try mutants at the same time.',
  },
  list: { type: 'boolean', default: false, text: 'Name the mutants and try none.' },
  known: { type: 'boolean', default: false, text: 'Report what is known of them and try none.' },
  again: { type: 'boolean', default: false, text: 'Try mutants whose outcome is known, too.' },
  json: { type: 'boolean', default: false, text: 'Print one JSON object a line.' },
})

type Options = OptionsOf<typeof table>

const about = {
  usage: 'npm run mutate -- [options]',
  text: [
    'Changes contracts in small ways and tells which changes no test notices.',
    'Sources stay as they are; outcomes are kept in .cache/mutate, so that a run that was stopped',
    'goes on where it was. An outcome is forgotten when its contract changes, a survivor when any',
    'contract test does.',
  ].join('\n'),
}

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** The mutants that the options ask for. */
function choose(sources: readonly Source[], { sample, seed, id, file }: Options): Mutant[] {
  const wanted = sources.filter(
    ({ path }) => file.length === 0 || file.some((end) => path.endsWith(end)),
  )
  if (wanted.length === 0) throw new Error(`no contract is called ${file.join(', ')}`)
  const mutants = new Map(wanted.map((source) => [source.path, mutantsOf(source)]))
  const all = [...mutants.values()].flat()
  if (id.length > 0) return all.filter((mutant) => id.includes(mutant.id))
  return sample === 0 ? toOrder(all, seed) : drawSample(mutants, sample, seed)
}

/** Tries the mutants that have no outcome yet. */
async function tryAll(
  mutants: readonly Mutant[],
  sources: readonly Source[],
  { jobs, again }: Options,
  book: ResultBook,
): Promise<void> {
  // Tests and survey take the artifacts of the unchanged contracts as they are.
  await hre.tasks.getTask('build').run({ quiet: true })
  const hands = Array.from({ length: jobs }, createHand)
  try {
    const survey = await surveyTests(hands[0] as Hand, tell)
    const byPath = new Map(sources.map((source) => [source.path, source]))
    const modeBook = new ModeBook()
    const queue = mutants.filter((mutant) => again || book.get(mutant) === undefined)
    const count = queue.length
    const begin = Date.now()
    let done = 0
    const work = async (hand: Hand): Promise<void> => {
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        const source = byPath.get(mutant.path) as Source
        const result = await tryMutant(hand, modeBook, { source, mutant, survey })
        book.set(mutant, result)
        done += 1
        const leftMs = ((Date.now() - begin) / done) * (count - done)
        const place = `${mutant.path}:${mutant.line}`
        tell(
          `${done}/${count} ${result.verdict.padEnd(14)} ${place} ${changeOf(mutant).slice(0, 60)} · ${Math.ceil(leftMs / 60_000)} min left`,
        )
      }
    }
    await Promise.all(hands.map(work))
  } finally {
    for (const hand of hands) hand.close()
  }
}

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return
  }
  const options = readOptions(table, { argv, env: {} })
  const sources = readSources()
  const mutants = choose(sources, options)
  if (options.list) {
    for (const mutant of mutants) {
      const { id, path, line, operator } = mutant
      const text = `${id}  ${path}:${line}  ${operator}  ${changeOf(mutant)}`
      process.stdout.write(options.json ? `${JSON.stringify(mutant)}\n` : `${text}\n`)
    }
    return
  }
  const book = new ResultBook()
  if (!options.known) await tryAll(mutants, sources, options, book)
  const outcomes = mutants.flatMap((mutant): Outcome[] => {
    const result = book.get(mutant)
    return result === undefined ? [] : [{ mutant, result }]
  })
  const equivalents = readEquivalents()
  process.stdout.write(`${options.json ? toJson(outcomes) : toText(outcomes, equivalents)}\n`)
  for (const { id, path, code } of staleOf(equivalents, sources.flatMap(mutantsOf)))
    tell(`equivalent.json names ${id} of ${path}, which is no mutant any more: ${code}`)
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  tell(describeError(error))
  process.exitCode = 1
})
