import { join } from 'node:path'
import { createLedgerReader } from '@vain/chain'
import { openContentStore } from '@vain/net'
import { collectStore, type RetentionPolicy, readCourtTerms } from '@vain/operator'
import { createLog, type OptionsOf, systemClock } from '@vain/service'
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
  const terms = await readCourtTerms(rpc, deployment, dataCourt)
  const deps = {
    ...{ store, clock: systemClock, reader: createLedgerReader(rpc, deployment) },
    log: createLog({ level: 'warn', format: 'pretty', name: 'store' }),
    async see() {
      const { view, block } = await readView(rpc, deployment)
      return { view, now: block.timestamp }
    },
  }
  const policy = { keepRounds, storeLimitMiB }
  const { isOverLimit, ...found } = await collectStore(deps, terms, policy, { isDry })
  return { store: found, pins: await store.pins(), policy, isOverLimit }
}
