import { scheduler } from 'node:timers/promises'
import { toHex, VainError } from '@vain/base'
import {
  isFault,
  isSameArtefact,
  type MaskFrame,
  type MemberRefusal,
  readMasks,
  type ShareTable,
  type Survivors,
  shareKinds,
  survivorsOf,
  vectorWords,
} from '@vain/protocol'
import { isObstacle, never, type Obstacle, type Scene, toObstacle } from '../run/index.ts'
import type { Bound, Given } from '../store/index.ts'
import type { MemberDeps, MemberOptions } from './memberParts.ts'

/** What a member has to have before it gives away anything that opens a sum. */
export type Settled = {
  readonly frame: MaskFrame
  readonly shares: ShareTable
  readonly survivors: Survivors
  /** The context in which it may be given, and in no other from then on. */
  readonly bound: Bound
}

export type SettledDeps = Pick<MemberDeps, 'store' | 'tables' | 'materials' | 'content'>

/**
 * Reads the survivors of a round and checks that the chain's bundles are those that this member
 * followed, that each of the survivors masked in the context that follows from them, that U2 ⊂ U1
 * and |U2| ≥ t.
 *
 * Whom the chain names is the leader's word alone: a set with somebody in it who masked nothing is
 * how a leader would get the seeds of a single member. Source: docs/protocol §4.7.
 */
export async function readSurvivors(
  deps: SettledDeps,
  options: Pick<MemberOptions, 'fetchTimeoutMs'>,
  scene: Scene,
  signal: AbortSignal,
): Promise<Settled | Obstacle> {
  const { view, run, round } = scene
  const { roster, share } = round
  const elsewhere = never('masked-elsewhere' satisfies MemberRefusal)
  if (roster === undefined || share === undefined) return never('not-masked')
  const before = deps.store.bound(round)
  if (before && !(isSameArtefact(before.roster, roster) && isSameArtefact(before.share, share)))
    return elsewhere
  const dealings = await deps.tables.shares(scene, signal)
  if (isObstacle(dealings)) return dealings
  const { frame, shares } = dealings
  const bound: Bound = { ctx: toHex(frame.ctx), maskCtx: toHex(frame.maskCtx), roster, share }
  // The opening may be another one than that under which it masked.
  if (before !== undefined && before.maskCtx !== bound.maskCtx) return elsewhere
  const read = await deps.materials.read(run, signal)
  if (isObstacle(read)) return read
  const from = {
    content: deps.content,
    timeoutMs: options.fetchTimeoutMs,
    signal,
    pause: () => scheduler.yield(),
  }
  const words = vectorWords(read.configuration)
  const masks = await readMasks(from, view, round, frame, shares, words)
  if (isFault(masks)) return toObstacle(masks)
  return { frame, shares, survivors: survivorsOf(round, shares, masks), bound }
}

/**
 * The kind of secret that is due of each peer, as long as these are the survivors. A member that has
 * revealed or given anything stays with them: where a chain that undid its blocks named others, the
 * one would be known of a peer already, and the other follow. Source: docs/protocol §4.7 rule 3.
 */
export function kindsIn({ u1, u2 }: Pick<Survivors, 'u1' | 'u2'>): Given[] {
  const kept = new Set(u2)
  return u1.map((peer) => ({ peer, kind: kept.has(peer) ? shareKinds.self : shareKinds.mask }))
}

/**
 * Whether something was not said because it is of the other kind than what was given before, or after
 * another check.
 */
export const isNeverSaid = (error: unknown): boolean =>
  error instanceof VainError && ['store/both-shares', 'store/other-basis'].includes(error.code)
