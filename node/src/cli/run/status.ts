import { VainError } from '@vain/base'
import { formatVain } from '@vain/operator'
import { helpText, readOptions } from '@vain/service'
import { networkOptions } from '../network/networkOptions.ts'
import { withNetwork } from '../network/withNetwork.ts'
import { timeOf, toJsonLine } from './json.ts'
import { type ProposalState, type RunState, type RunsState, readRuns } from './readRuns.ts'
import { quote, renderCall } from './renderCalls.ts'

const about = {
  usage: `vain run status [RUN] --ledger ADDRESS [options]

  vain run status --rpc-url http://127.0.0.1:8545 --ledger 0x…
  vain run status 2 --config ~/vain-node/config.json --json`,
  text: 'Says where runs stand, what the model at the head of each can do, how many rounds are left, and which proposals of runs are open, with every call that they make. Needs no key.',
}

/** A run's number as it stands in an argument. */
const runForm = /^[1-9]\d{0,9}$/

/** The number of a run, if the arguments begin with one, and the rest of them. */
export function splitRun(
  argv: readonly string[],
): readonly [run: number | undefined, flags: readonly string[]] {
  const [first = '--', ...rest] = argv
  if (first.startsWith('--')) return [undefined, argv]
  if (runForm.test(first)) return [Number(first), rest]
  throw new VainError('vain/bad-argument', `"${first.slice(0, 80)}" is no number of a run`, {
    wayOut: 'Runs are numbered from 1; vain run status lists them.',
  })
}

/**
 * `vain run status`.
 *
 * @returns exit code
 * @throws {VainError} `vain/no-run`, `vain/bad-argument`, and what the chain throws
 */
export async function statusCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(networkOptions, about))
    return 0
  }
  const [asked, flags] = splitRun(argv)
  const options = readOptions(networkOptions, { argv: flags, env: process.env, sharedFile: true })
  const all = await withNetwork(options, (network) => readRuns(network, options))
  const state = asked === undefined ? all : only(all, asked)
  process.stdout.write(options.json ? toJsonLine(state) : renderRuns(state))
  return 0
}

function only(state: RunsState, asked: number): RunsState {
  const runs = state.runs.filter(({ run }) => run === asked)
  if (runs.length > 0) return { ...state, runs, proposals: [] }
  throw new VainError('vain/no-run', `there is no run ${asked}`, {
    wayOut: 'vain run status lists the runs.',
  })
}

/** Where runs stand, as text for a person. */
function renderRuns({ ledger, block, now, pausedUntil, runs, proposals }: RunsState): string {
  return [
    `Ledger ${ledger}, block ${block}, ${timeOf(now)}`,
    ...(now < pausedUntil ? [`No round opens before ${timeOf(pausedUntil)}: it is paused.`] : []),
    '',
    ...(runs.length === 0 ? ['There is no run yet.', ''] : runs.flatMap(renderRun)),
    ...proposals.flatMap(renderProposal),
    '',
  ].join('\n')
}

const percent = (share: number | undefined): string =>
  share === undefined ? 'not known' : `${(100 * share).toFixed(2)} %`

function renderRun(run: RunState): string[] {
  const { round, state, since, version, members, survivors, accuracy, loss, roundsLeft } = run
  const stands =
    round === 0 ? 'no round was opened yet' : `round ${round} is ${state} since ${timeOf(since)}`
  return [
    `Run ${run.run}: ${stands}`,
    `  members        ${members.length}${survivors === undefined ? '' : `, ${survivors.length} in the sum`}`,
    `  models         ${version}`,
    ...(version === 0
      ? []
      : [
          `  accuracy       ${percent(accuracy)}${loss === undefined ? '' : `, loss ${loss.toFixed(4)}`}`,
        ]),
    `  rounds left    ${roundsLeft} of ${run.lastRound}`,
    `  head           ${run.head}`,
    '',
  ]
}

function renderProposal(proposal: ProposalState): string[] {
  const { id, state, snapshot, deadline, readyAt, votes, quorum } = proposal
  const { proposer, description, calls, otherCalls } = proposal
  const next = {
    pending: `vote begins after ${timeOf(snapshot)}`,
    active: `vote ends at ${timeOf(deadline)}`,
    queued: `can be executed from ${timeOf(readyAt)} on`,
  }[state as string]
  return [
    `Proposal ${id}: ${state}${next === undefined ? '' : `, ${next}`}`,
    `  proposer       ${proposer}, who says: ${quote(description)}`,
    ...(otherCalls === 0
      ? []
      : [`  IT DOES MORE than create runs: ${otherCalls} of ${calls.length} calls`]),
    ...calls.flatMap(renderCall),
    `  votes          ${formatVain(votes.for)} for, ${formatVain(votes.against)} against, ${formatVain(votes.abstain)} abstain${quorum === undefined ? '' : `; it takes ${formatVain(quorum)}`}`,
    '',
  ]
}
