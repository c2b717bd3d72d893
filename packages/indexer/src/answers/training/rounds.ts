import { toHex } from '@vain/base'
import type { Cost } from '@vain/chain'
import {
  type Artefact,
  cidOfContent,
  findRound,
  type Hex,
  type LedgerView,
  type RoundView,
  type RunView,
  standingOf,
} from '@vain/protocol'
import type { EventRow } from '../../api/chain/events.ts'
import type {
  CertificateRow,
  RoundDetail,
  RoundStep,
  RoundSummary,
} from '../../api/training/rounds.ts'
import type { ArtefactRow } from '../../api/training/runs.ts'
import type { StoredEvaluation } from '../../store/rows.ts'
import { type Context, toMark } from '../context.ts'
import { evaluationOf, rootsOf } from './evaluations.ts'

/** What the index keeps of rounds beside the ledger's view. */
type Kept = {
  /** By transaction. */
  readonly costs: ReadonlyMap<string, Cost>
  /** By root. */
  readonly evaluations: ReadonlyMap<string, StoredEvaluation>
}

/** Rounds of a run at a glance. */
export async function summariseRounds(
  { index }: Context,
  run: RunView,
  rounds: readonly RoundView[],
): Promise<RoundSummary[]> {
  const transactions = rounds.flatMap(placesOf).map(({ transaction }) => transaction)
  const [costs, evaluations] = await Promise.all([
    index.store.costsOf(transactions),
    index.store.evaluationsOf(rootsOf(rounds)),
  ])
  return rounds.map((round) =>
    summariseRound(index.ledger.view, run, round, { costs, evaluations }),
  )
}

function summariseRound(
  view: LedgerView,
  run: RunView,
  round: RoundView,
  { costs, evaluations }: Kept,
): RoundSummary {
  const state = standingOf(run, round)
  const { certificate } = round
  const places = placesOf(round)
  return {
    run: run.run,
    round: round.round,
    state,
    epoch: round.epoch,
    openedAt: round.opened.timestamp,
    changedAt: Math.max(...places.map(({ timestamp }) => timestamp)),
    members: round.members.length,
    survivors: round.survivors?.length,
    version: state === 'overturned' ? undefined : certificate?.version,
    signedWeight: certificate?.signedWeight.toString(),
    totalWeight: view.sets.get(round.epoch)?.totalWeight.toString(),
    gas: gasOf(costs, places, openingAfter(run, round)),
    evaluation: evaluationOf(round, evaluations),
  }
}

/**
 * Gas of all transactions of a round; undefined if a receipt of one is missing.
 *
 * @param others - a transaction whose gas is not this round's
 */
function gasOf(
  costs: Kept['costs'],
  places: readonly { readonly transaction: Hex }[],
  others: Hex | undefined,
): number | undefined {
  const transactions = new Set(places.map(({ transaction }) => transaction))
  if (others !== undefined) transactions.delete(others)
  let sum = 0
  for (const transaction of transactions) {
    const cost = costs.get(transaction)
    if (cost === undefined) return undefined
    sum += cost.gasUsed
  }
  return sum
}

/** The transaction that opened the next round, which makes this one final and is paid for by that one. */
const openingAfter = (run: RunView, { round }: RoundView): Hex | undefined =>
  findRound(run, round + 1)?.opened.transaction

/** Everything the chain says of a round. */
export async function describeRound(
  context: Context,
  run: RunView,
  round: RoundView,
): Promise<RoundDetail> {
  const { view } = context.index.ledger
  const [summary] = await summariseRounds(context, run, [round])
  const forced = new Set(round.forced.map(({ index }) => index))
  return {
    // One for one round.
    ...(summary as RoundSummary),
    threshold: round.threshold,
    model: {
      root: round.model.root,
      cid: round.model.content && cidOfContent(round.model.content),
    },
    roster: round.members.map((operator) => ({
      operator,
      address: addressOf(view, operator),
      wasForced: forced.has(operator),
      survived: round.survivors?.includes(operator),
    })),
    steps: await stepsOf(context, round, openingAfter(run, round)),
    artefacts: artefactsOf(round),
    certificate: describeCertificate(view, round),
  }
}

/** An artefact, where to find it too. */
export function toArtefactRow({ root, content }: Artefact): ArtefactRow {
  return { root, cid: cidOfContent(content) }
}

const addressOf = (view: LedgerView, operator: number): string =>
  view.operators.get(operator)?.address ?? ''

function placesOf(round: RoundView): readonly { transaction: Hex; timestamp: number }[] {
  const { opened, masked, proposal, certificate, finalized, aborted, overturned } = round
  const places = [opened, masked, proposal?.at, certificate?.at, finalized, aborted, overturned]
  return places.filter((place) => place !== undefined)
}

/** Most steps that are told of one round: members may force themselves in. */
const maxSteps = 300

/**
 * Its steps as the ledger logged them, from its opening to that of the next round.
 *
 * @param others - a transaction whose gas is not this round's
 */
async function stepsOf(
  { index: { store } }: Context,
  round: RoundView,
  others: Hex | undefined,
): Promise<RoundStep[]> {
  const events = await store.events({
    contract: 'ledger',
    mention: { kind: 'run', value: String(round.run) },
    order: 'oldest',
    after: { block: round.opened.block, logIndex: round.opened.logIndex - 1 },
    limit: maxSteps,
  })
  const isOwn = (event: EventRow): boolean => event.arguments.round === String(round.round)
  const next = events.findIndex((event) => event.name === 'Opened' && !isOwn(event))
  const own = events.slice(0, next === -1 ? undefined : next).filter(isOwn)
  const costs = await store.costsOf(own.map(({ transaction }) => transaction))
  return own.map((event) => {
    const cost = costs.get(event.transaction)
    const step = event.name.toLowerCase()
    const gas = event.transaction === others ? undefined : cost?.gasUsed
    return { ...toMark(event), step, gas, from: cost?.sender }
  })
}

function artefactsOf(round: RoundView): RoundDetail['artefacts'] {
  const { roster, share, masks, proposal, certificate } = round
  const { reveals, sum, model } = proposal ?? {}
  const found = { roster, share, masks, reveals, sum, model, evaluation: certificate?.evaluation }
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, artefact]) =>
      artefact === undefined ? [] : [[name, toArtefactRow(artefact)]],
    ),
  )
}

function describeCertificate(
  view: LedgerView,
  { epoch, certificate }: RoundView,
): CertificateRow | undefined {
  if (certificate === undefined) return undefined
  const { indices = [], weights = [] } = view.sets.get(epoch) ?? {}
  return {
    version: certificate.version,
    digest: certificate.digest,
    signature: toHex(certificate.signature),
    signers: indices.map((operator, position) => ({
      operator,
      address: addressOf(view, operator),
      weight: String(weights[position] ?? 0n),
      hasSigned: !certificate.nonSigners.includes(position),
    })),
  }
}
