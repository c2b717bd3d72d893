import { Secret } from '@vain/base'
import { type Postgres, startPostgres } from '@vain/testkit'
import type { Place } from '../../src/store/database/openDatabase.ts'
import { openStore, type Store } from '../../src/store/openStore.ts'

let server: Promise<Postgres> | undefined

/** One server for all tests of this process, until {@link stopPostgres}. */
export function sharedPostgres(): Promise<Postgres> {
  server ??= startPostgres()
  return server
}

/** Ends the server. A root hook of each file that has one: files that run in one worker share this module. */
export async function stopPostgres(): Promise<void> {
  const running = server
  server = undefined
  await (await running)?.stop()
}

/** A kind of database, and how an empty index is opened in it. */
export type Kind = { readonly name: string; empty(network?: string): Promise<Store> }

/** Where an index of PostgreSQL is. */
export async function placeOf(): Promise<Place> {
  const { url } = await sharedPostgres()
  return { postgres: new Secret(url) }
}

/** Every kind of database that an index may be in. In PostgreSQL one index is open at a time. */
export const kinds: readonly Kind[] = [
  { name: 'SQLite', empty: (network = 'test') => openStore(':memory:', network) },
  {
    name: 'PostgreSQL',
    empty: async (network = 'test') => openStore(await placeOf(), network, { rebuild: true }),
  },
]
