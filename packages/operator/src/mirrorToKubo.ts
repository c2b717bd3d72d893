import type { Clock, Log } from '@vain/base'
import type { Follower } from '@vain/chain'
import { isPinnedOnKubo, putOnKubo } from '@vain/net'
import {
  type Configuration,
  type Content,
  decodeConfiguration,
  type LedgerView,
  maxConfigurationBytes,
} from '@vain/protocol'
import { createWorker } from './createWorker.ts'
import { planRetention } from './retention/planRetention.ts'

type Deps = {
  readonly log: Log
  readonly clock: Clock
  readonly follower: Pick<Follower, 'view'>
  readonly content: Pick<Content, 'get' | 'hasLocally'>
}

/** Longest wait for each answer of the Kubo node. */
const timeoutMs = 30_000
/** Until artefacts that were not here, or a node that was away, are tried again. */
const againMs = 30_000
/** More than any artefact has: the greatest is a checkpoint of 1.6 GB. Source: docs/protocol §9. */
const limits = { maxBytes: 2 ** 31, timeoutMs: 600_000 }
/** A mirror keeps what no court asks for any more. */
const terms = { maxAge: 0, moveSeconds: 0 }

/** What of a Kubo node is used; each throws `VainError` while it is away. */
export type KuboNode = {
  isPinned(cid: string): Promise<boolean>
  put(bytes: Uint8Array): Promise<unknown>
}

/** The Kubo node whose RPC is there. */
export function openKubo(apiUrl: string): KuboNode {
  return {
    isPinned: (cid) => isPinnedOnKubo(apiUrl, cid, { timeoutMs }),
    put: (bytes) => putOnKubo(apiUrl, bytes, { timeoutMs }),
  }
}

/**
 * Gives every artefact that the chain names, as it comes into the store, to a Kubo node that pins
 * it. One at a time; a node that is away is told once and tried again. Nothing is unpinned.
 *
 * @returns the way to end it
 */
export function mirrorToKubo(deps: Deps, kubo: KuboNode): () => Promise<void> {
  const { log, follower, content } = deps
  let pinned = new Set<string>()
  let isAway = false

  async function mirror(cid: string, signal: AbortSignal): Promise<void> {
    if (await kubo.isPinned(cid)) return
    await kubo.put(await content.get(cid, limits, signal))
    log.debug('a Kubo node has pinned an artefact', { cid })
  }

  const worker = createWorker(deps, async (signal) => {
    const { view, block } = follower.view
    const known = await readConfigurations(content, view, signal)
    const plan = planRetention(
      view,
      Number.POSITIVE_INFINITY,
      terms,
      ({ run }) => known.get(run),
      block.timestamp,
    )
    const named = new Set(plan.keep)
    // What a chain that was reorganised no longer names is forgotten.
    pinned = new Set([...pinned].filter((cid) => named.has(cid)))
    try {
      for (const cid of named) {
        if (signal.aborted) return undefined
        if (pinned.has(cid) || !(await content.hasLocally(cid))) continue
        await mirror(cid, signal)
        pinned.add(cid)
      }
      if (isAway) log.info('the Kubo node is back')
      isAway = false
    } catch (error) {
      if (signal.aborted) return undefined
      if (!isAway) log.warn('the Kubo node takes no artefacts, and is tried again', { error })
      isAway = true
    }
    return againMs
  })
  worker.poke()
  return worker.stop
}

async function readConfigurations(
  content: Deps['content'],
  { runs }: LedgerView,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Configuration>> {
  const found = new Map<number, Configuration>()
  for (const { run, configCid } of runs.values()) {
    if (!(await content.hasLocally(configCid))) continue
    const bytes = await content.get(
      configCid,
      { ...limits, maxBytes: maxConfigurationBytes },
      signal,
    )
    const configuration = decodeConfiguration(bytes)
    if (configuration !== undefined) found.set(run, configuration)
  }
  return found
}
