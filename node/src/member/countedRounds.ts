import type { RoundView, RunView } from '@vain/protocol'

/**
 * The rounds that led to the model of a round and in whose sum an operator is, the newest first.
 *
 * Followed from model to model, so that neither aborted, overturned nor rolled back rounds are among
 * them. None of them can be disputed any more: a round that opens on top of one ends that.
 */
export function* countedRounds(
  { rounds }: Pick<RunView, 'rounds'>,
  { model, round: number }: Pick<RoundView, 'model' | 'round'>,
  index: number,
): Generator<RoundView> {
  let { root } = model
  let before = number
  for (;;) {
    const found = rounds.findLast(
      ({ round, certificate, overturned, proposal }) =>
        round < before && certificate && !overturned && proposal?.model.root === root,
    )
    if (found === undefined) return
    if (found.survivors?.includes(index)) yield found
    root = found.model.root
    before = found.round
  }
}
