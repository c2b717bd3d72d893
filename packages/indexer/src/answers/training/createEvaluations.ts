import {
  type ContentSource,
  isFault,
  type RoundView,
  readEvaluations,
  summariseEvaluations,
} from '@vain/protocol'
import type { Context } from '../context.ts'
import { rootsOf } from './evaluations.ts'

/** Longest wait for the evaluations of a round, milliseconds. */
const timeoutMs = 10_000
/** Until evaluations that nobody sent are asked for again, milliseconds. */
const retryMs = 60_000

/** Fetches what validators measured, round after round, the newest first, while the index goes on. */
export function createEvaluations(
  { index, clock, log }: Pick<Context, 'index' | 'clock' | 'log'>,
  content: ContentSource,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const askedAt = new Map<string, number>()
  let work = Promise.resolve()

  /** The newest round whose evaluations are missing and may be had. */
  async function nextRound(): Promise<RoundView | undefined> {
    // Where another process writes the index, that one fetches them.
    if (!(await index.store.lead())) return undefined
    for (const run of index.ledger.view.runs.values()) {
      const known = await index.store.evaluationsOf(rootsOf(run.rounds))
      const found = run.rounds.findLast(({ certificate }) => {
        const root = certificate?.evaluation.root
        return root !== undefined && !known.has(root) && isDue(root)
      })
      if (found !== undefined) return found
    }
    return undefined
  }

  const isDue = (root: string): boolean => clock.now() - (askedAt.get(root) ?? -Infinity) >= retryMs

  async function fetchOne(round: RoundView): Promise<void> {
    if (round.certificate === undefined) return
    const { evaluation } = round.certificate
    askedAt.set(evaluation.root, clock.now())
    const from = { content, timeoutMs, signal }
    const found = await readEvaluations(from, index.ledger.view, round, evaluation)
    if (signal.aborted || isFault(found)) return
    await index.store.putEvaluation(evaluation.root, summariseEvaluations(found))
    askedAt.delete(evaluation.root)
  }

  async function fetchAll(): Promise<void> {
    for (let round = await nextRound(); round && !signal.aborted; round = await nextRound())
      await fetchOne(round)
  }

  const poke = (): void => {
    work = work.then(fetchAll).catch((error: unknown) => {
      if (!signal.aborted) log.warn('evaluations could not be read', { error })
    })
  }
  const unlisten = index.onChange(poke)
  poke()
  return {
    async stop() {
      unlisten()
      stopping.abort()
      await work
    },
  }
}
