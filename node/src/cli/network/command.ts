import { VainError } from '@vain/base'
import { chainCommand } from './chain.ts'
import { deployCommand } from './deploy.ts'
import { fundCommand } from './fund.ts'

const commands: Readonly<
  Record<string, { readonly text: string; run(argv: readonly string[]): Promise<number> }>
> = {
  chain: { text: 'Run a development chain.', run: chainCommand },
  deploy: { text: 'Deploy the contracts of a network, with its first runs.', run: deployCommand },
  fund: { text: 'Send operators what they bond and pay gas with.', run: fundCommand },
}

const usage = `Usage: vain network <command> [options]

What founds a network: docs/operate/deploy.md.

${Object.entries(commands)
  .map(([name, { text }]) => `  ${name.padEnd(8)}${text}\n`)
  .join('')}
vain network <command> --help tells its options.
`

/**
 * `vain network chain`, `deploy` and `fund`.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, and what the command throws
 */
export async function networkCommand(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help') {
    process.stdout.write(usage)
    return name === undefined ? 2 : 0
  }
  const found = Object.entries(commands).find(([known]) => known === name)?.[1]
  if (found !== undefined) return found.run(rest)
  throw new VainError('vain/bad-argument', `there is no vain network ${name.slice(0, 80)}`, {
    wayOut: `Write vain network with one of ${Object.keys(commands).join(', ')}.`,
  })
}
