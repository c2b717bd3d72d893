import {
  advertise,
  createRoundSecrets,
  type Hex,
  type LedgerView,
  roundStart,
  signEnvelope,
} from '@vain/protocol'
import type { RoundKey } from '../store/index.ts'
import type { MemberDeps } from './memberParts.ts'

/**
 * Makes the keys of a round and puts them on disk with the message that advertises them.
 *
 * @param open - head after the opening; undefined if the round has not opened
 */
export function makeKeys(
  { store, random, index, keys }: Pick<MemberDeps, 'store' | 'random' | 'index' | 'keys'>,
  { venue }: LedgerView,
  { run, round }: RoundKey,
  open: Hex | undefined,
): void {
  const secrets = createRoundSecrets(random)
  const start = roundStart(venue, run, round)
  const body = advertise({ run, round, start }, index, secrets)
  const { bytes } = signEnvelope(venue, index, body, keys.staking)
  store.saveAdvertise({ run, round }, open, secrets, bytes)
}
