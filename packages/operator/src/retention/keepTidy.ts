import type { Clock, Log } from '@vain/base'
import { createLedgerReader, type Deployment, type Follower, type Rpc } from '@vain/chain'
import type { openContentStore } from '@vain/net'
import { createWorker } from '../createWorker.ts'
import { readWords } from './assertWhole.ts'
import { collectStore, type RetentionPolicy, readCourtTerms, type Seen } from './collectStore.ts'

type Deps = {
  readonly clock: Clock
  readonly log: Log
  readonly rpc: Rpc
  readonly deployment: Deployment
  readonly follower: Pick<Follower, 'view'>
  readonly store: Pick<ReturnType<typeof openContentStore>, 'sweep' | 'read'>
}

/** Between two collections, and before the first. */
const pauseMs = 600_000

/**
 * Collects the artefact store every ten minutes, as the policy says; never if that keeps all.
 *
 * @param dataCourt - address of the court whose terms count, empty if it is not known
 * @returns the way to end it
 */
export function keepTidy(
  deps: Deps,
  policy: RetentionPolicy & { readonly dataCourt: string },
): () => Promise<void> {
  if (policy.keepRounds === 0 && policy.storeLimitMiB === 0) return async () => undefined
  const { clock, log, rpc, deployment, follower } = deps
  const worker = createWorker(deps, async (signal) => {
    await clock.sleep(pauseMs, signal)
    const terms = await readCourtTerms(rpc, deployment, policy.dataCourt)
    const see = async (): Promise<Seen> => {
      const { view, block } = follower.view
      const words = await readWords(createLedgerReader(rpc, deployment, block.number))
      return { view, words, now: block.timestamp }
    }
    const found = await collectStore({ ...deps, see }, terms, policy, { signal })
    const { removedBlocks, removedBytes, sizeBytes } = found
    if (removedBlocks > 0) log.info('removed old artefacts', { removedBytes, sizeBytes })
    return 0
  })
  worker.poke()
  return worker.stop
}
