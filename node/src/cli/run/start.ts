import { VainError } from '@vain/base'
import { createGovernorWriter, readBlock } from '@vain/chain'
import { defineOptions, helpText, readOptions, systemClock } from '@vain/service'
import { type Account, accountOptions, withAccount } from '../network/account.ts'
import { readView } from '../network/readView.ts'
import { followProposal, type ProposalSteps, type Say } from './followProposal.ts'
import { toJsonLine } from './json.ts'
import { assertOnlyRuns } from './proposalChecks.ts'
import {
  pickProposal,
  type RunProposal,
  type RunProposals,
  readRunProposals,
} from './runProposals.ts'

const table = defineOptions({
  ...accountOptions,
  wait: {
    type: 'boolean',
    default: false,
    text: 'Wait until there is something to be done, to the end, also while the node of the chain is away: for days, if that is how votes are.',
  },
  withOtherCalls: {
    type: 'boolean',
    default: false,
    text: 'Do it also if it is something else than creating runs.',
  },
  json: { type: 'boolean', default: false, text: 'Print each step as a line of JSON.' },
})

const about = {
  usage: `vain run start [PROPOSAL] --config FILE

  vain run start --config ~/vain-node/config.json
  vain run start 0x3f21 --config ~/vain-node/config.json --wait`,
  text: 'Does what was decided about a run: queues a proposal that was accepted, and executes it once its delay is over. Anyone may, and pays the gas. Without PROPOSAL it is the only one that is open. Exits with 1 if there is nothing to be done yet, and says what it waits for.',
}

/**
 * `vain run start`.
 *
 * @returns exit code: 0 if the run exists, 1 if something has to be waited for
 * @throws {VainError} `runs/no-proposal`, `runs/other-calls`, `runs/rejected`, `vain/no-run`, and what
 *   keystore and chain throw
 */
export async function startCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const [first] = argv
  const given = first === undefined || first.startsWith('--') ? undefined : first
  const flags = given === undefined ? argv : argv.slice(1)
  const options = readOptions(table, { argv: flags, env: process.env, sharedFile: true })
  const say: Say = (event, facts, text) =>
    void process.stdout.write(options.json ? toJsonLine({ event, ...facts }) : `${text}\n`)
  return withAccount(options, async (account) => {
    const all = await readRunProposals(account)
    const proposal = await pickProposal(all, given)
    if (!options.withOtherCalls) assertOnlyRuns(proposal)
    const deps = { steps: stepsOf(account, all, proposal), clock: systemClock, say }
    const exists = await followProposal(deps, { proposal: proposal.id, isWaiting: options.wait })
    return exists ? 0 : 1
  })
}

function stepsOf(
  account: Account,
  { governor, reader }: RunProposals,
  proposal: RunProposal,
): ProposalSteps {
  const { rpc, deployment, wallet } = account
  const writer = createGovernorWriter(wallet, deployment, governor)
  return {
    async look() {
      const now = (await readBlock(rpc, 'latest'))?.timestamp ?? 0
      return { ...(await reader.standingOf(proposal.id)), now }
    },
    queue: () => writer.queue(proposal),
    execute: () => writer.execute(proposal),
    createdRun: () => findRun(account, proposal),
  }
}

/** The first run on chain with the configuration of a proposal that was executed. */
async function findRun({ rpc, deployment }: Account, { id, calls }: RunProposal): Promise<number> {
  const wanted = calls.find(({ creates }) => creates !== undefined)?.creates?.spec.configHash
  const { view } = await readView(rpc, deployment)
  const found = [...view.runs.values()].find(({ spec }) => spec.configHash === wanted)
  if (found !== undefined) return found.run
  throw new VainError('vain/no-run', 'the proposal was executed, and its run is not on chain', {
    proposal: id,
    wayOut: 'vain run status lists the runs; the node of the chain may be behind.',
  })
}
