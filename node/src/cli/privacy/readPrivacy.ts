import { VainError } from '@vain/base'
import { announcedGateways, createGatewaySource, fetchFromGateway } from '@vain/net/artefacts'
import { groupNoises, type Protection, protectionOf } from '@vain/privacy'
import {
  activeOperators,
  artefactHash,
  type Configuration,
  currentRound,
  decodeConfiguration,
  type LedgerView,
  maxConfigurationBytes,
  type RunView,
  roles,
} from '@vain/protocol'
import { readView } from '../network/readView.ts'
import { withNetwork } from '../network/withNetwork.ts'

/** What `vain privacy` says of a run. */
export type RunPrivacy = {
  readonly run: number
  readonly name: string
  readonly members: number
  readonly corruptionBps: number
  /** Rounds opened so far, aborted ones too. */
  readonly rounds: number
  readonly lastRound: number
  readonly grouping: string
  /** Undefined if it adds no noise. */
  readonly protection: Protection | undefined
}

type ReadOptions = {
  readonly rpcUrl: string
  readonly ledger: string
  readonly run: number
  readonly source: readonly string[]
  readonly timeoutMs: number
}

/**
 * Reads what a run gives away, from the chain and its configuration, which must have the hash there.
 *
 * @throws {VainError} `vain/no-run`, `vain/other-configuration`, and what chain and gateways throw
 */
export async function readPrivacy(options: ReadOptions): Promise<RunPrivacy> {
  return withNetwork(options, async ({ rpc, deployment }) => {
    const { view } = await readView(rpc, deployment)
    const run = view.runs.get(options.run)
    if (run === undefined)
      throw new VainError('vain/no-run', `there is no run ${options.run}`, {
        wayOut: 'vain status lists the runs.',
      })
    return privacyOf(view, run, await readConfiguration(view, run, options))
  })
}

/**
 * The configuration of a run, from gateways.
 *
 * @throws {VainError} `vain/other-configuration`, and what gateways throw
 */
export async function readConfiguration(
  view: LedgerView,
  run: RunView,
  { source, timeoutMs }: Pick<ReadOptions, 'source' | 'timeoutMs'>,
): Promise<Configuration> {
  const sources = source.length > 0 ? source : announcedGateways(view)
  const content = createGatewaySource(sources, fetchFromGateway)
  const bytes = await content.get(run.configCid, { maxBytes: maxConfigurationBytes, timeoutMs })
  const configuration = decodeConfiguration(bytes)
  if (configuration === undefined || artefactHash(bytes) !== run.spec.configHash)
    throw new VainError('vain/other-configuration', 'the configuration is not the one on chain', {
      configHash: run.spec.configHash,
    })
  return configuration
}

/**
 * What a run gives away, with the members of its current round or, before the first one, those that
 * would be in it now, but no fewer than it takes.
 */
export function privacyOf(
  view: LedgerView,
  run: RunView,
  configuration: Configuration,
): RunPrivacy {
  const { params } = run.spec
  const round = currentRound(run)
  const members = (round?.members ?? activeOperators(view, roles.trainer)).length
  const rounds = round?.round ?? 0
  const sizes = { members: Math.max(params.minMembers, members), params }
  const noises = groupNoises(configuration, sizes)
  return {
    run: run.run,
    name: configuration.name,
    members,
    corruptionBps: params.corruptionBps,
    rounds,
    lastRound: params.lastRound,
    grouping: configuration.aggregation.grouping,
    protection: protectionOf(configuration, noises, rounds, params.lastRound),
  }
}
