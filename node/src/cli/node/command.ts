import { type Commands, runCommandOf } from '../commands.ts'
import { doctorCommand } from './doctor/command.ts'
import { pauseCommand } from './pause.ts'
import { statusCommand } from './status.ts'

const commands: Commands = {
  doctor: {
    text: 'Check what a daemon needs, and say what to do where something is missing.',
    run: doctorCommand,
  },
  pause: { text: 'Join no more rounds for now.', run: (argv) => pauseCommand('pause', argv) },
  resume: { text: 'Join rounds again.', run: (argv) => pauseCommand('resume', argv) },
  status: { text: 'Say how a daemon fares, once or live.', run: statusCommand },
}

/**
 * `vain node doctor`, `pause`, `resume` and `status`.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, and what the command throws
 */
export async function nodeCommand(argv: readonly string[]): Promise<number> {
  return runCommandOf({ program: 'vain node', commands }, argv)
}
