import type { Figure } from '../../../scripts/bench/figure.ts'
import { fresh } from '../support/stage.ts'
import { playFor, stageLong, stageNone, stageTwenty } from '../support/sumGame.ts'
import { gas } from './gas.ts'

/** Gas of a whole game about a wrong sum, challenger and asserter together, the costliest lie. */
export async function benchGames(): Promise<Figure[]> {
  const moves = await playFor(await fresh(stageNone), 'vector')
  const { condemn = 0, ...game } = moves
  const total = (steps: Readonly<Record<string, number>>): number =>
    Object.values(steps).reduce((sum, used) => sum + used, 0)
  const dropped = total(await playFor(await fresh(stageTwenty), 'pair')) - condemn
  const long = total(await playFor(await fresh(stageLong), 'vector')) - condemn
  return [
    ...Object.entries(game).map(([move, used]) => gas(`fraud-proof/g=64/${move}`, used)),
    gas('fraud-proof/g=64', total(game)),
    gas('fraud-proof/g=64,dropped=20', dropped),
    gas('fraud-proof/g=8,d=1e5', long),
    gas('fraud-proof/condemn', condemn),
  ]
}
