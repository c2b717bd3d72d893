import {
  assertNoWrap,
  type Beacon,
  type Numbers,
  plainSettings,
  type RoundParams,
  type ServerSettings,
} from '@vain/protocol'
import { fitNumbers, type Settings } from '@vain/runs'
import { aggregationOf } from './aggregation.ts'
import type { Plan } from './plan.ts'
import { privateSettings } from './privateSettings.ts'
import { strategyOf } from './strategy.ts'

const wide: Numbers = {
  clipMicro: 10_000_000,
  scaleBits: 20,
  maxWeight: 4_096,
  laneBits: 32,
  rotate: false,
}

/**
 * How updates become integers in this network: exact to a millionth with lanes of 32 bits; rotated,
 * as finely as lanes of 16 bits allow, at half the upload.
 *
 * @throws {VainError} `protocol/sum-may-wrap` if so many members could overflow a sum
 */
export function numbersOf(plan: Plan, parameters: number): Numbers {
  const { laneBits, nodes } = plan
  const sized = { parameters, strategy: strategyOf(plan, parameters) }
  // Controls are plain means: everyone counts as one.
  const heaviest = plan.strategy === 'scaffold' ? 1 : wide.maxWeight
  if (laneBits !== '16') {
    const numbers = { ...wide, maxWeight: heaviest }
    assertNoWrap({ ...sized, numbers }, nodes, 0)
    return numbers
  }
  const maxWeight = Math.min(heaviest, Math.floor(32_767 / nodes))
  const finest = { ...wide, maxWeight, laneBits: 16, rotate: true } as const
  return fitNumbers(finest, sized, nodes)
}

const adaptive = {
  learningRateMicro: 10_000,
  beta1Micro: 900_000,
  beta2Micro: 990_000,
  tauMicro: 1_000,
}

/** Rates with which the digits are learnt; nothing was tuned. */
export function serverOf({ serverOptimiser, strategy }: Plan): ServerSettings {
  const optimiser = serverOptimiser ?? (strategy === 'diloco' ? 'nesterov' : 'average')
  if (optimiser === 'average') return plainSettings.server
  const zero = { ...plainSettings.server, optimiser }
  // The paper's.
  if (optimiser === 'nesterov') return { ...zero, learningRateMicro: 700_000, beta1Micro: 900_000 }
  if (optimiser === 'momentum') return { ...zero, learningRateMicro: 100_000, beta1Micro: 900_000 }
  if (optimiser === 'adagrad') return { ...zero, ...adaptive, beta1Micro: 0, beta2Micro: 0 }
  return { ...adaptive, optimiser }
}

/** All settings of a network's run. @throws {VainError} `protocol/sum-may-wrap` */
export function settingsOf(
  plan: Plan,
  parameters: number,
  params: Pick<RoundParams, 'corruptionBps'>,
  beacon?: Beacon,
): Settings {
  if (plan.privacy === 'record') return privateSettings(plan.nodes)
  return {
    ...plainSettings,
    numbers: numbersOf(plan, parameters),
    aggregation: aggregationOf(plan, params, beacon),
    server: serverOf(plan),
    strategy: strategyOf(plan, parameters),
  }
}
