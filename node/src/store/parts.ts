import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { RandomSource, Secret } from '@vain/base'
import type { RoundKey } from './roundKey.ts'

/** What the pieces of the member's memory share. */
export type Parts = {
  readonly database: DatabaseSync
  readonly folder: string
  readonly vault: Secret<Uint8Array>
  readonly random: RandomSource
}

/** File of a round. */
export const pathOf = (folder: string, kind: string, { run, round }: RoundKey): string =>
  join(folder, kind, `${run}-${round}.bin`)
