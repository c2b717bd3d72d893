import { type Log, VainError } from '@vain/base'
import type { NodeConfig } from './config.ts'
import type { Trainer } from './train/index.ts'

/**
 * Loads the operator's examples, so that the first round does not wait for them.
 *
 * @throws {VainError} `node/no-examples` if a role has none, and what loading them throws
 */
export async function checkExamples(
  deps: { readonly log: Log; readonly trainer: Pick<Trainer, 'examples'> },
  roles: NodeConfig['roles'],
): Promise<void> {
  const { train, heldOut } = await deps.trainer.examples()
  const lacks = (role: NodeConfig['roles'][number], count: number): boolean =>
    roles.includes(role) && count === 0
  if (lacks('trainer', train) || lacks('validator', heldOut))
    throw new VainError('node/no-examples', 'this share of the data has no examples', {
      train,
      heldOut,
      wayOut: 'Choose another trainShare or evaluateShare.',
    })
  deps.log.info('loaded examples', { train, heldOut })
}
