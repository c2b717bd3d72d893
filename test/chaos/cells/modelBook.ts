import type { RoundView } from '@vain/protocol'

/** Which model came of which survivors, over all networks of the same plan. */
export type ModelBook = {
  /**
   * Takes down a certified round. In the networks here a model is a function of the one before it,
   * the round's number, its members and its survivors, whatever else happened.
   *
   * @returns whether the same had been seen before
   * @throws {Error} if it gave another model then
   */
  add(round: RoundView): boolean
}

export function createModelBook(): ModelBook {
  const known = new Map<string, string>()
  return {
    add(round) {
      const { proposal, model, members, survivors } = round
      if (proposal === undefined) throw new Error(`round ${round.round} has no model`)
      const key = [model.root, round.round, members.join(), survivors?.join()].join(' ')
      const before = known.get(key)
      known.set(key, proposal.model.root)
      if (before !== undefined && before !== proposal.model.root)
        throw new Error(`round ${round.round}: the same survivors made two models`)
      return before !== undefined
    },
  }
}
