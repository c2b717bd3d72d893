import { VainError } from '@vain/base'
import { connectRpc, type Rpc, type RpcOptions } from './rpc.ts'

export type FallbackOptions = RpcOptions & {
  /** Called when another node is asked from now on, with its place in the list. */
  readonly onSwitch?: (place: number) => void
}

/**
 * Connects to several nodes of one chain, of which one is asked at a time: the first, until it
 * cannot be reached or does not answer in time, then the one after it in the list, which is asked the
 * same at once, and so on around. Where it was left it stays, as two nodes may be some blocks apart.
 *
 * A node that was not asked before, or failed before, has to serve the same chain as the one that
 * answered first; else it counts as away.
 *
 * @param urls - at least one, see `connectRpc`
 */
export function connectRpcs(urls: readonly string[], options: FallbackOptions = {}): Rpc {
  const nodes = urls.map((url) => connectRpc(url, options))
  const trusted = new Set<number>()
  let [place, chainId]: [number, unknown] = [0, undefined]

  async function ask(at: number, ...call: Parameters<Rpc['request']>): Promise<unknown> {
    const node = nodes[at] as Rpc
    if (!trusted.has(at)) {
      const actual = await node.request('eth_chainId', [], call[2])
      chainId ??= actual
      if (actual !== chainId) throw otherChain(at)
      trusted.add(at)
    }
    return node.request(...call)
  }

  return {
    async request(...call) {
      for (let tries = 1; ; tries++) {
        const at = place
        try {
          return await ask(at, ...call)
        } catch (error) {
          if (!isAway(error)) throw error
          trusted.delete(at)
          // A call beside this one may have gone on already.
          if (place === at && nodes.length > 1) {
            place = (at + 1) % nodes.length
            options.onSwitch?.(place)
          }
          if (tries >= nodes.length) throw error
        }
      }
    },
    close() {
      for (const node of nodes) node.close()
    },
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof VainError && error.code === 'chain/unreachable'

function otherChain(place: number): VainError {
  return new VainError('chain/unreachable', 'a node serves another chain than the others', {
    place,
  })
}
