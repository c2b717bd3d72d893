import { appealActs, runActs, treasuryActs } from './acts.ts'
import type { Motion } from './motion.ts'
import { officeActs } from './offices.ts'
import { courtRules, decisionRules, rewardRules } from './rules.ts'

export type { Motion, Reading, Unit } from './motion.ts'
export { offences, operatorRoles } from './names.ts'

/** Everything that governance can do, by what it is about. */
export const catalogue: Readonly<Record<string, readonly Motion[]>> = {
  'How decisions are made': decisionRules,
  'Courts, penalties and stakes': courtRules,
  Rewards: rewardRules,
  'Runs and models': runActs,
  'Appeals against sentences': appealActs,
  Treasury: treasuryActs,
  'Upgrades: who may call what': officeActs,
}

/** What is known of a function; undefined if governance has no use for it. */
export function motionOf(contract: string, name: string): Motion | undefined {
  return Object.values(catalogue)
    .flat()
    .find((motion) => motion.contract === contract && motion.function === name)
}
