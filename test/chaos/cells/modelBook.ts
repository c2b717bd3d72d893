import type { RoundView } from '@vain/protocol'

/** Which model came of which survivors, over all networks of the same plan. */
export type ModelBook = {
  /**
   * Takes down the rounds of a network that are certified, once for each network. In those here a
   * model is a function of the one before it, the round's number, its members and its survivors,
   * whatever else happened.
   *
   * @returns how many of them other networks had as well
   * @throws {Error} if one gave another model there
   */
  add(rounds: readonly RoundView[]): number
}

export function createModelBook(): ModelBook {
  const known = new Map<string, string>()

  function hasTwin({ round, proposal, model, members, survivors }: RoundView): boolean {
    if (proposal === undefined) throw new Error(`round ${round} has no model`)
    const key = [model.root, round, members.join(), survivors?.join()].join(' ')
    const before = known.get(key)
    known.set(key, proposal.model.root)
    if (before !== undefined && before !== proposal.model.root)
      throw new Error(`round ${round}: the same survivors made two models`)
    return before !== undefined
  }

  return {
    add: (rounds) => rounds.filter(isCertified).filter(hasTwin).length,
  }
}

const isCertified = ({ certificate }: RoundView): boolean => certificate !== undefined
