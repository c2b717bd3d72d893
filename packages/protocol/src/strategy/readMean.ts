import type { Configuration } from '../configuration/configuration.ts'
import type { StrategySettings } from '../configuration/settings.ts'
import type { Hex } from '../hex.ts'
import { roundCoordinates } from './roundCoordinates.ts'
import { stepWeight } from './stepWeight.ts'

/** What the mean of a round's updates says of the model. */
export type Reading = {
  /** The way to go, `d` values, that the server's optimiser takes. */
  readonly update: Float32Array
  /** What `c` of SCAFFOLD changes by in the mean of those who took part; empty otherwise. */
  readonly control: Float64Array
}

const nothing = new Float64Array()

/**
 * Reads the mean of a round's updates in the way of the run's strategy.
 *
 * @param mean - as many doubles as `updateLength` says, left as they were
 *
 * Source: docs/protocol §5.6.
 */
export function readMean(
  mean: Float64Array,
  { parameters, strategy }: Pick<Configuration, 'parameters' | 'strategy'>,
  openHead: Hex,
): Reading {
  switch (strategy.name) {
    case 'fedavg':
      return { update: Float32Array.from(mean), control: nothing }
    case 'fednova': {
      const steps = meanSteps(mean[parameters] as number, strategy)
      const update = new Float32Array(parameters)
      for (let j = 0; j < parameters; j++) update[j] = steps * (mean[j] as number)
      return { update, control: nothing }
    }
    case 'scaffold':
      return {
        update: Float32Array.from(mean.subarray(0, parameters)),
        control: mean.subarray(parameters),
      }
    case 'diloco': {
      const update = new Float32Array(parameters)
      roundCoordinates(openHead, parameters, strategy.coordinates).forEach((j, i) => {
        update[j] = mean[i] as number
      })
      return { update, control: nothing }
    }
  }
}

type Steps = Extract<StrategySettings, { name: 'fednova' }>

/** What the least steps of a run weigh, as a share of the most: the least that members send as `a`. */
export function leastStepShare({ leastSteps, mostSteps, momentumMicro }: Steps): number {
  const momentum = momentumMicro / 1e6
  return stepWeight(leastSteps, momentum) / stepWeight(mostSteps, momentum)
}

/** No sum of members who keep to the run's steps is out of the range; one that lies stays in it. */
const meanSteps = (mean: number, steps: Steps): number =>
  Math.min(1, Math.max(leastStepShare(steps), mean))
