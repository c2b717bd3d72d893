import { type Log, VainError } from '@vain/base'
import type { NodeConfig } from './config.ts'
import type { Trainer } from './train/index.ts'

/**
 * Loads the operator's examples, so that the first round does not wait for them.
 *
 * @param least - examples that a trainer has at least, by their policy
 * @throws {VainError} `node/no-examples` if a role has none, `node/too-few-examples`, and what loading
 *   them throws
 */
export async function checkExamples(
  deps: { readonly log: Log; readonly trainer: Pick<Trainer, 'examples'> },
  roles: NodeConfig['roles'],
  least: number,
): Promise<void> {
  const { train, heldOut } = await deps.trainer.examples()
  const isTrainer = roles.includes('trainer')
  if ((isTrainer && train === 0) || (roles.includes('validator') && heldOut === 0))
    throw new VainError('node/no-examples', 'this share of the data has no examples', {
      train,
      heldOut,
      wayOut: 'Choose another trainShare or evaluateShare.',
    })
  if (isTrainer && train < least)
    throw new VainError('node/too-few-examples', 'the data policy asks for more examples', {
      train,
      least,
      wayOut: 'Take a greater trainShare, or leave the run: an update of few tells much of each.',
    })
  deps.log.info('loaded examples')
  deps.log.debug('how many examples', { train, heldOut })
}
