import { toHex } from '@vain/base'
import {
  isFault,
  type MemberRefusal,
  type RoundFrame,
  readMasks,
  type ShareTable,
  type Survivors,
  survivorsOf,
} from '@vain/protocol'
import { isObstacle, never, type Obstacle, type Scene, toObstacle } from '../run/index.ts'
import type { MemberDeps, MemberOptions } from './memberParts.ts'

/** What a member has to have before it gives away anything that opens a sum. */
export type Settled = {
  readonly frame: RoundFrame
  readonly shares: ShareTable
  readonly survivors: Survivors
}

export type SettledDeps = Pick<MemberDeps, 'store' | 'tables' | 'materials' | 'content'>

/**
 * Reads the survivors of a round and checks that each of them masked in the context in which this
 * member dealt its shares, that U2 ⊂ U1 and |U2| ≥ t.
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
  const frame = await deps.tables.frame(scene, signal)
  if (isObstacle(frame)) return frame
  const shares = await deps.tables.shares(scene, signal)
  if (isObstacle(shares)) return shares
  if (deps.store.memory(round).ctx !== toHex(frame.ctx))
    return never('replayed-context' satisfies MemberRefusal)
  const read = await deps.materials.read(run, signal)
  if (isObstacle(read)) return read
  const from = { content: deps.content, timeoutMs: options.fetchTimeoutMs, signal }
  const masks = await readMasks(from, view, round, frame, read.configuration.parameters + 1)
  return isFault(masks) ? toObstacle(masks) : { frame, shares, survivors: survivorsOf(round) }
}
