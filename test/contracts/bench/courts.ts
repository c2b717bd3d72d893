import type { Body } from '@vain/protocol'
import type { ContractTransactionResponse } from 'ethers'
import type { Figure } from '../../../scripts/bench/figure.ts'
import { gasOf, helpers } from '../support/chain.ts'
import {
  accuse,
  answer,
  askMessage,
  askResult,
  askVector,
  type Challenge,
  convictLate,
  kinds,
  opened,
} from '../support/challenges.ts'
import {
  type Courts,
  fixInputs,
  fixResult,
  type Inputs,
  leafOf,
  memberOf,
  stageCourts,
} from '../support/inputs.ts'
import { certify, runNumber } from '../support/round.ts'
import { gas } from './gas.ts'

type Sent = Promise<ContractTransactionResponse>

/** Gas of evidence and challenges, in a round of five survivors with vectors of three pieces. */
export async function benchCourts(): Promise<Figure[]> {
  const stage = await helpers.takeSnapshot()
  const figures = [...(await benchBundles()), ...(await benchData())]
  await stage.restore()
  return figures
}

/** Reports of one malformed bundle each, while the round is under way. */
async function benchBundles(): Promise<Figure[]> {
  const courts = await stageCourts()
  const inputs = await fixInputs(courts, {
    forge: (bundles, { sign }, bodies) => {
      const mask = bodies.masks.get(2) as Extract<Body, { phase: 3 }>
      return {
        roster: [0, 1, 2, 2, 4].map((i) => bundles.roster[i] as Uint8Array),
        share: bundles.share.with(1, sign(1, bodies.share.get(1) as Body, 3)),
        masks: bundles.masks.with(2, sign(2, { ...mask, length: 9 })).with(3, new Uint8Array(9)),
      }
    },
  })
  const { roster, share, masks } = inputs.bundles
  const { path } = leafOf(masks, 3)
  const node = { level: 0, number: 3, preimage: `0x00${'00'.repeat(9)}`, path }
  const reports: Record<string, readonly unknown[]> = {
    reportMasks: [node],
    reportMismatch: [memberOf(inputs, 1), memberOf(inputs, 2)],
    reportMember: [1, 5, leafOf(share, 1)],
    reportOrder: [0, 5, leafOf(roster, 2), leafOf(roster, 3)],
  }
  const figures: Figure[] = []
  for (const [name, evidence] of Object.entries(reports)) {
    const before = await helpers.takeSnapshot()
    const sent = courts.bundles[name]?.(runNumber, inputs.round, inputs.step, [], ...evidence)
    figures.push(gas(`bundles/${name}`, await gasOf(sent as Sent)))
    await before.restore()
  }
  return figures
}

/** Challenges, answers and verdicts. */
async function benchData(): Promise<Figure[]> {
  const courts = await stageCourts()
  const inputs = await fixInputs(courts)
  // Whoever asks and whoever answers has had the token before; a first one sets up the court's.
  await opened(courts, askMessage(courts, inputs, 0))
  const figures = [
    ...(await life(courts, inputs, 'message', () => askMessage(courts, inputs, 1))),
    ...(await life(courts, inputs, 'vector', () => askVector(courts, inputs, 1, 0))),
    ...(await life(courts, inputs, 'seed', () => accuse(courts, inputs, 1))),
  ]
  const result = await fixResult(courts, inputs.round)
  const askSum = (): Sent => askResult(courts, inputs, result, kinds.sum, 0)
  figures.push(...(await life(courts, inputs, 'sum', askSum)))
  await certify(courts)
  const asked = () => askVector(courts, inputs, 2, 0)
  return [...figures, ...(await life(courts, inputs, 'disputedVector', asked))]
}

/** One challenge that is answered, and the same that is not. */
async function life(
  courts: Courts,
  inputs: Inputs,
  name: string,
  ask: () => Sent,
): Promise<Figure[]> {
  const before = await helpers.takeSnapshot()
  const sent = ask()
  const cost = await gasOf(sent)
  const challenge: Challenge = await opened(courts, sent)
  const open = await helpers.takeSnapshot()
  const answered = await gasOf(answer(courts, inputs, challenge))
  await open.restore()
  const convicted = await gasOf(convictLate(courts, challenge))
  await before.restore()
  return [
    gas(`data/${name}/challenge`, cost),
    gas(`data/${name}/answer`, answered),
    gas(`data/${name}/convict`, convicted),
  ]
}
