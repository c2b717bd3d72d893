import type { Figure } from '../../../scripts/bench/figure.ts'
import { benchCourts } from './courts.ts'
import { benchGovernance } from './governance.ts'
import { benchReferences } from './references.ts'
import { benchRounds } from './rounds.ts'
import { benchSlashing } from './slashing.ts'

/**
 * Gas of every entry point, on Hardhat's own chain (osaka), from the fixtures of the tests. Where a
 * package of somebody else's does the same job, it does it in the same run.
 */
export async function benchGas(): Promise<Figure[]> {
  return [
    ...(await benchRounds()),
    ...(await benchGovernance()),
    ...(await benchSlashing()),
    ...(await benchCourts()),
    ...(await benchReferences()),
  ]
}
