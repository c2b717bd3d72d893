import type { Lineage } from '@vain/indexer'
import type { ModelSource } from '../worker/messages.ts'

/** Where a version is; undefined if the run has none, or it is older than what is shown. */
export function sourceOf({ genesis, rows }: Lineage, version: number): ModelSource | undefined {
  return version === 0 ? { root: genesis.root } : rows.find((row) => row.version === version)?.model
}
