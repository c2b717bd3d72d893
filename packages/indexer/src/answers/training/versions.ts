import { fromHex } from '@vain/base'
import { cidOfContent, type RoundView, type RunView, standingOf } from '@vain/protocol'
import type { EventRow, EventValue } from '../../api/chain/events.ts'
import type { PageQuery } from '../../api/page.ts'
import type { ArtefactRow } from '../../api/training/runs.ts'
import type { Lineage, VersionRow } from '../../api/training/versions.ts'
import type { StoredEvaluation } from '../../store/rows.ts'
import { type Context, runOf, toMark } from '../context.ts'
import { pageOfList } from '../pages.ts'
import { evaluationOf, rootsOf } from './evaluations.ts'
import { toArtefactRow } from './rounds.ts'
import { createdOf } from './runs.ts'

/** The chain of a run's models. */
export async function readLineage(
  context: Context,
  query: PageQuery & { readonly run: number },
): Promise<Lineage> {
  const run = runOf(context, query.run)
  const records = await lineageEvents(context, run, 'Recorded')
  const recorded = new Map(records.map((event) => [event.arguments.version, event]))
  const parents = parentsOf(run)
  const certified = run.rounds.filter(({ certificate }) => certificate !== undefined).toReversed()
  const { rows, next } = pageOfList(certified, ({ round }) => round, query)
  const evaluations = await context.index.store.evaluationsOf(rootsOf(rows))
  const around = { recorded, parents, evaluations }
  const promotions = await lineageEvents(context, run, 'Promoted')
  return {
    run: run.run,
    genesis: { root: run.spec.genesisModelRoot, created: await createdOf(context, run.run) },
    rows: rows.flatMap((round) => describeVersion(context, run, round, around)),
    next,
    promotions: promotions.map(toPromotion),
    rollbacks: await rollbacksOf(context, run),
  }
}

type Around = {
  readonly recorded: ReadonlyMap<EventValue | undefined, EventRow>
  /** Version of the model that each round was trained from. */
  readonly parents: ReadonlyMap<number, number>
  /** What was measured, by root. */
  readonly evaluations: ReadonlyMap<string, StoredEvaluation>
}

function describeVersion(
  { index }: Context,
  run: RunView,
  round: RoundView,
  { recorded, parents, evaluations }: Around,
): VersionRow[] {
  const { certificate, proposal } = round
  if (certificate === undefined || proposal === undefined) return []
  const { at, version, nonSigners, signedWeight, digest } = certificate
  const set = index.ledger.view.sets.get(round.epoch)
  const validators = set?.indices.length ?? 0
  const entry = recorded.get(String(version))
  // A number is used again after a court has overturned a version.
  const isRecorded = entry?.arguments.round === String(round.round)
  return [
    {
      version,
      parent: parents.get(round.round) ?? 0,
      round: round.round,
      state: standingOf(run, round),
      certified: { block: at.block, at: at.timestamp, transaction: at.transaction },
      model: toArtefactRow(proposal.model),
      digest,
      signers: validators - nonSigners.length,
      validators,
      signedWeight: String(signedWeight),
      totalWeight: set?.totalWeight.toString(),
      recorded:
        entry && isRecorded
          ? { ...toMark(entry), index: Number(entry.arguments.index) }
          : undefined,
      evaluation: evaluationOf(round, evaluations),
    },
  ]
}

/** A round trains from the newest version with its model's root. */
function parentsOf(run: RunView): Map<number, number> {
  const versions = new Map<string, number>([[run.spec.genesisModelRoot, 0]])
  const parents = new Map<number, number>()
  for (const { round, model, certificate, proposal } of run.rounds) {
    parents.set(round, versions.get(model.root) ?? 0)
    if (certificate && proposal) versions.set(proposal.model.root, certificate.version)
  }
  return parents
}

function lineageEvents({ index }: Context, { run }: RunView, name: string): Promise<EventRow[]> {
  const mention = { kind: 'run', value: String(run) } as const
  return index.store.events({ contract: 'lineage', names: [name], mention, order: 'oldest' })
}

function toPromotion(event: EventRow): Lineage['promotions'][0] {
  const tag = String(event.arguments.tag)
  return { ...toMark(event), tag, text: textOf(tag), version: Number(event.arguments.version) }
}

/** Text that was put into 32 bytes, filled up with zeros. */
function textOf(tag: string): string | undefined {
  const bytes = fromHex(tag as `0x${string}`)
  const end = bytes.indexOf(0)
  const text = end === -1 ? bytes : bytes.subarray(0, end)
  const isText = text.length > 0 && text.every((byte) => byte >= 0x20 && byte < 0x7f)
  return isText ? new TextDecoder().decode(text) : undefined
}

async function rollbacksOf({ index }: Context, { run }: RunView): Promise<Lineage['rollbacks']> {
  const mention = { kind: 'run', value: String(run) } as const
  const query = { contract: 'ledger', names: ['RolledBack'], mention, order: 'oldest' } as const
  const events = await index.store.events(query)
  return events.map((event) => ({
    ...toMark(event),
    version: Number(event.arguments.version),
    model: modelOf(event.arguments.model),
  }))
}

function modelOf(value: EventValue | undefined): ArtefactRow {
  const { root, content } = value as { readonly root: string; readonly content: `0x${string}` }
  return { root, cid: cidOfContent(content) }
}
