import type { Meter } from '@vain/base'
import { connectRpcs, measureRpc, type Rpc } from '@vain/chain'
import type { PortalConfig } from '../config.ts'
import { watchChain } from '../health/watchChain.ts'

/** The server's ways to the chain. */
export type Chain = {
  /** Of the index and the relay. */
  readonly rpc: Rpc
  /** Of pages, whose answers are shorter, as many of them may be under way. */
  readonly pages: Rpc
  /** Whether the newest call of `rpc` found no chain there. */
  isAway(): boolean
  close(): void
}

/** Most bytes of one answer to a page: readers of logs ask for fewer blocks then. */
const maxPageBytes = 4 * 2 ** 20

export function connectChain(
  { rpcUrl, rpcFallbackUrls, ledger }: PortalConfig,
  meter: Meter,
): Chain {
  const urls = [rpcUrl, ...rpcFallbackUrls]
  const connect = (options: object): Rpc =>
    measureRpc(connectRpcs(urls, { ledger, ...options }), meter)
  const { rpc, isAway } = watchChain(connect({}))
  const pages = connect({ maxAnswerBytes: maxPageBytes })
  return {
    rpc,
    pages,
    isAway,
    close() {
      rpc.close()
      pages.close()
    },
  }
}
