import { VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { assertDeployed } from './deployment.ts'
import { connectRpc, type Rpc, type RpcOptions, withSignal } from './rpc.ts'

export type FallbackOptions = RpcOptions & {
  /** Contract that the chain has; a node of a chain without it counts as away. */
  readonly ledger?: Hex
  /** Called when another node is asked from now on, with its place in the list. */
  readonly onSwitch?: (place: number) => void
}

/**
 * Connects to several nodes of one chain, of which one is asked at a time: the first, until it
 * cannot be reached or does not answer in time, then the one after it in the list, which is asked the
 * same at once, and so on around. Where it was left it stays, as two nodes may be some blocks apart.
 *
 * A node that was not asked before, or failed before, has to serve a chain with the ledger, and the
 * same one as the first that did; else it counts as away.
 *
 * A request throws what `connectRpc`'s does, and `chain/no-deployment` if all answer and none has the
 * ledger.
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
      if (chainId !== undefined && actual !== chainId) throw otherChain(at)
      // Whoever answers first may be of another chain, which must not decide about the others.
      if (options.ledger !== undefined)
        await assertDeployed(call[2] ? withSignal(node, call[2]) : node, options.ledger)
      chainId ??= actual
      trusted.add(at)
    }
    return node.request(...call)
  }

  return {
    async request(...call) {
      let unreachable: unknown
      for (let tries = 1; ; tries++) {
        const at = place
        try {
          return await ask(at, ...call)
        } catch (error) {
          if (!isAway(error)) throw error
          trusted.delete(at)
          if (isUnreachable(error)) unreachable = error
          // A call beside this one may have gone on already.
          if (place === at && nodes.length > 1) {
            place = (at + 1) % nodes.length
            options.onSwitch?.(place)
          }
          // One that may yet come back is what to wait for.
          if (tries >= nodes.length) throw unreachable ?? error
        }
      }
    },
    close() {
      for (const node of nodes) node.close()
    },
  }
}

const isUnreachable = (error: unknown): boolean =>
  error instanceof VainError && error.code === 'chain/unreachable'

const isAway = (error: unknown): boolean =>
  isUnreachable(error) || (error instanceof VainError && error.code === 'chain/no-deployment')

function otherChain(place: number): VainError {
  return new VainError('chain/unreachable', 'a node serves another chain than the others', {
    place,
  })
}
