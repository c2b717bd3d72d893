import type { RandomSource, Secret } from '@vain/base'
import type { Venue } from '@vain/protocol'
import { openDatabase } from './database.ts'
import { createMemberStore, type MemberStore } from './memberStore.ts'
import { createValidatorStore, type ValidatorStore } from './validatorStore.ts'

/** An operator's memory on disk. */
export type Store = {
  readonly member: MemberStore
  readonly validator: ValidatorStore
  close(): void
}

/**
 * Opens the memory in a folder, or makes it. One process at a time.
 *
 * Never start one key with two folders, nor from an old copy of one: a memory that has forgotten
 * what was said is how shares of both kinds get out.
 *
 * @throws {VainError} `store/in-use`, `store/other-network`
 */
export function openStore(
  deps: { readonly random: RandomSource; readonly vault: Secret<Uint8Array> },
  options: { readonly folder: string; readonly venue: Venue },
): Store {
  const database = openDatabase(options.folder, options.venue)
  const { folder } = options
  return {
    member: createMemberStore({ ...deps, database, folder }),
    validator: createValidatorStore(database),
    close: () => database.close(),
  }
}
