import { createFedNova, createScaffold, type Strategy, sendSome } from '@vain/learn'
import { type Configuration, type Hex, roundCoordinates, stepWeight } from '@vain/protocol'

/** What a strategy is to a member. Source: docs/protocol §5.6. */
export type LocalStrategy = Pick<Strategy, 'ownWords' | 'steer' | 'send'>

/** ρ of a run's local steps; 0 where its strategy does not look at them. */
export function momentumOf({ strategy }: Pick<Configuration, 'strategy'>): number {
  return 'momentumMicro' in strategy ? strategy.momentumMicro / 1e6 : 0
}

/**
 * The member's side of a run's strategy in a round.
 *
 * @param openHead - the run's head after `open`
 * @returns undefined where an update is no more than how far training went
 */
export function localStrategyOf(
  configuration: Pick<Configuration, 'parameters' | 'strategy'>,
  openHead: Hex,
): LocalStrategy | undefined {
  const { parameters, strategy } = configuration
  switch (strategy.name) {
    case 'fedavg':
      return undefined
    case 'fednova':
      return createFedNova(stepWeight(strategy.mostSteps, momentumOf(configuration)))
    case 'scaffold':
      // How far c moves follows from who took part: the server's side, which is the protocol's.
      return createScaffold(1)
    case 'diloco':
      return {
        ownWords: () => parameters,
        steer: () => undefined,
        send: (trained, _, own) =>
          sendSome(roundCoordinates(openHead, parameters, strategy.coordinates), trained, own),
      }
  }
}
