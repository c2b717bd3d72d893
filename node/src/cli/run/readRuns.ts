import { VainError } from '@vain/base'
import type { ProposalStanding } from '@vain/chain'
import { announcedGateways, createGatewaySource, fetchFromGateway } from '@vain/net/artefacts'
import { type Hex, headRound, type LedgerView, type RunView } from '@vain/protocol'
import { judgeRound } from '@vain/runs'
import { readView } from '../network/readView.ts'
import type { Reach } from '../network/withNetwork.ts'
import { type RunStatus, runStatus } from '../status/readStatus.ts'
import { otherCalls } from './proposalChecks.ts'
import { openProposals, type RunProposal, readRunProposals } from './runProposals.ts'

/** Where a run stands, with what its validators say of the model at its head. */
export type RunState = RunStatus & {
  /** Rounds that the budget still pays for. */
  readonly roundsLeft: number
  /**
   * Share of held-out examples told right, 0 … 1; undefined before the first certificate, or if no
   * gateway has the evaluations.
   */
  readonly accuracy: number | undefined
  /** Mean loss in nats. */
  readonly loss: number | undefined
}

/** A proposal as `vain run status` tells it. */
export type ProposalState = RunProposal &
  ProposalStanding & {
    /** How many of its calls do anything else than create a run. */
    readonly otherCalls: number
  }

/** What `vain run status` says. Times in seconds. */
export type RunsState = {
  readonly ledger: Hex
  readonly block: number
  /** Chain time. */
  readonly now: number
  /** Until then no round opens. */
  readonly pausedUntil: number
  readonly runs: readonly RunState[]
  /** Proposals of runs of which something may still come. */
  readonly proposals: readonly ProposalState[]
}

/** Where artefacts are asked for. */
export type Gateways = { readonly source: readonly string[]; readonly timeoutMs: number }

/**
 * Reads where all runs of a network stand, as of the latest block.
 *
 * @throws {VainError} what the chain throws
 */
export async function readRuns(network: Reach, gateways: Gateways): Promise<RunsState> {
  const { view, block } = await readView(network.rpc, network.deployment)
  const stateOf = async (run: RunView): Promise<RunState> => ({
    ...runStatus(view, run, block.timestamp),
    roundsLeft: Math.max(0, run.spec.params.lastRound - run.machine.cursor.round),
    ...(await judge(view, run, gateways)),
  })
  return {
    ledger: network.deployment.ledger,
    block: block.number,
    now: block.timestamp,
    pausedUntil: view.pausedUntil,
    runs: await Promise.all([...view.runs.values()].map(stateOf)),
    proposals: await readOpenProposals(network),
  }
}

async function judge(
  view: LedgerView,
  run: RunView,
  { source, timeoutMs }: Gateways,
): Promise<Pick<RunState, 'accuracy' | 'loss'>> {
  const sources = source.length > 0 ? source : announcedGateways(view)
  if (sources.length === 0) return { accuracy: undefined, loss: undefined }
  const content = createGatewaySource(sources, fetchFromGateway)
  return judgeRound({ content, timeoutMs }, view, headRound(run))
}

/** None where nobody governs by votes. */
async function readOpenProposals(network: Reach): Promise<readonly ProposalState[]> {
  try {
    const all = await readRunProposals(network)
    const found: ProposalState[] = []
    for (const proposal of await openProposals(all))
      found.push({
        ...proposal,
        ...(await all.reader.standingOf(proposal.id)),
        otherCalls: otherCalls(proposal).length,
      })
    return found
  } catch (error) {
    if (error instanceof VainError && error.code === 'chain/no-governor') return []
    throw error
  }
}
