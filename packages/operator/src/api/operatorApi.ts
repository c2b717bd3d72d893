import { type ApiDefinition, type Endpoint, metricsEndpoint } from '@vain/service'
import { reachEndpoint } from '../reach/index.ts'
import { chainEndpoint } from './chain.ts'
import { eventsEndpoint } from './events.ts'
import { healthEndpoint, readyEndpoint } from './health.ts'
import { identityEndpoint } from './identity.ts'
import { peersEndpoint } from './peers.ts'
import { roundEndpoint, roundsEndpoint } from './rounds.ts'
import { runEndpoint, runsEndpoint } from './runs.ts'
import { statusEndpoint } from './status.ts'

/** What the daemon of every operator serves. */
export const operatorEndpoints: readonly Endpoint[] = [
  healthEndpoint,
  readyEndpoint,
  identityEndpoint,
  statusEndpoint,
  peersEndpoint,
  reachEndpoint,
  chainEndpoint,
  runsEndpoint,
  runEndpoint,
  roundsEndpoint,
  roundEndpoint,
  eventsEndpoint,
  metricsEndpoint,
]

/** An operator that does nothing else. */
export const operatorApi: ApiDefinition = {
  title: 'vAIn: operator',
  text: 'What every operator of the network serves.',
  endpoints: operatorEndpoints,
}
