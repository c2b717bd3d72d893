import { type ContractName, decodeCalldata, type ProposalCall, parseProposal } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { EventRow } from '../../api/chain/events.ts'
import type {
  CallRow,
  ProposalDetail,
  ProposalQuery,
  ProposalRow,
  ProposalStep,
} from '../../api/governance/proposals.ts'
import type { Page } from '../../api/page.ts'
import { toWord } from '../../follow/toEvents.ts'
import type { Position } from '../../store/rows.ts'
import { type Context, notFound, toMark } from '../context.ts'
import { nextOf, toPosition } from '../pages.ts'
import type { Governance } from './createGovernance.ts'
import { titleOf } from './title.ts'
import { tallyHistory } from './votes.ts'

type Deps = { readonly context: Context; readonly governance: Governance | undefined }

/** Proposals that are looked at together. */
const chunk = 50

const idOf = ({ arguments: args }: EventRow): Hex => toWord(String(args.proposalId))

/** Proposals that fit, the newest first. */
export async function readProposals(deps: Deps, query: ProposalQuery): Promise<Page<ProposalRow>> {
  const { context, governance } = deps
  if (governance === undefined) return { rows: [] }
  const found: EventRow[] = []
  let after: Position | undefined = toPosition(query.after)
  for (;;) {
    const some = await createdAfter(context, query, after)
    const matching = some.filter(({ arguments: args }) => isBy(args, query))
    const fits = await Promise.all(matching.map((event) => isInState(governance, event, query)))
    found.push(...matching.filter((_, place) => fits[place]))
    after = some.at(-1)
    if (found.length > query.limit || some.length < chunk) break
  }
  const page = found.slice(0, query.limit)
  const rows = await Promise.all(page.map((event) => describe(governance, event)))
  return { rows, ...(found.length > query.limit ? nextOf(page, query.limit) : {}) }
}

/** Everything of a proposal. @throws {HttpFailure} 404 */
export async function readProposal(deps: Deps, id: Hex): Promise<ProposalDetail> {
  const { context, governance } = deps
  const { store } = context.index
  const mention = { kind: 'proposal', value: id } as const
  const events = await store.events({ contract: 'governor', mention, order: 'oldest' })
  const created = events.find(({ name }) => name === 'ProposalCreated')
  const log = created && (await store.logAt(created))
  if (governance === undefined || created === undefined || log === undefined)
    throw notFound('proposal')
  const { description, descriptionHash, calls } = parseProposal(log)
  return {
    ...(await describe(governance, created)),
    description,
    descriptionHash,
    calls: calls.map((call) => readCall(context, call)),
    steps: events.flatMap(toStep),
    history: await tallyHistory(context, id),
  }
}

/** @param after - where the page before ended */
function createdAfter(
  { index }: Context,
  { text = '', proposer }: ProposalQuery,
  after: Position | undefined,
): Promise<EventRow[]> {
  return index.store.events({
    ...{ contract: 'governor', names: ['ProposalCreated'] },
    mention: proposer === undefined ? undefined : { kind: 'address', value: proposer },
    search: text.trim() === '' ? undefined : text.trim(),
    ...{ order: 'newest', after, limit: chunk },
  })
}

/** A target of its calls is named too. */
function isBy(args: EventRow['arguments'], { proposer }: ProposalQuery): boolean {
  return proposer === undefined || args.proposer === proposer
}

async function isInState(
  governance: Governance,
  event: EventRow,
  { state }: ProposalQuery,
): Promise<boolean> {
  return state === undefined || (await governance.stateOf(idOf(event))) === state
}

async function describe(governance: Governance, event: EventRow): Promise<ProposalRow> {
  const id = idOf(event)
  const { votes, quorum, readyAt, state, snapshot, deadline, expiry } =
    await governance.standingOf(id)
  const { for: yes, against, abstain } = votes
  return {
    id,
    proposer: String(event.arguments.proposer),
    title: titleOf(String(event.arguments.description)),
    created: toMark(event),
    state,
    snapshot,
    deadline,
    votes: { for: String(yes), against: String(against), abstain: String(abstain) },
    quorum: quorum?.toString(),
    readyAt: readyAt === 0 ? undefined : readyAt,
    expiry,
  }
}

function readCall({ index }: Context, { target, valueWei, data }: ProposalCall): CallRow {
  const entry = Object.entries(index.contracts).find(([, address]) => address === target)
  // The cast holds: the keys are those of the type.
  const contract = entry?.[0] as ContractName | undefined
  const decoded = contract && decodeCalldata(contract, data)
  return {
    ...{ target, valueWei: String(valueWei), data, contract },
    ...{ function: decoded?.name, arguments: decoded?.args },
  }
}

const steps: Readonly<Record<string, ProposalStep['step']>> = {
  ProposalCreated: 'created',
  ProposalQueued: 'queued',
  ProposalExecuted: 'executed',
  ProposalCanceled: 'canceled',
  ProposalExtended: 'extended',
}

function toStep(event: EventRow): ProposalStep[] {
  const step = steps[event.name]
  return step === undefined ? [] : [{ ...toMark(event), step }]
}
