import type { Clock, Log } from '@vain/base'
import { createLedgerReader, type Rpc } from '@vain/chain'
import type { ContentSource, LedgerView } from '@vain/protocol'
import type { HttpServer } from '@vain/service'
import { answerIndex } from './answers/answerIndex.ts'
import { createStandings } from './answers/stake/createStandings.ts'
import { createEvaluations } from './answers/training/createEvaluations.ts'
import { createIndex, type Index, type IndexOptions } from './follow/createIndex.ts'

/** An index that follows a chain and answers. */
export type Indexer = {
  /** What the ledger says, as far as it has come. */
  readonly view: () => LedgerView
  /** How far it has come; undefined before anything is indexed. */
  readonly head: Index['head']
  readonly isAway: Index['isAway']
  /** Calls `listener` after each change of the index. @returns a function that ends it */
  readonly onChange: Index['onChange']
  stop(): Promise<void>
}

export type IndexerDeps = {
  readonly rpc: Rpc
  readonly clock: Clock
  readonly log: Log
  /** Where endpoints are answered. */
  readonly http: Pick<HttpServer, 'answer' | 'publish'>
  /** Artefacts as operators send them, told who these are; checked against their CIDs. */
  readonly content: (view: () => LedgerView) => ContentSource
}

/**
 * Follows the chain, and answers the endpoints of the index from here on.
 *
 * @throws {VainError} what opening the index does
 */
export async function openIndexer(
  deps: IndexerDeps,
  options: IndexOptions & { readonly nodeApis: readonly string[] },
): Promise<Indexer> {
  const { rpc, http } = deps
  const { deployment, nodeApis } = options
  const index = await createIndex(deps, options)
  const reader = createLedgerReader(rpc, deployment)
  const standings = createStandings(rpc, deployment, reader, index)
  const view = () => index.ledger.view
  const content = deps.content(view)
  const context = { ...deps, index, reader, standings, content, nodeApis }
  const unlisten = answerIndex(http, context)
  const evaluations = createEvaluations(context, content)
  index.follow()
  return {
    view,
    head: index.head,
    isAway: index.isAway,
    onChange: index.onChange,
    async stop() {
      unlisten()
      await evaluations.stop()
      await index.close()
    },
  }
}
