import type { Configuration } from '../configuration/configuration.ts'

type Sized = Pick<Configuration, 'parameters' | 'strategy'>

/**
 * Numbers in an update before its weight: what is clipped, rounded and masked of a member's work.
 *
 * Source: docs/protocol §5.6.
 */
export function updateLength({ parameters, strategy }: Sized): number {
  switch (strategy.name) {
    case 'fedavg':
      return parameters
    case 'fednova':
      return parameters + 1
    case 'scaffold':
      return 2 * parameters
    case 'diloco':
      return strategy.coordinates
  }
}

/** Words of a checkpoint behind parameters and optimiser: `c` of SCAFFOLD. */
export function strategyWords({ parameters, strategy }: Sized): number {
  return strategy.name === 'scaffold' ? parameters : 0
}
