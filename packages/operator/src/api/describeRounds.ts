import { toHex } from '@vain/base'
import type { ChainState } from '@vain/chain'
import {
  type Artefact,
  type Certificate,
  cidOfContent,
  type Hex,
  type LedgerView,
  leaderOf,
  type Place,
  type RoundView,
  type RunView,
  ringOf,
  standingOf,
} from '@vain/protocol'
import type { RoundDetail, RoundSummary } from './rounds.ts'
import type { RunRow } from './runs.ts'

/** Where a run stands, at the chain's time. */
export function describeRun({ view, block }: ChainState, run: RunView): RunRow {
  const { cursor, head } = run.machine
  const round = run.rounds.at(-1)
  const around = { params: run.spec.params, createdAt: run.createdAt, now: block.timestamp }
  const leader = leaderOf(run.machine, { ...around, ring: ringOf(view) })
  return {
    run: run.run,
    createdAt: run.createdAt,
    configuration: run.configCid,
    round: cursor.round,
    state: round === undefined ? 'idle' : standingOf(run, round),
    version: cursor.version,
    deadline: cursor.deadline,
    leader: leader && { address: leader.address, index: leader.index },
    head,
    model: { root: run.model.root, cid: run.model.content && cidOfContent(run.model.content) },
    rules: { ...run.spec.params },
  }
}

/** A round at a glance. */
export function summariseRound(run: RunView, round: RoundView): RoundSummary {
  const state = standingOf(run, round)
  return {
    round: round.round,
    state,
    openedAt: round.opened.timestamp,
    members: round.members.length,
    survivors: round.survivors?.length,
    version: state === 'overturned' ? undefined : round.certificate?.version,
  }
}

/** Everything the chain says of a round. */
export function describeRound(view: LedgerView, run: RunView, round: RoundView): RoundDetail {
  const { survivors, certificate } = round
  return {
    ...summariseRound(run, round),
    run: run.run,
    epoch: round.epoch,
    threshold: round.threshold,
    roster: round.members.map((operator) => ({
      operator,
      survived: survivors?.includes(operator),
    })),
    steps: stepsOf(round),
    artefacts: artefactsOf(round),
    certificate: certificate && describeCertificate(view, round, certificate),
  }
}

function describeCertificate(
  { sets }: LedgerView,
  { epoch }: RoundView,
  { version, digest, signature, nonSigners, signedWeight }: Certificate,
): NonNullable<RoundDetail['certificate']> {
  const set = sets.get(epoch)
  return {
    version,
    digest,
    signature: toHex(signature),
    // On chain they are places in the set.
    nonSigners: nonSigners.flatMap((place) => set?.indices[place] ?? []),
    signedWeight: String(signedWeight),
    totalWeight: set?.totalWeight.toString(),
  }
}

function stepsOf(round: RoundView): RoundDetail['steps'] {
  const places: Readonly<Record<string, Place | undefined>> = {
    opened: round.opened,
    masked: round.masked,
    proposed: round.proposal?.at,
    certified: round.certificate?.at,
    finalized: round.finalized,
    aborted: round.aborted,
    overturned: round.overturned,
  }
  return Object.entries(places).flatMap(([step, at]) =>
    at === undefined
      ? []
      : [{ step, block: at.block, transaction: at.transaction, at: at.timestamp }],
  )
}

function artefactsOf(round: RoundView): RoundDetail['artefacts'] {
  const { roster, share, masks, proposal, certificate } = round
  const { reveals, sum, model } = proposal ?? {}
  const found: Readonly<Record<string, Artefact | undefined>> = {
    ...{ roster, share, masks, reveals, sum, model },
    evaluation: certificate?.evaluation,
  }
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, artefact]) =>
      artefact === undefined
        ? []
        : [[name, { root: artefact.root, cid: cidOfContent(artefact.content as Hex) }]],
    ),
  )
}
