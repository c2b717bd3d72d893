import { scheduler } from 'node:timers/promises'
import { equalBytes, toHex } from '@vain/base'
import {
  type Artefact,
  addressBook,
  type ContentSource,
  encode,
  type Fetching,
  isFault,
  type MaskFrame,
  openEnvelope,
  phases,
  type RosterEntry,
  type RoundFrame,
  readFrame,
  readShares,
  type ShareTable,
} from '@vain/protocol'
import type { MemberStore } from '../store/index.ts'
import type { Materials } from './createMaterials.ts'
import { isObstacle, never, type Obstacle, toObstacle } from './obstacle.ts'
import type { Scene } from './scene.ts'

/**
 * What those agree on who follow the same bundles, read from these and checked. The bundles are
 * those of the scene's round: the chain's from `masked` on, before that a leader's.
 */
export type Tables = {
  frame(scene: Scene, signal: AbortSignal): Promise<RoundFrame | Obstacle>
  shares(scene: Scene, signal: AbortSignal): Promise<Dealings | Obstacle>
}

/** The shares that were dealt, and the frame that masks are bound to. */
export type Dealings = { readonly frame: MaskFrame; readonly shares: ShareTable }

/** Rosters that are kept in memory. */
const maxFrames = 8

/** Tables of shares that are kept: one of 1,000 members with 96 neighbours each takes 270 MB. */
const maxTables = 3

/**
 * Tables of a member's rounds. They are read once and kept under what they were checked against;
 * the member's own messages in them must be the ones it sent.
 */
export function createTables(
  deps: {
    readonly content: ContentSource
    readonly store: MemberStore
    readonly materials: Pick<Materials, 'read'>
    readonly index: number
  },
  options: { readonly timeoutMs: number },
): Tables {
  const { store, index } = deps
  const frames = new Map<string, RoundFrame>()
  const tables = new Map<string, Dealings>()
  const fetching = (signal: AbortSignal): Fetching => ({
    content: deps.content,
    timeoutMs: options.timeoutMs,
    signal,
    pause: () => scheduler.yield(),
  })
  const nameOf = ({ round }: Scene, ...bundles: (Artefact | undefined)[]): string =>
    [round.run, round.openHead, ...bundles.flatMap((it) => [it?.root, it?.content])].join('/')

  async function frame(scene: Scene, signal: AbortSignal): Promise<RoundFrame | Obstacle> {
    const { view, run, round } = scene
    const name = nameOf(scene, round.roster)
    const kept = frames.get(name)
    if (kept !== undefined) return kept
    const materials = await deps.materials.read(run, signal)
    if (isObstacle(materials)) return materials
    const { configHash } = run.spec
    const terms = { configHash, configuration: materials.configuration }
    const read = await readFrame(fetching(signal), view, round, terms)
    if (isFault(read)) return toObstacle(read)
    if (!isOwnEntry(scene, store, index, read.roster.get(index)))
      return never('roster: not my message')
    keep(frames, name, read, maxFrames)
    return read
  }

  return {
    frame,
    async shares(scene, signal) {
      const { view, round } = scene
      const name = nameOf(scene, round.roster, round.share)
      const kept = tables.get(name)
      if (kept !== undefined) return kept
      const common = await frame(scene, signal)
      if (isObstacle(common)) return common
      const read = await readShares(fetching(signal), view, round, common)
      if (isFault(read)) return toObstacle(read)
      const sent = store.share(round, toHex(common.ctx))
      if (!isOwn(scene, index, sent, read.shares.get(index))) return never('shares: not my message')
      keep(tables, name, read, maxTables)
      return read
    },
  }
}

/**
 * Whether the keys that stand for this member are those it advertised: one that lost its memory and
 * joined again must not go on with keys it has no more.
 */
function isOwnEntry(
  scene: Scene,
  store: MemberStore,
  index: number,
  entry: RosterEntry | undefined,
): boolean {
  const { run, round } = scene.round
  const { maskKey, sealKey, kemKey, selfCommitment } = entry ?? {}
  const keys = { maskKey, sealKey, kemKey, selfCommitment }
  const body = { phase: phases.advertise, run, round, ...keys }
  return (
    entry !== undefined && isOwn(scene, index, store.answer(scene.round, phases.advertise), body)
  )
}

/** Whether a published body is the one that was sent. */
function isOwn(
  { view }: Scene,
  index: number,
  sent: Uint8Array | undefined,
  published: object | undefined,
): boolean {
  if (sent === undefined || published === undefined) return false
  const envelope = openEnvelope(view.venue, sent, addressBook(view))
  if ('fault' in envelope || envelope.sender !== index) return false
  return equalBytes(encode(envelope.body), encode(published))
}

function keep<T>(cache: Map<string, T>, name: string, value: T, most: number): void {
  cache.set(name, value)
  const oldest = cache.keys().next().value
  if (cache.size > most && oldest !== undefined) cache.delete(oldest)
}
