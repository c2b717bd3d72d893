import type { Choice } from '../worker/chooseRounds.ts'

/** The command that verifies the same; drawn rounds are those that were drawn, so all of them are. */
export function commandOf(run: number, ledger: string, choice: Choice): string {
  const rounds = choice.kind === 'named' ? ` --rounds ${choice.rounds.join(',')}` : ''
  return `npx vain audit --rpc-url URL --ledger ${ledger} --run ${run}${rounds}`
}
