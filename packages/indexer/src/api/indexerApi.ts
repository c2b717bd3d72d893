import { type ApiDefinition, type Endpoint, metricsEndpoint } from '@vain/service'
import { eventsEndpoint, liveEndpoint } from './chain/events.ts'
import { headEndpoint } from './chain/head.ts'
import { portalEndpoint } from './chain/portal.ts'
import { rpcEndpoint } from './chain/rpc.ts'
import { proposalEndpoint, proposalsEndpoint } from './governance/proposals.ts'
import { relayEndpoint } from './governance/relay.ts'
import { votesEndpoint } from './governance/votes.ts'
import { operatorHealthEndpoint } from './operators/health.ts'
import { operatorEndpoint, operatorsEndpoint } from './operators/operators.ts'
import { searchEndpoint } from './search/search.ts'
import { portalHealthEndpoint, portalReadyEndpoint } from './server/health.ts'
import { accountEndpoint, rewardEndpoint } from './stake/accounts.ts'
import { stakeHistoryEndpoint } from './stake/history.ts'
import { roundEndpoint, roundsEndpoint } from './training/rounds.ts'
import { runEndpoint, runsEndpoint } from './training/runs.ts'
import { versionsEndpoint } from './training/versions.ts'

const endpoints: readonly Endpoint[] = [
  portalEndpoint,
  headEndpoint,
  eventsEndpoint,
  liveEndpoint,
  runsEndpoint,
  runEndpoint,
  roundsEndpoint,
  roundEndpoint,
  versionsEndpoint,
  operatorsEndpoint,
  operatorEndpoint,
  operatorHealthEndpoint,
  proposalsEndpoint,
  proposalEndpoint,
  votesEndpoint,
  accountEndpoint,
  rewardEndpoint,
  stakeHistoryEndpoint,
  searchEndpoint,
  relayEndpoint,
  rpcEndpoint,
  portalHealthEndpoint,
  portalReadyEndpoint,
  metricsEndpoint,
]

/** What the portal's server answers from the index, the chain and operators. */
export const portalApi: ApiDefinition = {
  title: 'vAIn: portal',
  text: 'The network as its contracts tell it: training, lineage, governance, stake. Amounts are decimal texts in the smallest unit, times are seconds since 1970. What stands now is the answer of a contract; what happened comes from an index of events that follows reorganisations.',
  endpoints,
}
