import { createGovernorReader, type ProposalStanding, type ProposalState } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { Context } from '../context.ts'

/** What the governor says of proposals, asked once for each block. */
export type Governance = {
  stateOf(id: Hex): Promise<ProposalState>
  standingOf(id: Hex): Promise<ProposalStanding>
}

/** A proposal stays in these, unless the chain is reorganised. */
const lastStates: readonly ProposalState[] = ['canceled', 'defeated', 'expired', 'executed']

/** Undefined for a network whose governor is not known here. */
export function createGovernance({ index, rpc }: Context): Governance | undefined {
  const { governor } = index.contracts
  if (governor === undefined) return undefined
  const reader = createGovernorReader(rpc, index.deployment, governor)
  return {
    stateOf: keep(index, reader.stateOf, (state) => state),
    standingOf: keep(
      index,
      (id) => reader.standingOf(id),
      ({ state }) => state,
    ),
  }
}

/** Answers of the governor, kept for one block, or for good once a proposal is over. */
function keep<Answer>(
  index: Context['index'],
  ask: (id: Hex) => Promise<Answer>,
  stateOf: (answer: Answer) => ProposalState,
): (id: Hex) => Promise<Answer> {
  let [block, reorgs] = ['', -1]
  const over = new Map<Hex, Answer>()
  const fresh = new Map<Hex, Promise<Answer>>()
  return (id) => {
    const head = index.head()
    if (block !== head?.hash) fresh.clear()
    if (reorgs !== head?.reorgs) over.clear()
    ;[block, reorgs] = [head?.hash ?? '', head?.reorgs ?? -1]
    const last = over.get(id)
    if (last !== undefined) return Promise.resolve(last)
    const known = fresh.get(id)
    if (known !== undefined) return known
    const answer = ask(id)
    fresh.set(id, answer)
    answer.then(
      (found) => lastStates.includes(stateOf(found)) && over.set(id, found),
      () => fresh.delete(id),
    )
    return answer
  }
}
