import type { Hex } from '../hex.ts'
import type { LedgerView, RoundView } from '../ledger/view.ts'
import type { Body } from '../messages/bodies.ts'
import { type Envelope, openEnvelope } from '../messages/envelope.ts'
import { type ArtefactName, type Fault, type FaultReason, fault } from './fault.ts'
import type { Fetching } from './fetch.ts'

/** Body of the messages of one phase. */
export type BodyOf<P extends Body['phase']> = Extract<Body, { phase: P }>

/** Staking address of an operator, active or not. */
export function addressBook(view: LedgerView): (index: number) => Hex | undefined {
  return (index) => view.operators.get(index)?.address
}

/**
 * Opens the envelopes of one phase: signature, phase, run, round, ascending distinct senders.
 */
export async function openPhase<P extends Body['phase']>(
  { pause }: Pick<Fetching, 'pause'>,
  view: LedgerView,
  round: Pick<RoundView, 'run' | 'round'>,
  artefact: ArtefactName,
  phase: P,
  envelopes: readonly Uint8Array[],
): Promise<ReadonlyMap<number, BodyOf<P>> | Fault> {
  const bodies = new Map<number, BodyOf<P>>()
  let previous = -1
  for (const bytes of envelopes) {
    await pause?.()
    const opened = openEnvelope(view.venue, bytes, addressBook(view))
    if ('fault' in opened) return fault(artefact, opened.fault, { detail: `entry ${bodies.size}` })
    const { sender } = opened
    const problem = misplaced(opened, round, phase)
    if (problem !== undefined) return fault(artefact, problem, { sender })
    if (sender <= previous) return fault(artefact, 'malformed', { sender, detail: 'not ascending' })
    previous = sender
    bodies.set(sender, opened.body as BodyOf<P>)
  }
  return bodies
}

/** Whether an envelope belongs to another phase or round. */
export function misplaced(
  envelope: Envelope,
  round: Pick<RoundView, 'run' | 'round'>,
  phase: number,
): 'wrong-phase' | 'wrong-round' | undefined {
  const { body } = envelope
  if (body.phase !== phase) return 'wrong-phase'
  if (body.run !== round.run || body.round !== round.round) return 'wrong-round'
  return undefined
}

/** The first message of a phase that does not fit, ascending by sender. */
export async function firstUnfit<B>(
  { pause }: Pick<Fetching, 'pause'>,
  artefact: ArtefactName,
  bodies: ReadonlyMap<number, B>,
  check: (sender: number, body: B) => FaultReason | undefined,
): Promise<Fault | undefined> {
  for (const [sender, body] of bodies) {
    await pause?.()
    const problem = check(sender, body)
    if (problem !== undefined) return fault(artefact, problem, { sender })
  }
  return undefined
}
