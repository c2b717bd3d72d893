import { VainError } from '@vain/base'
import type { Rpc } from '@vain/chain'

/** The same connection, and whether its newest call found no chain there. */
export function watchChain(rpc: Rpc): { readonly rpc: Rpc; isAway(): boolean } {
  let isAway = false
  return {
    isAway: () => isAway,
    rpc: {
      ...rpc,
      async request(...call) {
        try {
          const answer = await rpc.request(...call)
          isAway = false
          return answer
        } catch (error) {
          if (error instanceof VainError && error.code === 'chain/unreachable') isAway = true
          throw error
        }
      },
    },
  }
}
