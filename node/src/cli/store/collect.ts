import { join } from 'node:path'
import { openContentStore } from '@vain/net'
import { collectStore, type RetentionPolicy, readCourtTerms } from '@vain/operator'
import { createLog, type OptionsOf } from '@vain/service'
import { readView } from '../network/readView.ts'
import type { Reach } from '../network/withNetwork.ts'
import type { storeOptions } from './storeOptions.ts'

/** What was found in a store, and removed. */
export type Collection = {
  readonly store: {
    readonly blocks: number
    readonly sizeBytes: number
    readonly removedBlocks: number
    readonly removedBytes: number
  }
  readonly pins: readonly string[]
  readonly policy: RetentionPolicy
  readonly isOverLimit: boolean
}

/** Collects the artefact store of an operator as its options say, or only says what that would do. */
export async function collect(
  { rpc, deployment }: Reach,
  options: OptionsOf<typeof storeOptions>,
  isDry: boolean,
): Promise<Collection> {
  const { dataFolder, keepRounds, storeLimitMiB, dataCourt } = options
  const store = openContentStore(join(dataFolder, 'network'))
  const { view, block } = await readView(rpc, deployment)
  const terms = await readCourtTerms(rpc, deployment, dataCourt)
  const log = createLog({ level: 'warn', format: 'pretty', name: 'store' })
  const policy = { keepRounds, storeLimitMiB }
  const chain = { view, now: block.timestamp, terms }
  const { isOverLimit, ...found } = await collectStore({ store, log }, chain, policy, { isDry })
  return { store: found, pins: await store.pins(), policy, isOverLimit }
}
