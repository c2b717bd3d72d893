import { isDeepStrictEqual } from 'node:util'
import type { RoundView } from '@vain/protocol'
import { publishedSum, sumOfInputs } from '../../e2e/network.ts'
import type { ChaosNetwork } from '../network/openChaosNetwork.ts'
import { roundOf } from '../network/phases.ts'

/** Longest that a round may take, and that the network may take until it is whole again. */
const roundMs = 300_000

/** What became of a round. */
export type RoundEnd = {
  readonly outcome: 'certified' | 'aborted'
  readonly members: number
  readonly survivors: number
}

/**
 * Waits until a round is over. If it is certified its sum must be that of what its survivors put in.
 *
 * @throws {Error} if it is another one, or the round does not end
 */
export async function endOf(network: ChaosNetwork, number: number): Promise<RoundEnd> {
  await network.until(() => isOver(roundOf(network, number)), roundMs)
  const round = roundOf(network, number)
  const counts = { members: round?.members.length ?? 0, survivors: round?.survivors?.length ?? 0 }
  if (round?.certificate === undefined) return { outcome: 'aborted', ...counts }
  if (!isDeepStrictEqual(await publishedSum(network, round), sumOfInputs(network, round)))
    throw new Error(`round ${number}: the sum is not that of the survivors`)
  return { outcome: 'certified', ...counts }
}

const isOver = (round: RoundView | undefined): boolean =>
  round?.certificate !== undefined || round?.aborted !== undefined

/**
 * Waits for a certified round after one with everyone in its sum, which must be exact.
 *
 * @returns how many rounds later it is
 */
export async function untilWhole(network: ChaosNetwork, after: number): Promise<number> {
  const find = (): RoundView | undefined =>
    network
      .run()
      .rounds.find(
        ({ round, members, survivors, certificate }) =>
          round > after && certificate !== undefined && survivors?.length === members.length,
      )
  await network.until(() => find() !== undefined, roundMs)
  const number = find()?.round ?? 0
  await endOf(network, number)
  return number - after
}
