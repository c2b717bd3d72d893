import { leaderOf, ringOf } from '@vain/protocol'
import type { RunScene } from '../round/index.ts'

/** Chain time in seconds from which a step goes on with who answered. */
export type Windows = { readonly advertise: number; readonly share: number; readonly mask: number }

/**
 * How the leader divides its turn in `open`: a quarter of it for the keys, a quarter for the
 * shares, then all the training time and a quarter of the turn for the masks, and the rest to get
 * the transaction into a block. Source: docs/protocol §6.4.
 */
export function windowsOf({ view, run, now }: RunScene): Windows {
  const { machine, spec, createdAt } = run
  const around = { params: spec.params, createdAt, now, ring: ringOf(view) }
  const { begins, ends } = leaderOf(machine, around)?.turn ?? { begins: now, ends: now }
  const quarter = Math.floor(machine.lead.turnSeconds / 4)
  return { advertise: begins + quarter, share: begins + 2 * quarter, mask: ends - quarter }
}
