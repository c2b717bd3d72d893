import {
  type Configuration,
  type DerivedRound,
  type Evaluations,
  type Fault,
  fault,
  isFault,
  type LedgerView,
  type RoundView,
  readEvaluations,
  summariseEvaluations,
  verifyCertificate,
  verifyRound,
} from '@vain/protocol'
import type { Meter } from './meter.ts'
import type { AuditedRound } from './report.ts'

/** A certified round that fits, and the checkpoint it leads to. */
export type VerifiedRound = {
  readonly checkpoint: Float32Array
  readonly found: Pick<AuditedRound, 'sets' | 'evaluation' | 'signedShare' | 'condemned'>
}

/**
 * Derives a certified round again: its certificate, the evaluations under it, its sum and model.
 *
 * @param parent - the checkpoint it began with, itself derived, never the published one
 */
export async function auditRound(
  view: LedgerView,
  round: RoundView,
  run: { readonly configuration: Configuration; readonly configHash: `0x${string}` },
  parent: Float32Array,
  meter: Meter,
): Promise<VerifiedRound | Fault> {
  const derived = await verifyRound(meter.from, {
    view,
    round,
    ...run,
    parent,
    masker: meter.masker,
  })
  if (isFault(derived)) return derived
  const forged = verifyCertificate(view, round)
  if (forged !== undefined) return forged
  const evaluations = await readSigned(view, round, meter)
  if (isFault(evaluations)) return evaluations
  const sets = setsOf(round, derived)
  const { roster, u1, u2, revealed } = sets
  meter.count('messages', roster + u1 + u2 + revealed + evaluations.size)
  meter.count('vectors', u2)
  meter.count('certificates')
  const total = view.sets.get(round.epoch)?.totalWeight ?? 1n
  // Four digits of a share of stake are enough for a person.
  const signedShare = Number((10_000n * (round.certificate?.signedWeight ?? 0n)) / total) / 10_000
  return {
    checkpoint: derived.checkpoint,
    found: {
      ...{ sets, evaluation: summariseEvaluations(evaluations), signedShare },
      ...condemnedIn(derived),
    },
  }
}

function setsOf(
  { members, threshold, survivors }: RoundView,
  { frame, shares, revealed }: DerivedRound,
): Required<AuditedRound['sets']> {
  return {
    members: members.length,
    threshold,
    roster: frame.roster.size,
    u1: shares.size,
    u2: survivors?.length ?? 0,
    revealed: revealed.reveals.size,
  }
}

function condemnedIn({ verdicts }: DerivedRound): Pick<AuditedRound, 'condemned'> {
  const condemned = [...verdicts].flatMap(([group, verdict]) =>
    verdict.kind === 'accept'
      ? []
      : [{ group, reason: verdict.reason, members: [...verdict.members.keys()] }],
  )
  return condemned.length === 0 ? {} : { condemned }
}

/** Evaluations that the certificate binds: each signer's own must be among them (§7.4). */
async function readSigned(
  view: LedgerView,
  round: RoundView,
  meter: Meter,
): Promise<Evaluations | Fault> {
  const { certificate, epoch } = round
  const set = view.sets.get(epoch)
  if (certificate === undefined || set === undefined) return fault('certificate', 'missing')
  const { evaluation, nonSigners } = certificate
  const evaluations = await readEvaluations(meter.from, view, round, evaluation)
  if (isFault(evaluations)) return evaluations
  const silent = set.indices.find(
    (index, position) => !nonSigners.includes(position) && !evaluations.has(index),
  )
  return silent === undefined
    ? evaluations
    : fault('evaluations', 'wrong-set', { sender: silent, detail: 'signed without evaluating' })
}
