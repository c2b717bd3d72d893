import type { Clock, Log } from '@vain/base'
import type { Follower, LedgerReader } from '@vain/chain'
import type { Kubo, openContentStore } from '@vain/net'
import {
  type Configuration,
  type Content,
  decodeConfiguration,
  type LedgerView,
  maxConfigurationBytes,
} from '@vain/protocol'
import { createWorker } from './createWorker.ts'
import { assertWhole, readWords } from './retention/assertWhole.ts'
import { type CourtTerms, planRetention } from './retention/planRetention.ts'

type Deps = {
  readonly log: Log
  readonly clock: Clock
  readonly follower: Pick<Follower, 'view'>
  /** What the contracts say as of a block. */
  readonly readerAt: (block: number) => Pick<LedgerReader, 'membership' | 'runs' | 'headOf'>
  readonly content: Pick<Content, 'get' | 'hasLocally' | 'openLocally'>
  readonly store: Pick<ReturnType<typeof openContentStore>, 'pins'>
}

/** What a mirror pins, and how long. */
export type MirrorPolicy = {
  /** Name of the pins that are its own: no other is ever ended. */
  readonly name: string
  /** Rounds of each run whose artefacts stay, 0 for all. */
  readonly keepRounds: number
  /** Terms of the court that may ask for artefacts. */
  readonly readTerms: () => Promise<CourtTerms>
}

/** Between two looks at what is pinned, and until a node that was away is tried again. */
const lookMs = 30_000
/** Of a configuration, which is here. */
const limits = { maxBytes: maxConfigurationBytes, timeoutMs: 600_000 }
/** Where everything is kept no court matters. */
const anyTerms = { maxAge: 0, moveSeconds: 0 }

/** What the chain names of runs. */
type Named = {
  readonly keep: ReadonlySet<string>
  /** What was to be kept once, and is not any more. */
  readonly drop: ReadonlySet<string>
}

/**
 * Gives every artefact that the chain names and the policy keeps, as it comes into the store, to a
 * Kubo node that pins it, and ends its own pins of what the policy keeps no longer. The node is asked
 * each time what it has pinned, so that what it lost is given to it again, and what somebody else
 * pinned stays as it is. One at a time; a node that is away, or refuses one, is told once and tried
 * again, with what it refused at the end.
 *
 * No pin is ended by a view that the contracts contradict, nor of what is pinned in the store.
 *
 * @returns the way to end it
 */
export function mirrorToKubo(
  deps: Deps,
  kubo: Pick<Kubo, 'pins' | 'put' | 'unpin'>,
  policy: MirrorPolicy,
): () => Promise<void> {
  const { log, content } = deps
  let isAway = false
  /** What it did not take when it was given: given after all else, so that it holds up nothing. */
  const refused = new Set<string>()

  async function mirror({ keep, drop }: Named, signal: AbortSignal): Promise<void> {
    const pins = await kubo.pins()
    // First, since it makes room.
    for (const cid of drop) {
      if (signal.aborted) return
      if (pins.get(cid) !== policy.name) continue
      await kubo.unpin(cid)
      log.debug('a Kubo node keeps an artefact no longer', { cid })
    }
    const missing = new Set([...keep].filter((cid) => !pins.has(cid)))
    for (const cid of refused) if (!missing.has(cid)) refused.delete(cid)
    const fresh = [...missing].filter((cid) => !refused.has(cid))
    for (const cid of [...fresh, ...refused]) {
      if (signal.aborted) return
      const file = await content.openLocally(cid)
      if (file === undefined) continue
      // Anew, so that of several that were refused each has its turn.
      refused.delete(cid)
      refused.add(cid)
      await kubo.put(file.read(), policy.name)
      refused.delete(cid)
      log.debug('a Kubo node has pinned an artefact', { cid })
    }
  }

  const worker = createWorker(deps, async (signal) => {
    const named = await readNamed(deps, policy, signal)
    try {
      await mirror(named, signal)
      if (isAway) log.info('the Kubo node is back')
      isAway = false
    } catch (error) {
      if (signal.aborted) return undefined
      if (!isAway) log.warn('the Kubo node takes no artefacts, and is tried again', { error })
      isAway = true
    }
    return lookMs
  })
  worker.poke()
  return worker.stop
}

async function readNamed(
  { follower, readerAt, content, store }: Deps,
  { keepRounds, readTerms }: MirrorPolicy,
  signal: AbortSignal,
): Promise<Named> {
  const { view, block } = follower.view
  const known = await readConfigurations(content, view, signal)
  const plan = (rounds: number, terms: CourtTerms): readonly string[] =>
    planRetention(view, rounds, terms, ({ run }) => known.get(run), block.timestamp).keep
  const all = new Set(plan(Number.POSITIVE_INFINITY, anyTerms))
  if (keepRounds === 0) return { keep: all, drop: new Set() }
  const keep = new Set(plan(keepRounds, await readTerms()))
  const isWhole = await readWords(readerAt(block.number))
    .then((words) => assertWhole(words, view))
    .then(
      () => true,
      () => false,
    )
  const kept = new Set([...keep, ...(await store.pins())])
  return { keep, drop: new Set(isWhole ? [...all].filter((cid) => !kept.has(cid)) : []) }
}

async function readConfigurations(
  content: Deps['content'],
  { runs }: LedgerView,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Configuration>> {
  const found = new Map<number, Configuration>()
  for (const { run, configCid } of runs.values()) {
    if (!(await content.hasLocally(configCid))) continue
    const bytes = await content.get(configCid, limits, signal)
    const configuration = decodeConfiguration(bytes)
    if (configuration !== undefined) found.set(run, configuration)
  }
  return found
}
