import { isOver, phases, type RoundResponse, type RoundView, type RunView } from '@vain/protocol'
import type { Scene } from '../run/index.ts'
import { nameOf, type Parts } from './memberParts.ts'

const wait: RoundResponse = { kind: 'wait' }
const refuse = (reason: string): RoundResponse => ({ kind: 'refuse', reason })

/** `wait`, or why a phase that was not answered will not be. */
export function whyNot({ deps, refusals }: Parts, scene: Scene, phase: number): RoundResponse {
  const { run, round } = scene
  const reason = refusals.get(nameOf(scene)) ?? whyNever(run, round, deps.index, phase)
  return reason === undefined ? wait : refuse(reason)
}

/** Phases that end when the masks are fixed. */
const beforeMasks: readonly number[] = [phases.advertise, phases.share, phases.mask]

function whyNever(
  run: RunView,
  round: RoundView,
  index: number,
  phase: number,
): string | undefined {
  if (!round.members.includes(index)) return 'not-a-member'
  if (isOver(run, round)) return 'round-over'
  if (round.survivors?.includes(index) === false) return 'not-in-u2'
  const fixed = beforeMasks.includes(phase) ? round.masks : round.proposal
  return fixed === undefined ? undefined : 'too-late'
}
