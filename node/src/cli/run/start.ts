import { setTimeout as pause } from 'node:timers/promises'
import { VainError } from '@vain/base'
import { createGovernorWriter, type GovernorWriter, readBlock } from '@vain/chain'
import { formatVain } from '@vain/operator'
import { defineOptions, helpText, readOptions } from '@vain/service'
import { type Account, accountOptions, withAccount } from '../account.ts'
import { readView } from '../readView.ts'
import { timeOf, toJsonLine } from './json.ts'
import { pickProposal, type RunProposal, readRunProposals } from './runProposals.ts'

const table = defineOptions({
  ...accountOptions,
  wait: {
    type: 'boolean',
    default: false,
    text: 'Wait until there is something to be done, to the end: for days, if that is how votes are.',
  },
  json: { type: 'boolean', default: false, text: 'Print each step as a line of JSON.' },
})

const about = {
  usage: `vain run start [PROPOSAL] --config FILE

  vain run start --config ~/vain-node/config.json
  vain run start 0x3f21 --config ~/vain-node/config.json --wait`,
  text: 'Does what was decided about a run: queues a proposal that was accepted, and executes it once its delay is over. Anyone may, and pays the gas. Without PROPOSAL it is the only one that is open. Exits with 1 if there is nothing to be done yet, and says what it waits for.',
}

/** Between two looks at the chain. */
const lookMs = 1_000

type Say = (event: string, facts: Readonly<Record<string, unknown>>, text: string) => void

/**
 * `vain run start`.
 *
 * @returns exit code: 0 if the run exists, 1 if something has to be waited for
 * @throws {VainError} `runs/no-proposal`, `runs/rejected`, and what keystore and chain throw
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
  return withAccount(options, (account) => advance(account, given, options.wait, say))
}

async function advance(
  account: Account,
  given: string | undefined,
  isWaiting: boolean,
  say: Say,
): Promise<number> {
  let proposal = await look(account, given)
  let said = ''
  for (;;) {
    const now = (await readBlock(account.rpc, 'latest'))?.timestamp ?? 0
    const waits = waitsFor(proposal, now)
    if (waits === undefined) {
      const run = await act(account, proposal, say)
      if (run !== undefined) return 0
    } else {
      if (waits.text !== said) say('waits', { proposal: proposal.id, ...waits }, waits.text)
      said = waits.text
      if (!isWaiting) return 1
      await pause(lookMs)
    }
    proposal = await look(account, proposal.id)
  }
}

const look = async (account: Account, given: string | undefined): Promise<RunProposal> =>
  pickProposal((await readRunProposals(account)).proposals, given)

/** What has to pass before anything can be done; undefined if something can be now. */
function waitsFor(
  { state, snapshot, deadline, readyAt, votes, quorum }: RunProposal,
  now: number,
): { readonly until: number; readonly text: string } | undefined {
  if (state === 'pending')
    return { until: snapshot, text: `The vote begins after ${timeOf(snapshot)}.` }
  if (state === 'active') {
    const reached = formatVain(votes.for + votes.abstain)
    const needed = quorum === undefined ? '' : ` of the ${formatVain(quorum)} that it takes`
    const text = `The vote is on until ${timeOf(deadline)}: ${reached} VAIN${needed} for it or abstaining, ${formatVain(votes.against)} against.`
    return { until: deadline, text }
  }
  if (state === 'queued' && now < readyAt)
    return {
      until: readyAt,
      text: `It was accepted, and can be executed from ${timeOf(readyAt)} on.`,
    }
  return undefined
}

/** Takes the next step; returns the run's number once it exists. */
async function act(account: Account, proposal: RunProposal, say: Say): Promise<number | undefined> {
  const { state, id } = proposal
  if (state === 'executed') return tellRun(account, proposal, say)
  const writer = await writerOf(account)
  if (state === 'succeeded') {
    const { transaction, gasUsed } = await writer.queue(proposal)
    say(
      'queued',
      { proposal: id, transaction, gasUsed },
      `It was accepted, and is queued.\nTransaction ${transaction}`,
    )
    return undefined
  }
  if (state !== 'queued')
    throw new VainError('runs/rejected', `the proposal is ${state}: it comes to nothing`, {
      proposal: id,
      wayOut: 'Propose it anew, with another text or configuration.',
    })
  const { run, transaction, gasUsed } = await writer.execute(proposal)
  say(
    'executed',
    { proposal: id, run, transaction, gasUsed },
    `Run ${run} exists.\nTransaction ${transaction}`,
  )
  return run
}

async function writerOf(account: Account): Promise<GovernorWriter> {
  const { governor } = await readRunProposals(account)
  return createGovernorWriter(account.wallet, account.deployment, governor)
}

/** The first run on chain with the configuration of a proposal that somebody else has executed. */
async function tellRun(account: Account, proposal: RunProposal, say: Say): Promise<number> {
  const { view } = await readView(account.rpc, account.deployment)
  const wanted = proposal.creates[0]?.spec.configHash
  const run = [...view.runs.values()].find(({ spec }) => spec.configHash === wanted)?.run ?? 0
  say('executed', { proposal: proposal.id, run }, `Run ${run} exists already.`)
  return run
}
