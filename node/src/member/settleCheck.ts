import { scheduler } from 'node:timers/promises'
import {
  type Artefact,
  afterCheck,
  type CheckFrame,
  type Fetching,
  isFault,
  openCheck,
  readChecks,
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
  readonly beacon?: Uint8Array | undefined
  readonly check?: Artefact | undefined
}

/**
 * What a member has to have before it gives away anything that opens a sum: in a run with a check,
 * answers of enough of its committee besides. That fixes what the check condemns for this member's
 * reveal; others may be shown another one. Whether they are true is not for the member to judge.
 *
 * @returns `frame` is that in which it reveals, `check` the bundle after which it does
 *
 * Source: docs/protocol §4.7, §4.10.
 */
export async function settleReveal(
  deps: SettledDeps,
  options: Options,
  scene: Scene,
  { beacon, check }: AfterCheck,
  signal: AbortSignal,
): Promise<(Settled & { readonly check?: Artefact }) | Obstacle> {
  const materials = await deps.materials.read(scene.run, signal)
  if (isObstacle(materials)) return materials
  if (materials.configuration.aggregation.check === 'none')
    return readSurvivors(deps, options, scene, signal)
  if (beacon === undefined || check === undefined) return never('no-check')
  const settled = await settleCheck(deps, options, scene, beacon, signal)
  if (isObstacle(settled)) return settled
  const { view, round } = scene
  const source = { from: fetchingOf(deps, options, signal), view, round }
  const checked = await readChecks(source, settled.frame, check)
  if (isFault(checked)) return toObstacle(checked)
  return { ...settled, frame: afterCheck(settled.frame, check.root), check }
}
