import { VainError } from '@vain/base'
import { type Hex, phases } from '@vain/protocol'
import type { MemberStore } from './memberStore.ts'
import type { Parts } from './parts.ts'
import { basisOf, boundOf, contextsOf, hasAnswer, roundRow } from './rows.ts'
import { unsealSecrets } from './vault.ts'

/** The reading half of a member's memory. */
export function memberReads({
  database,
  vault,
}: Parts): Pick<
  MemberStore,
  | 'memory'
  | 'isForced'
  | 'contexts'
  | 'share'
  | 'bound'
  | 'secrets'
  | 'answer'
  | 'basis'
  | 'vector'
  | 'isDelivered'
  | 'unerased'
> {
  return {
    memory(at) {
      const row = roundRow(database, at)
      if (row === undefined) return {}
      const bound = hasAnswer(database, at, phases.mask) ? boundOf(database, at) : undefined
      return {
        ...(row.open === null ? {} : { open: row.open as Hex }),
        dealt: contextsOf(database, at).map(({ roster }) => roster.root),
        ...(bound && { masked: { roster: bound.roster, share: bound.share } }),
        revealed: hasAnswer(database, at, phases.reveal),
        erased: row.erased === 1,
      }
    },
    isForced: (at) => roundRow(database, at)?.forced === 1,
    contexts: (at) => contextsOf(database, at),
    share: (at, ctx) =>
      database
        .prepare('SELECT envelope FROM contexts WHERE run = ? AND round = ? AND ctx = ?')
        .get(at.run, at.round, ctx)?.envelope as Uint8Array | undefined,
    bound: (at) => boundOf(database, at),
    secrets(at) {
      const row = database
        .prepare('SELECT salt, sealed FROM secrets WHERE run = ? AND round = ?')
        .get(at.run, at.round) as { salt: Uint8Array; sealed: Uint8Array } | undefined
      if (row === undefined) return undefined
      const secrets = unsealSecrets(vault, at, row)
      if (secrets === undefined)
        throw new VainError('store/sealed-otherwise', 'the round secrets do not open', { ...at })
      return secrets
    },
    answer: (at, phase) =>
      database
        .prepare('SELECT envelope FROM answers WHERE run = ? AND round = ? AND phase = ?')
        .get(at.run, at.round, phase)?.envelope as Uint8Array | undefined,
    basis: (at, what) => basisOf(database, at, what),
    vector(at) {
      const row = database
        .prepare('SELECT published FROM vectors WHERE run = ? AND round = ?')
        .get(at.run, at.round)
      return row && { published: row.published === 1 }
    },
    isDelivered: (at) =>
      database
        .prepare('SELECT 1 FROM deliveries WHERE run = ? AND round = ?')
        .get(at.run, at.round) !== undefined,
    unerased: () =>
      database
        .prepare(
          'SELECT run, round FROM rounds WHERE erased = 0 UNION SELECT run, round FROM trained',
        )
        .all()
        .map((row) => ({ run: Number(row.run), round: Number(row.round) })),
  }
}
