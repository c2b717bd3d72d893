import { VainError } from '@vain/base'

/** What is run by its name, each with a sentence about it. */
export type Commands = Readonly<
  Record<string, { readonly text: string; run(argv: readonly string[]): Promise<number> }>
>

/** The command of that name, if there is one. */
export function findCommand(
  commands: Commands,
  name: string | undefined,
): Commands[string] | undefined {
  return name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
}

/** A line for each command. */
export function listCommands(commands: Commands): string {
  const width = 2 + Math.max(...Object.keys(commands).map(({ length }) => length))
  return Object.entries(commands)
    .map(([name, { text }]) => `  ${name.padEnd(width)}${text}\n`)
    .join('')
}

/**
 * Runs the command that comes first in `argv`, or says which there are.
 *
 * @param program - what they are commands of
 * @param about - a sentence about all of them
 * @returns exit code
 * @throws {VainError} `vain/bad-argument` if there is no such command, and what the command throws
 */
export async function runCommandOf(
  { program, commands, about }: { program: string; commands: Commands; about?: string },
  [name, ...rest]: readonly string[],
): Promise<number> {
  if (name === undefined || name === '--help') {
    const intro = about === undefined ? '' : `${about}\n\n`
    process.stdout.write(
      `Usage: ${program} <command> [options]\n\n${intro}${listCommands(commands)}\n${program} <command> --help tells its options.\n`,
    )
    return name === undefined ? 2 : 0
  }
  const found = findCommand(commands, name)
  if (found !== undefined) return found.run(rest)
  throw new VainError('vain/bad-argument', `there is no ${program} ${name.slice(0, 80)}`, {
    wayOut: `Write ${program} with one of ${Object.keys(commands).join(', ')}.`,
  })
}
