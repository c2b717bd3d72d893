import { join } from 'node:path'
import { createLedgerReader, readBlock } from '@vain/chain'
import { openContentStore } from '@vain/net'
import { collectStore, type RetentionPolicy, readCourtTerms, readWords } from '@vain/operator'
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
  const terms = await readCourtTerms(rpc, deployment, dataCourt)
  const deps = {
    store,
    log: createLog({ level: 'warn', format: 'pretty', name: 'store' }),
    async see() {
      const head = await readBlock(rpc, 'latest')
      // The logs after these: they are still there when the state of that block may be gone.
      const words = await readWords(createLedgerReader(rpc, deployment, head?.number))
      const { view, block } = await readView(rpc, deployment, head?.number)
      return { view, words, now: block.timestamp }
    },
  }
  const policy = { keepRounds, storeLimitMiB }
  const { isOverLimit, ...found } = await collectStore(deps, terms, policy, { isDry })
  return { store: found, pins: await store.pins(), policy, isOverLimit }
}
