import { writeFileSync } from 'node:fs'
import { fromText, toHex, VainError } from '@vain/base'
import {
  classNames,
  compareParts,
  type DataPolicy,
  describeExamples,
  drawParts,
  hashPolicy,
  openExamples,
  parseHeldOut,
  parsePartition,
  partitionForm,
  partitionPattern,
  type RowProblem,
  readSourcePolicy,
} from '@vain/data'
import { dealParts, type ExampleSet, hashExamples, splitSet } from '@vain/learn'
import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { dataOptions } from './dataOptions.ts'
import { renderCheck, renderDescription } from './renderData.ts'

const checkTable = defineOptions({
  data: dataOptions.data,
  json: dataOptions.json,
})

const describeTable = defineOptions({
  ...dataOptions,
  partition: {
    type: 'string',
    default: 'iid',
    pattern: partitionPattern as RegExp,
    form: partitionForm as string,
    text: 'How the examples are dealt, with --parts.',
  },
  parts: {
    type: 'integer',
    min: 1,
    max: 65_535,
    unit: 'parts',
    text: 'Says how much so many parts would differ. Default: the examples are not dealt.',
  },
  plot: { type: 'path', text: 'SVG file for a picture of the parts.' },
})

/** Row problems that are shown; all are counted. */
const mostShown = 20

/** What `vain data check` found. */
export type DataCheck = {
  readonly policy: string
  /** What the run has as `dataPolicyHash`. */
  readonly hash: string
  /** Examples that fit. */
  readonly examples: number
  readonly leastExamples: number
  /** Rows that do not fit. */
  readonly misfits: number
  /** The first of them. */
  readonly problems: readonly RowProblem[]
}

async function check(source: string): Promise<DataCheck> {
  const policy = readSourcePolicy(source)
  const problems: RowProblem[] = []
  let misfits = 0
  const { count } = await openExamples(source, (problem) => {
    if (++misfits <= mostShown) problems.push(problem)
  })
  const { leastExamples } = policy.rules
  const hash = toHex(hashPolicy(policy))
  return { policy: policy.name, hash, examples: count, leastExamples, misfits, problems }
}

async function checkCommand(argv: readonly string[]): Promise<number> {
  const options = readOptions(checkTable, { argv, env: process.env })
  const found = await check(options.data)
  process.stdout.write(options.json ? toJson(found) : renderCheck(found))
  return found.misfits === 0 && found.examples >= found.leastExamples ? 0 : 1
}

type DescribeOptions = OptionsOf<typeof describeTable>

function compare(
  policy: DataPolicy,
  set: ExampleSet,
  train: Int32Array,
  options: DescribeOptions,
  parts: number,
) {
  const partition = parsePartition(options.partition)
  const seed = fromText(options.dataSeed)
  const dealt = dealParts(set, train, { partition, parts, seed })
  return compareParts(set, dealt, classNames(policy).length)
}

async function describeCommand(argv: readonly string[]): Promise<number> {
  const options = readOptions(describeTable, { argv, env: process.env })
  const { parts, plot } = options
  const policy = readSourcePolicy(options.data)
  const set = await openExamples(options.data)
  const { dataSeed: seed, heldOut } = options
  const { train } = splitSet(set, { seed, heldOut: parseHeldOut(heldOut) })
  const described = {
    policy: policy.name,
    hash: toHex(hashPolicy(policy)),
    trainingHash: hashExamples(await set.load(train)),
    ...(await describeExamples(policy, set)),
    parts: parts === undefined ? undefined : compare(policy, set, train, options, parts),
  }
  if (plot !== undefined) {
    if (described.parts === undefined)
      throw new VainError('vain/bad-argument', 'there are no parts to be drawn', {
        wayOut: 'Give --parts too.',
      })
    const title = `${policy.name}: ${options.partition} in ${parts} parts`
    writeFileSync(plot, drawParts(title, classNames(policy), described.parts))
  }
  process.stdout.write(options.json ? toJson(described) : renderDescription(described))
  return 0
}

const toJson = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`

const commands = {
  check: {
    table: checkTable,
    text: 'Reads all examples and names the rows that do not fit the policy, without their values.',
    run: checkCommand,
  },
  describe: {
    table: describeTable,
    text: 'Says what the examples are, and how much parts of them would differ. It tells of the data: keep it.',
    run: describeCommand,
  },
} as const

const usage = `Usage: vain data <command> --data FOLDER [options]

Examples of one's own: docs/operate/own-data.md is the tutorial.

${Object.entries(commands)
  .map(([name, { text }]) => `  ${name.padEnd(10)}${text}\n`)
  .join('')}
vain data <command> --help tells its options.
`

/**
 * `vain data check` and `vain data describe`.
 *
 * @returns exit code: 1 if a row does not fit or there are too few examples
 * @throws {VainError} `vain/bad-argument`, and what options, data and partitions throw
 */
export async function dataCommand(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help') {
    process.stdout.write(usage)
    return name === undefined ? 2 : 0
  }
  if (name !== 'check' && name !== 'describe')
    throw new VainError('vain/bad-argument', `there is no vain data ${name.slice(0, 80)}`, {
      wayOut: 'Write vain data check --data FOLDER or vain data describe --data FOLDER.',
    })
  const { table, text, run } = commands[name]
  if (!rest.includes('--help')) return run(rest)
  process.stdout.write(
    helpText(table, { usage: `vain data ${name} --data FOLDER [options]`, text }),
  )
  return 0
}
