import { defineOptions, describeError, helpText, readOptions } from '@vain/service'
import { benchKeys } from '../../packages/crypto/bench/keys.bench.ts'
import { benchLearning } from '../../packages/learn/bench/learning.bench.ts'
import { benchCrowd } from '../../packages/net/bench/crowd.bench.ts'
import { benchLarge } from '../../packages/net/bench/large.bench.ts'
import { benchTransfers } from '../../packages/net/bench/transfer.bench.ts'
import { benchPrivacy } from '../../packages/privacy/bench/privacy.bench.ts'
import { benchAccuracy } from './accuracy/index.ts'
import { benchCompression } from './compression/index.ts'
import { type Figure, toJsonLines, toTable } from './figure.ts'
import { describeMachine, recordRun } from './history.ts'
import { benchLedger } from './ledger.ts'
import { benchMasking } from './masking.ts'
import { benchNat } from './nat/index.ts'
import { benchNumbers } from './numbers.ts'
import { benchSelection } from './selection/index.ts'
import { benchSimulation } from './simulation/index.ts'
import { benchSketches } from './sketch.ts'
import { benchStart } from './start/index.ts'
import { benchStrategies } from './strategies/index.ts'
import { benchWeb } from './web/index.ts'

type Extent = { readonly full: boolean; readonly minutes: number }

type Bench = (extent: Extent) => Promise<readonly Figure[]>

const areas: Readonly<Record<string, Bench>> = {
  keys: benchKeys,
  sketch: benchSketches,
  masking: benchMasking,
  ledger: benchLedger,
  numbers: benchNumbers,
  learning: benchLearning,
  network: async () => [...(await benchTransfers()), ...(await benchCrowd())],
  'network-large': () => benchLarge(),
  nat: benchNat,
  'dp-accuracy': benchAccuracy,
  privacy: benchPrivacy,
  gas: benchGas,
  web: benchWeb,
  start: benchStart,
  robustness: benchRobustness,
  simulation: benchSimulation,
  strategies: benchStrategies,
  selection: benchSelection,
  compression: benchCompression,
}

/** Gigabytes of disk, tens of minutes, or only as root: not among those that run when none is named. */
const onlyWhenNamed: readonly string[] = [
  'network-large',
  'nat',
  'robustness',
  'strategies',
  'selection',
  'compression',
]

/** It stands beside the fixtures of the tests, which scripts do not know of. */
async function benchGas(): Promise<readonly Figure[]> {
  const { href } = new URL('../../test/contracts/bench/index.ts', import.meta.url)
  return (await import(href)).benchGas()
}

/** Beside the attacks that the tests try. */
async function benchRobustness({ minutes }: { minutes: number }): Promise<readonly Figure[]> {
  const { href } = new URL('../../test/attacks/bench/index.ts', import.meta.url)
  return (await import(href)).benchRobustness(minutes)
}

const table = defineOptions({
  full: {
    type: 'boolean',
    default: false,
    text: 'Measure the whole grid of masking, which takes hours, not a choice of it.',
  },
  json: { type: 'boolean', default: false, text: 'Print the figures as JSON lines.' },
  minutes: {
    type: 'integer',
    default: 10,
    min: 1,
    max: 1_000,
    unit: 'minutes',
    text: 'Stop the areas that take long after about so long; called again, they go on.',
  },
  record: { type: 'boolean', default: false, text: 'Add the run to docs/benchmarks.jsonl.' },
})

async function main(argv: readonly string[]): Promise<void> {
  const named = argv.filter((argument) => !argument.startsWith('--'))
  if (argv.includes('--help')) {
    const usage = `npm run bench -- [${Object.keys(areas).join('|')}] [options]`
    const text = 'Measures, with a reference in the same run where there is one.'
    process.stdout.write(helpText(table, { usage, text }))
    return
  }
  const unknown = named.find((name) => !(name in areas))
  if (unknown !== undefined) throw new Error(`there is no area ${unknown}: ${Object.keys(areas)}`)
  const flags = argv.filter((argument) => argument.startsWith('--'))
  const options = readOptions(table, { argv: flags, env: {} })
  if (!options.json) process.stdout.write(`${describeMachine()}\n`)
  for (const [area, bench] of Object.entries(areas)) {
    if (named.length > 0 ? !named.includes(area) : onlyWhenNamed.includes(area)) continue
    const figures = await bench(options)
    process.stdout.write(`${options.json ? toJsonLines(figures) : `\n${toTable(figures)}`}\n`)
    if (options.record) recordRun(area, figures)
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 1
})
