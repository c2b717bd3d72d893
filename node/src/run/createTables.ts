import { equalBytes, toHex } from '@vain/base'
import {
  addressBook,
  type ContentSource,
  encode,
  type Fetching,
  isFault,
  openEnvelope,
  type PhaseRecord,
  phases,
  type RoundFrame,
  readFrame,
  readShares,
  type ShareTable,
} from '@vain/protocol'
import type { MemberStore } from '../store/index.ts'
import { isObstacle, never, type Obstacle, toObstacle } from './obstacle.ts'
import type { Scene } from './scene.ts'

/** What everyone in a round agrees on, read from its artefacts and checked. */
export type Tables = {
  frame(scene: Scene, signal: AbortSignal): Promise<RoundFrame | Obstacle>
  shares(scene: Scene, signal: AbortSignal): Promise<ShareTable | Obstacle>
}

/** Rounds whose tables are kept in memory. */
const maxKept = 8

/**
 * Tables of a member's rounds. They are read once and kept under the roots and sets they were
 * checked against; the member's own messages in them must be the ones it sent.
 */
export function createTables(
  deps: { readonly content: ContentSource; readonly store: MemberStore; readonly index: number },
  options: { readonly timeoutMs: number },
): Tables {
  const { store, index } = deps
  const frames = new Map<string, RoundFrame>()
  const tables = new Map<string, ShareTable>()
  const fetching = (signal: AbortSignal): Fetching => ({
    content: deps.content,
    timeoutMs: options.timeoutMs,
    signal,
  })
  /** A root says nothing of the set that the chain holds beside it: another branch may differ. */
  const nameOf = ({ round }: Scene, ...records: (PhaseRecord | undefined)[]): string =>
    [round.run, round.openTranscript, ...records.flatMap((it) => [it?.root, it?.indices])].join('/')

  async function frame(scene: Scene, signal: AbortSignal): Promise<RoundFrame | Obstacle> {
    const { view, run, round } = scene
    const name = nameOf(scene, round.roster)
    const kept = frames.get(name)
    if (kept !== undefined) return kept
    const read = await readFrame(fetching(signal), view, round, run.spec.configHash)
    if (isFault(read)) return toObstacle(read)
    if (!isOwn(scene, store, index, phases.advertise, read.roster.get(index)))
      return never('roster: not my message')
    keep(frames, name, read)
    return read
  }

  return {
    frame,
    async shares(scene, signal) {
      const { view, round } = scene
      const name = nameOf(scene, round.roster, round.shares)
      const kept = tables.get(name)
      if (kept !== undefined) return kept
      const common = await frame(scene, signal)
      if (isObstacle(common)) return common
      if (store.memory(round).ctx !== toHex(common.ctx)) return never('replayed-context')
      const read = await readShares(fetching(signal), view, round, common)
      if (isFault(read)) return toObstacle(read)
      if (!isOwn(scene, store, index, phases.share, read.get(index)))
        return never('shares: not my message')
      keep(tables, name, read)
      return read
    },
  }
}

/** A member that lost its memory and joined again must not go on with keys it has no more. */
function isOwn(
  { view, round }: Scene,
  store: MemberStore,
  index: number,
  phase: number,
  published: object | undefined,
): boolean {
  const sent = store.answer(round, phase)
  if (sent === undefined || published === undefined) return false
  const envelope = openEnvelope(view.venue, sent, addressBook(view))
  if ('fault' in envelope || envelope.sender !== index) return false
  return equalBytes(encode(envelope.body), encode(published))
}

function keep<T>(cache: Map<string, T>, name: string, value: T): void {
  cache.set(name, value)
  const oldest = cache.keys().next().value
  if (cache.size > maxKept && oldest !== undefined) cache.delete(oldest)
}
