import { scheduler } from 'node:timers/promises'
import {
  type Artefact,
  afterCheck,
  type Checked,
  type CheckFrame,
  type Fault,
  type Fetching,
  isFault,
  openCheck,
  type RoundSource,
  readChecks,
  readSettles,
} from '@vain/protocol'
import { isObstacle, never, type Obstacle, type Scene, toObstacle } from '../run/index.ts'
import type { MemberOptions } from './memberParts.ts'
import { readSurvivors, type Settled, type SettledDeps } from './readSurvivors.ts'

/** What a member has to have before it says anything in a round's check. */
type CheckSettled = Omit<Settled, 'frame'> & { readonly frame: CheckFrame }

type Options = Pick<MemberOptions, 'fetchTimeoutMs'>

/** How a member fetches what a leader names. */
export function fetchingOf(
  { content }: Pick<SettledDeps, 'content'>,
  { fetchTimeoutMs }: Options,
  signal: AbortSignal,
): Fetching {
  return { content, timeoutMs: fetchTimeoutMs, signal, pause: () => scheduler.yield() }
}

/**
 * Reads the survivors of a round as `readSurvivors` does, and opens its check with the beacon's
 * signature, which anyone may have sent.
 */
export async function settleCheck(
  deps: SettledDeps,
  options: Options,
  scene: Scene,
  beacon: Uint8Array,
  signal: AbortSignal,
): Promise<CheckSettled | Obstacle> {
  const settled = await readSurvivors(deps, options, scene, signal)
  if (isObstacle(settled)) return settled
  const materials = await deps.materials.read(scene.run, signal)
  if (isObstacle(materials)) return materials
  const frame = openCheck(settled.frame, scene.round, materials.configuration, beacon)
  return frame === undefined ? never('beacon: not of this round') : { ...settled, frame }
}

/** What goes with a request for what opens a sum, in a run with a check. */
export type AfterCheck = {
  readonly beacon: Uint8Array
  readonly check: Artefact
  readonly settles: Artefact
}

/**
 * What a member has to have before it gives away anything that opens a sum: in a run with a check,
 * answers of enough of its committee besides, and the words of as many places that these are the ones
 * that count. Each says that once a round, so no other answers can count any more, whatever the sums
 * turn out to be. Whether the answers are true is not for the member to judge.
 *
 * @returns `frame` is that in which it reveals, `check` the bundle after which it does
 *
 * Source: docs/protocol §4.7, §4.10.
 */
export async function settleReveal(
  deps: SettledDeps,
  options: Options,
  scene: Scene,
  after: AfterCheck | undefined,
  signal: AbortSignal,
): Promise<(Settled & { readonly check?: Artefact }) | Obstacle> {
  const materials = await deps.materials.read(scene.run, signal)
  if (isObstacle(materials)) return materials
  if (materials.configuration.aggregation.check === 'none')
    return readSurvivors(deps, options, scene, signal)
  if (after === undefined) return never('no-check')
  const { beacon, check, settles } = after
  const settled = await settleCheck(deps, options, scene, beacon, signal)
  if (isObstacle(settled)) return settled
  const { view, round } = scene
  const source = { from: fetchingOf(deps, options, signal), view, round }
  const found = await readSettled(source, settled.frame, check, settles)
  if (isFault(found)) return toObstacle(found)
  return { ...settled, frame: afterCheck(settled.frame, check.root), check }
}

/** Reads a check bundle and the settle bundle that makes it the only one. */
export async function readSettled(
  source: RoundSource,
  frame: CheckFrame,
  check: Artefact,
  settles: Artefact,
): Promise<Checked | Fault> {
  const checked = await readChecks(source, frame, check)
  if (isFault(checked)) return checked
  const words = await readSettles(source, frame, check.root, settles)
  return isFault(words) ? words : checked
}
