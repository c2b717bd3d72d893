import type { RoundStep, State } from '@vain/indexer'

/** A part of a round's life. */
export type Stage = {
  readonly name: string
  readonly text: string
  readonly progress: 'done' | 'now' | 'ahead' | 'failed'
  /** What began it on chain. */
  readonly step?: RoundStep | undefined
}

/** In their order; `step` is what the index calls the event of it. Source: docs/protocol/rounds.md. */
const stages = [
  { state: 'open', step: 'opened', name: 'Open', text: 'Members share keys, train and mask.' },
  {
    state: 'masked',
    step: 'masked',
    name: 'Masked',
    text: 'The inputs are fixed; masks are revealed.',
  },
  {
    state: 'proposed',
    step: 'proposed',
    name: 'Proposed',
    text: 'Validators derive sum and model again.',
  },
  {
    state: 'certified',
    step: 'certified',
    name: 'Certified',
    text: 'Two thirds of the stake have signed.',
  },
  { state: 'final', step: 'finalized', name: 'Final', text: 'No dispute can undo it any more.' },
] as const

/**
 * The life of a round as far as the contract says it has come.
 *
 * @param steps - in the order of the chain
 */
export function stagesOf(state: State, steps: readonly RoundStep[]): readonly Stage[] {
  const reached = reachedIn(state, steps)
  return stages.map(({ name, text, step }, index) => ({
    name,
    text,
    progress: progressOf(state, index, reached),
    step: steps.find((taken) => taken.step === step),
  }))
}

/** Index of the last stage that a round came to; −1 before the first. */
function reachedIn(state: State, steps: readonly RoundStep[]): number {
  const now = stages.findIndex((stage) => stage.state === state)
  if (now >= 0) return now
  if (state === 'disputed' || state === 'overturned') return 3
  return stages.findLastIndex(({ step }) => steps.some((taken) => taken.step === step))
}

function progressOf(state: State, index: number, reached: number): Stage['progress'] {
  if (index < reached) return 'done'
  if (index > reached) return 'ahead'
  if (state === 'aborted' || state === 'overturned') return 'failed'
  return state === 'final' ? 'done' : 'now'
}
