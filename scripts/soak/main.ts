/** Trains many rounds with real daemons, and judges whether anything grows in them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { VainError } from '@vain/base'
import { describeError, helpText, type OptionsOf, readOptions } from '@vain/service'
import { describeMachine } from '../bench/history.ts'
import { type Book, openBook } from './book.ts'
import { drawSoak } from './drawSoak.ts'
import { judge } from './judge.ts'
import { openSoakNetwork } from './network.ts'
import { soakOptions } from './options.ts'
import { roundSeconds, toMarkdown } from './report.ts'
import { runSoak } from './soak.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

type Options = OptionsOf<typeof soakOptions>

/** Runs until the rounds are there, or the signal ends it: the same command then goes on. */
async function run(options: Options, folder: string, book: Book): Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.on(name, () => stopping.abort(new VainError('soak/stopped', 'stopped', {})))
  const probes = join(folder, 'probes')
  mkdirSync(probes, { recursive: true, mode: 0o700 })
  // What daemons are started with: each loads the probe before its own code.
  process.env.NODE_OPTIONS = `--import=${new URL('probe.ts', import.meta.url).href}`
  process.env.VAIN_SOAK_PROBES = probes
  const { rounds, every } = options
  const snapshots = options.snapshots.map(Number)
  const devnet = await openSoakNetwork(join(folder, 'network'), signal, say)
  try {
    await runSoak(devnet, { folder, probes, book, rounds, every, snapshots, signal, say })
  } finally {
    say('Stopping the daemons and the chain')
    await devnet.stop()
  }
}

/** Says what the book says. @returns whether nothing grows beyond its bound, for sure */
function report(book: Book, picture: string | undefined): boolean {
  const samples = book.read()
  const verdicts = judge(samples)
  say(`${describeMachine()}\n`)
  say(
    `${samples.at(-1)?.version ?? 0} rounds, ${roundSeconds(samples).toFixed(1)} s each (median)\n`,
  )
  say(toMarkdown(verdicts))
  if (picture !== undefined && samples.length > 0) writeFileSync(picture, drawSoak(samples))
  const judged = verdicts.filter(({ says }) => says !== 'told')
  return judged.length > 0 && judged.every(({ says }) => says === 'holds')
}

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    const text = 'Trains many rounds with real daemons, and judges whether anything grows in them.'
    say(helpText(soakOptions, { usage: 'npm run soak -- [options]', text }))
    return
  }
  const options = readOptions(soakOptions, { argv, env: {} })
  const folder = resolve(options.folder)
  const book = openBook(join(folder, 'book.jsonl'))
  if (!options.table) await run(options, folder, book)
  if (!report(book, options.picture)) process.exitCode = 1
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 1
})

// All is stopped: what opening was interrupted at may still wait for an answer of the chain.
setTimeout(() => process.exit(), 1_000).unref()
