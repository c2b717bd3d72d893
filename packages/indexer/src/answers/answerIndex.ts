import { VainError } from '@vain/base'
import { findRound, type Hex } from '@vain/protocol'
import { HttpFailure, type HttpServer } from '@vain/service'
import { eventsEndpoint, liveEndpoint } from '../api/chain/events.ts'
import { headEndpoint } from '../api/chain/head.ts'
import { proposalEndpoint, proposalsEndpoint } from '../api/governance/proposals.ts'
import { votesEndpoint } from '../api/governance/votes.ts'
import { operatorHealthEndpoint } from '../api/operators/health.ts'
import { operatorEndpoint, operatorsEndpoint } from '../api/operators/operators.ts'
import { searchEndpoint } from '../api/search/search.ts'
import { accountEndpoint, rewardEndpoint } from '../api/stake/accounts.ts'
import { stakeHistoryEndpoint } from '../api/stake/history.ts'
import { roundEndpoint, roundsEndpoint } from '../api/training/rounds.ts'
import { runEndpoint, runsEndpoint } from '../api/training/runs.ts'
import { versionsEndpoint } from '../api/training/versions.ts'
import { type Context, notFound, runOf } from './context.ts'
import { cutEvent } from './cutValue.ts'
import { createGovernance } from './governance/createGovernance.ts'
import { readProposal, readProposals } from './governance/proposals.ts'
import { readVotes } from './governance/votes.ts'
import { createHealth } from './operators/health.ts'
import { describeOperator, detailOperator } from './operators/operators.ts'
import { nextOf, pageOfList, toPosition } from './pages.ts'
import { search } from './search/search.ts'
import { describeAccount } from './stake/accounts.ts'
import { createStakeHistory } from './stake/history.ts'
import { createRewards } from './stake/reward.ts'
import { describeRound, summariseRounds } from './training/rounds.ts'
import { describeRun } from './training/runs.ts'
import { readLineage } from './training/versions.ts'

type Http = Pick<HttpServer, 'answer' | 'publish'>

/** Says of answers that need the database while it is away when to ask again. */
const toldAway = ({ answer, publish }: Http): Http => ({
  publish,
  answer: (endpoint, handler) =>
    answer(endpoint, async (request) => {
      try {
        return await handler(request)
      } catch (error) {
        if (!(error instanceof VainError) || error.code !== 'portal/database-away') throw error
        const retry = { retryAfterSeconds: 5 }
        throw new HttpFailure(503, 'http/busy', 'the database of the index is away', retry)
      }
    }),
})

/**
 * Says how the endpoints of the index are answered, and tells those who follow what changes.
 *
 * @returns a function that ends the telling
 */
export function answerIndex(to: Http, context: Context): () => void {
  const http = toldAway(to)
  answerChain(http, context)
  answerTraining(http, context)
  answerOperators(http, context)
  answerGovernance(http, context)
  http.answer(accountEndpoint, ({ parameters }) =>
    describeAccount(context, parameters.address as Hex),
  )
  const readReward = createRewards(context)
  http.answer(rewardEndpoint, ({ parameters }) => readReward(parameters.address as Hex))
  http.answer(stakeHistoryEndpoint, createStakeHistory(context))
  http.answer(searchEndpoint, ({ parameters }) => search(context, parameters.text))
  return context.index.onChange((change) =>
    http.publish(liveEndpoint, { ...change, events: change.events.map(cutEvent) }),
  )
}

function answerChain(http: Http, { index }: Context): void {
  http.answer(headEndpoint, () => {
    const head = index.head()
    if (head !== undefined) return head
    throw new HttpFailure(503, 'http/starting', 'nothing is indexed yet', { retryAfterSeconds: 1 })
  })
  http.answer(eventsEndpoint, async ({ parameters: { contract, name, address, limit, after } }) => {
    const rows = await index.store.events({
      contract,
      ...(name !== undefined && { names: [name] }),
      ...(address !== undefined && { mention: { kind: 'address', value: address } }),
      order: 'newest',
      after: toPosition(after),
      limit,
    })
    return { rows: rows.map(cutEvent), ...nextOf(rows, limit) }
  })
}

function answerTraining(http: Http, context: Context): void {
  const { index } = context
  http.answer(runsEndpoint, () =>
    Promise.all([...index.ledger.view.runs.values()].map((run) => describeRun(context, run))),
  )
  http.answer(runEndpoint, ({ parameters }) => describeRun(context, runOf(context, parameters.run)))
  http.answer(roundsEndpoint, async ({ parameters }) => {
    const run = runOf(context, parameters.run)
    const { rows, next } = pageOfList(run.rounds.toReversed(), ({ round }) => round, parameters)
    return { rows: await summariseRounds(context, run, rows), next }
  })
  http.answer(roundEndpoint, ({ parameters }) => {
    const run = runOf(context, parameters.run)
    const round = findRound(run, parameters.round)
    if (round === undefined) throw notFound('round')
    return describeRound(context, run, round)
  })
  http.answer(versionsEndpoint, ({ parameters }) => readLineage(context, parameters))
}

function answerOperators(http: Http, context: Context): void {
  const { index } = context
  const readHealth = createHealth(context)
  http.answer(operatorsEndpoint, () => {
    const operators = [...index.ledger.view.operators.values()]
    return Promise.all(operators.map((operator) => describeOperator(context, operator)))
  })
  http.answer(operatorEndpoint, ({ parameters }) => detailOperator(context, parameters.index))
  http.answer(operatorHealthEndpoint, ({ parameters }) => readHealth(parameters.index))
}

function answerGovernance(http: Http, context: Context): void {
  const deps = { context, governance: createGovernance(context) }
  http.answer(proposalsEndpoint, ({ parameters }) => readProposals(deps, parameters))
  http.answer(proposalEndpoint, ({ parameters }) => readProposal(deps, parameters.id as Hex))
  http.answer(votesEndpoint, ({ parameters }) => readVotes(context, parameters))
}
