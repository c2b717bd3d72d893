import { type Log, VainError } from '@vain/base'
import type { NodeConfig } from './config.ts'
import { createTrainer, type Trainer } from './train/index.ts'

/**
 * Starts the training process and loads the operator's examples into it, so that the first round
 * does not wait for them and a wrong share of the data is told before anything is staked.
 *
 * @throws {VainError} `node/no-examples` if a role has none, and what loading them throws
 */
export async function openTrainer(
  deps: { readonly log: Log },
  config: Pick<NodeConfig, 'data' | 'threads' | 'roles'>,
): Promise<Trainer> {
  const trainer = createTrainer(deps, config)
  try {
    const { train, heldOut } = await trainer.examples()
    const lacks = (role: NodeConfig['roles'][number], count: number): boolean =>
      config.roles.includes(role) && count === 0
    if (lacks('trainer', train) || lacks('validator', heldOut))
      throw new VainError('node/no-examples', 'this share of the data has no examples', {
        train,
        heldOut,
        wayOut: 'Choose another trainShare or evaluateShare.',
      })
    deps.log.info('loaded examples', { train, heldOut })
    return trainer
  } catch (error) {
    await trainer.close()
    throw error
  }
}
