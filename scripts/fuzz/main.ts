import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeError, helpText, type OptionsOf, readOptions } from '@vain/service'
import { bombTarget, fuzzTarget, timeTarget } from './fuzzTarget.ts'
import { type Finding, measureInput } from './judge.ts'
import { fuzzOptions } from './options.ts'
import type { Target } from './target.ts'
import { targets } from './targets/index.ts'

type Options = OptionsOf<typeof fuzzOptions>

const about = {
  usage: 'npm run fuzz -- [options]',
  text: 'Gives decoders what nobody sends by accident, and tells which of them crash, hoard or dawdle.',
}

const tell = (text: string): void => void process.stdout.write(`${text}\n`)

/** Bytes of the inputs that are meant to be expensive. */
const bombBytes = 1_048_576
/** Bytes of the shorter ones of two whose times are compared. */
const timedBytes = 131_072

/** Keeps the input of a finding, so that it can be tried again. */
function keep({ target, kind, detail, input }: Finding, { folder }: Options): void {
  const name = createHash('sha256').update(input).digest('hex').slice(0, 16)
  const file = join(folder, `${target.replace('/', '-')}-${name}.bin`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, input)
  tell(`  ${kind}: ${detail}\n  npm run fuzz -- --target ${target} --input ${file}`)
}

/** Tries one decoder in all ways. @returns what was found */
async function tryTarget(target: Target, inputs: number, options: Options): Promise<number> {
  const begin = performance.now()
  const found: Finding[] = []
  const add = (finding: Finding | undefined): void => void (finding && found.push(finding))
  add(await fuzzTarget(target, options.seed, inputs))
  const { peakBytes, finding } = await bombTarget(target, bombBytes)
  add(finding)
  add(await timeTarget(target, timedBytes))
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1)
  const peak = (peakBytes / 2 ** 20).toFixed(1)
  tell(
    `${target.name.padEnd(34)} ${String(inputs).padStart(8)} ${peak.padStart(8)} ${seconds.padStart(7)}`,
  )
  for (const each of found) keep(each, options)
  return found.length
}

async function tryFile(chosen: readonly Target[], file: string, options: Options): Promise<number> {
  const input = new Uint8Array(readFileSync(file))
  let count = 0
  for (const target of chosen) {
    const { finding, peakBytes, ms } = await measureInput(target, input)
    tell(`${target.name}: ${(peakBytes / 2 ** 20).toFixed(1)} MiB, ${ms.toFixed(1)} ms`)
    if (finding !== undefined) keep(finding, options)
    count += finding === undefined ? 0 : 1
  }
  return count
}

async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(fuzzOptions, about))
    return 0
  }
  const options = readOptions(fuzzOptions, { argv, env: process.env })
  const chosen = targets.filter(
    ({ name }) =>
      options.target.length === 0 || options.target.some((start) => name.startsWith(start)),
  )
  if (options.list) {
    for (const { name } of chosen) tell(name)
    return 0
  }
  if (options.input !== undefined) return await tryFile(chosen, options.input, options)
  const shares = chosen.reduce((sum, { share = 1 }) => sum + share, 0)
  tell(`${'decoder'.padEnd(34)}   inputs peak MiB seconds`)
  let [tried, found] = [0, 0]
  for (const target of chosen) {
    const inputs = Math.ceil((options.inputs * (target.share ?? 1)) / shares)
    found += await tryTarget(target, inputs, options)
    tried += inputs
  }
  tell(`${tried} inputs, ${chosen.length} decoders, ${found} findings`)
  return found
}

process.exitCode = await main(process.argv.slice(2)).then(
  (found) => (found > 0 ? 1 : 0),
  (error: unknown) => {
    process.stderr.write(`${describeError(error)}\n`)
    return 2
  },
)
