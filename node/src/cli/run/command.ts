import { type Commands, runCommandOf } from '../commands.ts'
import { createCommand } from './create.ts'
import { exportCommand } from './export.ts'
import { startCommand } from './start.ts'
import { statusCommand } from './status.ts'
import { voteCommand } from './vote.ts'
import { watchCommand } from './watch.ts'

const commands: Commands = {
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

const about = 'What researchers and voters do with runs: docs/operate/runs.md is the tutorial.'

/**
 * `vain run create`, `vote`, `start`, `status`, `watch` and `export`.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, and what the command throws
 */
export async function runCommand(argv: readonly string[]): Promise<number> {
  return runCommandOf({ program: 'vain run', commands, about }, argv)
}
