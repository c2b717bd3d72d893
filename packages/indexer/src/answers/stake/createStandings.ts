import { callContract, type Deployment, type LedgerReader, type Rpc } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { Index } from '../../follow/createIndex.ts'

/** What the vault says of an account. */
export type Standing = { readonly bonded: bigint; readonly votes: bigint }

/** The vault's answers, which stay the same until an event names the account. */
export type Standings = { of(address: Hex): Promise<Standing> }

/** Accounts that are kept in mind. */
const maxKept = 10_000

export function createStandings(
  rpc: Rpc,
  { vault }: Deployment,
  reader: Pick<LedgerReader, 'bonded'>,
  index: Pick<Index, 'store'>,
): Standings {
  const kept = new Map<Hex, { readonly mark: string; readonly standing: Promise<Standing> }>()

  /** Changes whenever the vault has logged anything of the account, or taken it back. */
  async function markOf(address: Hex): Promise<string> {
    const mention = { kind: 'address', value: address } as const
    const query = { contract: 'vault', mention, order: 'newest', limit: 1 } as const
    const [last] = await index.store.events(query)
    return last === undefined ? '' : `${last.transaction}.${last.logIndex}`
  }

  async function ask(address: Hex): Promise<Standing> {
    const votes = callContract(rpc, 'vault', vault, 'getVotes', [address])
    return { bonded: await reader.bonded(address), votes: (await votes).bigint('value') }
  }

  return {
    async of(address) {
      const mark = await markOf(address)
      const known = kept.get(address)
      if (known?.mark === mark) return known.standing
      const standing = ask(address)
      // What failed is asked for again.
      standing.catch(() => kept.delete(address))
      kept.delete(address)
      kept.set(address, { mark, standing })
      if (kept.size > maxKept) kept.delete(kept.keys().next().value as Hex)
      return standing
    },
  }
}
