import type { Log } from '@vain/base'
import { type Deployment, openDataCourt, type Rpc } from '@vain/chain'
import type { openContentStore } from '@vain/net'
import {
  type Configuration,
  decodeConfiguration,
  type Hex,
  type LedgerView,
  maxConfigurationBytes,
} from '@vain/protocol'
import { assertWhole, type LedgerWords } from './assertWhole.ts'
import { type CourtTerms, planRetention } from './planRetention.ts'

type ContentStore = ReturnType<typeof openContentStore>
type SweepResult = Awaited<ReturnType<ContentStore['sweep']>>

/** What an operator wants to keep. */
export type RetentionPolicy = {
  /** Rounds of each run whose artefacts stay, 0 for all. */
  readonly keepRounds: number
  /** MiB of artefacts above which only what has to stay does, 0 for no limit. */
  readonly storeLimitMiB: number
}

/** What a collection found and did. */
export type Collected = SweepResult & {
  /** Whether more than the limit is left, because all of it has to stay. */
  readonly isOverLimit: boolean
}

/** The ledger as of one block, by its logs and by its contracts, and that block's time in seconds. */
export type Seen = { readonly view: LedgerView; readonly words: LedgerWords; readonly now: number }

type Deps = {
  readonly store: Pick<ContentStore, 'sweep' | 'read'>
  readonly log: Log
  /** Reads the ledger as of one of the newest blocks. */
  readonly see: () => Promise<Seen>
}

/** Kept beyond what clocks of chain and machine say, in milliseconds. */
const slackMs = 3_600_000

/** Of a court that nobody has named: the rounds of a new network's, and days instead of hours. */
const usualTerms: CourtTerms = { maxAge: 100, moveSeconds: 86_400 }

/**
 * The terms of a network's `DataCourt`.
 *
 * @param court - its address; empty for one that is not known
 * @throws {VainError} as `openDataCourt`
 */
export async function readCourtTerms(
  rpc: Rpc,
  deployment: Deployment,
  court: string,
): Promise<CourtTerms> {
  if (court === '') return usualTerms
  const reader = await openDataCourt(rpc, deployment, court as Hex)
  const [maxAge, moveSeconds] = await Promise.all([reader.maxAge(), reader.moveSeconds()])
  return { maxAge, moveSeconds }
}

/**
 * Removes artefacts that neither the policy nor anything on chain needs. It never goes below what
 * disputes, open challenges and a rollback may need by today's terms: above the limit it says so.
 *
 * Nothing is removed by a view that the contracts contradict, nor where the configuration of no run
 * is here: then the ledger is another one's, or there is nothing yet that could be old.
 *
 * @throws {VainError} `operator/partial-view`, and what the chain throws
 */
export async function collectStore(
  deps: Deps,
  terms: CourtTerms,
  { keepRounds, storeLimitMiB }: RetentionPolicy,
  options: { readonly isDry?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Collected> {
  const { store, log } = deps
  // Read anew once: a node may have dropped the state of the block meanwhile, or be late with logs.
  const { view, now } = await seeWhole(deps).catch(() => seeWhole(deps))
  const configurations = await readConfigurations(store, view)
  const limit = storeLimitMiB === 0 ? Number.POSITIVE_INFINITY : storeLimitMiB * 2 ** 20
  if (configurations.size === 0) {
    const found = await store.sweep({ keep: [], before: 0, ...options, isDry: true })
    if (found.blocks > 0) log.warn('nothing is removed: no run of this ledger is in the store')
    return { ...found, isOverLimit: found.sizeBytes > limit }
  }
  const sweep = (rounds: number): Promise<SweepResult> => {
    const plan = planRetention(view, rounds, terms, ({ run }) => configurations.get(run), now)
    const clock = Date.now()
    // A chain whose clock is ahead must not make new what is old, nor one that stands still.
    const before = Math.min(1_000 * plan.since, clock - 1_000 * (now - plan.since)) - slackMs
    return store.sweep({ keep: plan.keep, before, ...options })
  }
  const first = await sweep(keepRounds === 0 ? Number.POSITIVE_INFINITY : keepRounds)
  if (first.sizeBytes - first.removedBytes <= limit) return { ...first, isOverLimit: false }
  const second = await sweep(0)
  const isOverLimit = second.sizeBytes - second.removedBytes > limit
  if (isOverLimit)
    log.warn('the artefacts that have to stay take more than the limit', {
      sizeBytes: second.sizeBytes - second.removedBytes,
      storeLimitMiB,
    })
  const before = options.isDry ? { removedBlocks: 0, removedBytes: 0 } : first
  return {
    ...{ blocks: first.blocks, sizeBytes: first.sizeBytes, isOverLimit },
    removedBlocks: before.removedBlocks + second.removedBlocks,
    removedBytes: before.removedBytes + second.removedBytes,
  }
}

/** The ledger, of which its logs and its contracts say the same. */
async function seeWhole({ see }: Pick<Deps, 'see'>): Promise<Seen> {
  const seen = await see()
  assertWhole(seen.words, seen.view)
  return seen
}

/** Configurations that are here, by run. */
async function readConfigurations(
  store: Deps['store'],
  { runs }: LedgerView,
): Promise<ReadonlyMap<number, Configuration>> {
  const found = new Map<number, Configuration>()
  for (const { run, configCid } of runs.values()) {
    const bytes = await store.read(configCid, maxConfigurationBytes)
    const configuration = bytes && decodeConfiguration(bytes)
    if (configuration !== undefined) found.set(run, configuration)
  }
  return found
}
