import { hashWords } from '../abi.ts'
import type { Artefact } from '../artefact.ts'
import type { Hex } from '../hex.ts'
import { allRounds, type RunView } from '../ledger/view.ts'
import { createRange, type MountainRange } from './range.ts'

/** A version that stands. As `ModelLineage` takes it. */
export type Version = {
  /** Counted by the ledger from 1; numbers of overturned versions are missing. */
  readonly version: number
  readonly round: number
  readonly model: Artefact
  readonly digest: Hex
}

/** What the range holds of a version. Source: docs/protocol/lineage.md. */
export function versionLeaf(run: number, { version, round, model, digest }: Version): Hex {
  return hashWords(run, version, round, model.root, model.content, digest)
}

/**
 * The versions of a run that stand, in order: certified, final and never overturned.
 *
 * @throws {VainError} `protocol/rounds-forgotten`
 */
export function versionsOf(run: RunView): Version[] {
  return allRounds(run).flatMap(({ round, proposal, certificate, finalized, overturned }) =>
    proposal && certificate && finalized && !overturned
      ? [{ version: certificate.version, round, model: proposal.model, digest: certificate.digest }]
      : [],
  )
}

/**
 * The range that `ModelLineage` keeps of a run, for the proofs it takes.
 *
 * @param size - how many versions it has recorded: `sizeOf(run)`
 * @throws {VainError} `protocol/rounds-forgotten`
 */
export function lineageOf(run: RunView, size: number): MountainRange {
  return createRange(
    versionsOf(run)
      .slice(0, size)
      .map((version) => versionLeaf(run.run, version)),
  )
}
