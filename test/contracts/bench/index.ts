import type { Figure } from '../../../scripts/bench/figure.ts'
import { goToChain } from '../support/chain.ts'
import { benchCourts } from './courts.ts'
import { benchGames } from './games.ts'
import { gas } from './gas.ts'
import { benchGovernance } from './governance.ts'
import { benchPolicy } from './policy.ts'
import { benchReferences } from './references.ts'
import { benchRounds } from './rounds.ts'
import { benchSlashing } from './slashing.ts'

/** Figures that are measured under the rules to come, too: what is paid again and again. */
const repeated =
  /^gas\/(open|mask|propose|certify|finalize|force|abort|round\/.*|certificate\/[^/]*|governor\/castVote\/.*|governor\/castVoteBySig)$/

/**
 * Gas of every entry point, on Hardhat's own chain (osaka), from the fixtures of the tests. Where a
 * package of somebody else's does the same job, it does it in the same run.
 */
export async function benchGas(): Promise<Figure[]> {
  const today = [...(await benchRounds()), ...(await benchGovernance())]
  return [
    ...today,
    ...(await benchSlashing()),
    ...(await benchCourts()),
    ...(await benchGames()),
    ...(await benchPolicy()),
    ...(await benchAmsterdam(today)),
    ...(await benchReferences()),
  ]
}

/** The same steps under the rules that come after osaka, beside what they cost today. */
async function benchAmsterdam(today: readonly Figure[]): Promise<Figure[]> {
  await goToChain('amsterdam')
  try {
    const later = [...(await benchRounds()), ...(await benchGovernance())]
    return later.flatMap(({ name, value }) => {
      const before = today.find((figure) => figure.name === name)
      if (before === undefined || !repeated.test(name)) return []
      const reference = { name: 'osaka', value: before.value }
      return [gas(name.replace('gas/', 'amsterdam/'), value, reference)]
    })
  } finally {
    await goToChain('osaka')
  }
}
