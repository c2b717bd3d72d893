import { VainError } from '@vain/base'
import { doctorCommand } from './doctor.ts'
import { pauseCommand } from './pause.ts'
import { statusCommand } from './status.ts'

const commands: Readonly<
  Record<string, { readonly text: string; run(argv: readonly string[]): Promise<number> }>
> = {
  doctor: {
    text: 'Check what a daemon needs, and say what to do where something is missing.',
    run: doctorCommand,
  },
  pause: { text: 'Join no more rounds for now.', run: (argv) => pauseCommand('pause', argv) },
  resume: { text: 'Join rounds again.', run: (argv) => pauseCommand('resume', argv) },
  status: { text: 'Say how a daemon fares, once or live.', run: statusCommand },
}

const usage = `Usage: vain node <command> [options]

${Object.entries(commands)
  .map(([name, { text }]) => `  ${name.padEnd(8)}${text}\n`)
  .join('')}
vain node <command> --help tells its options.
`

/**
 * `vain node doctor`, `pause`, `resume` and `status`.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, and what the command throws
 */
export async function nodeCommand(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help') {
    process.stdout.write(usage)
    return name === undefined ? 2 : 0
  }
  const found = Object.entries(commands).find(([known]) => known === name)?.[1]
  if (found !== undefined) return found.run(rest)
  throw new VainError('vain/bad-argument', `there is no vain node ${name.slice(0, 80)}`, {
    wayOut: `Write vain node with one of ${Object.keys(commands).join(', ')}.`,
  })
}
