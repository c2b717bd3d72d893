import { type Commands, runCommandOf } from '../commands.ts'
import { chainCommand } from './chain.ts'
import { deployCommand } from './deploy.ts'
import { fundCommand } from './fund.ts'

const commands: Commands = {
  chain: { text: 'Run a development chain.', run: chainCommand },
  deploy: { text: 'Deploy the contracts of a network, with its first runs.', run: deployCommand },
  fund: { text: 'Send operators what they bond and pay gas with.', run: fundCommand },
}

const about = 'What founds a network: docs/operate/deploy.md.'

/**
 * `vain network chain`, `deploy` and `fund`.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, and what the command throws
 */
export async function networkCommand(argv: readonly string[]): Promise<number> {
  return runCommandOf({ program: 'vain network', commands, about }, argv)
}
