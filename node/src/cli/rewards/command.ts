import { type Commands, runCommandOf } from '../commands.ts'
import { policyCommand } from './policy.ts'
import { proposeCommand } from './propose.ts'
import { showCommand } from './show.ts'
import { signCommand } from './sign.ts'

const commands: Commands = {
  policy: { text: 'Make the artefact of a policy.', run: policyCommand },
  propose: { text: 'Bring a distribution that validators signed.', run: proposeCommand },
  show: { text: 'Compute what everybody has earned.', run: showCommand },
  sign: { text: 'Compute it, and sign it as a validator.', run: signCommand },
}

const about = 'What rounds pay, and how it is paid out: docs/operate/rewards.md.'

/**
 * `vain rewards policy`, `show`, `sign` and `propose`.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, and what the command throws
 */
export async function rewardsCommand(argv: readonly string[]): Promise<number> {
  return runCommandOf({ program: 'vain rewards', commands, about }, argv)
}
