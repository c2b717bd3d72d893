import { VainError } from '@vain/base'
import { createCommand } from './create.ts'
import { exportCommand } from './export.ts'
import { startCommand } from './start.ts'
import { statusCommand } from './status.ts'
import { voteCommand } from './vote.ts'
import { watchCommand } from './watch.ts'

const commands: Readonly<
  Record<string, { readonly text: string; run(argv: readonly string[]): Promise<number> }>
> = {
  create: {
    text: 'Build and check a run from its file, and propose it.',
    run: createCommand,
  },
  vote: {
    text: 'Vote on the proposal of a run.',
    run: voteCommand,
  },
  start: {
    text: 'Queue and execute what was decided.',
    run: startCommand,
  },
  status: {
    text: 'Say where runs and proposals stand.',
    run: statusCommand,
  },
  watch: {
    text: 'Show the phases of a run as they pass.',
    run: watchCommand,
  },
  export: {
    text: 'Write a run into one file, from which anybody can audit it.',
    run: exportCommand,
  },
}

const usage = `Usage: vain run <command> [options]

What researchers and voters do with runs: docs/operate/runs.md is the tutorial.

${Object.entries(commands)
  .map(([name, { text }]) => `  ${name.padEnd(8)}${text}\n`)
  .join('')}
vain run <command> --help tells its options.
`

/**
 * `vain run create`, `vote`, `start`, `status`, `watch` and `export`.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, and what the command throws
 */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help') {
    process.stdout.write(usage)
    return name === undefined ? 2 : 0
  }
  const found = Object.entries(commands).find(([known]) => known === name)?.[1]
  if (found !== undefined) return found.run(rest)
  throw new VainError('vain/bad-argument', `there is no vain run ${name.slice(0, 80)}`, {
    wayOut: `Write vain run with one of ${Object.keys(commands).join(', ')}.`,
  })
}
