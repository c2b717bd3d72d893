import { VainError } from '@vain/base'
import { createGovernorWriter, type Vote } from '@vain/chain'
import { formatVain } from '@vain/operator'
import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { type Account, accountOptions, withAccount } from '../network/account.ts'
import { timeOf, toJsonLine } from './json.ts'
import { motionOf } from './motionOf.ts'
import { assertOnlyRuns, assertSameCalls } from './proposalChecks.ts'
import { readDesign } from './readDesign.ts'
import { renderCall } from './renderCalls.ts'
import { pickProposal, type RunProposal, readRunProposals } from './runProposals.ts'

const table = defineOptions({
  ...accountOptions,
  file: {
    type: 'path',
    text: 'Run file that the proposal has to be, to the byte of its calldata. Without it nothing is compared.',
  },
  withOtherCalls: {
    type: 'boolean',
    default: false,
    text: 'Vote for a proposal, or abstain, also if it does something else than create runs.',
  },
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
})

const about = {
  usage: `vain run vote PROPOSAL for|against|abstain --config FILE

  vain run vote 0x3f21 for --file run.yaml --config ~/vain-node/config.json
  vain run vote 0x3f21 against --config ~/vain-node/config.json`,
  text: 'Votes on a proposal with all votes of the account of the keystore: those of its own stake and those delegated to it. A vote cannot be taken back. PROPOSAL is an id, or as much of it as tells it from others. With --file it builds the run of the file, and votes only if the proposal is that run and nothing besides.',
}

const votes: readonly Vote[] = ['for', 'against', 'abstain']

/**
 * `vain run vote`.
 *
 * @returns exit code
 * @throws {VainError} `runs/no-proposal`, `runs/other-proposal`, `runs/other-calls`,
 *   `runs/not-voting`, `runs/no-votes`, and what `readDesign`, keystore and chain throw
 */
export async function voteCommand(argv: readonly string[]): Promise<number> {
  const [proposal = '', said, ...flags] = argv
  const vote = votes.find((one) => one === said)
  if (argv.includes('--help') || vote === undefined || proposal.startsWith('--')) {
    process.stdout.write(helpText(table, about))
    return argv.includes('--help') ? 0 : 2
  }
  const options = readOptions(table, { argv: flags, env: process.env, sharedFile: true })
  const done = await withAccount(options, (account) => cast(account, proposal, vote, options))
  process.stdout.write(options.json ? toJsonLine(done) : renderVote(done))
  return 0
}

type VoteOptions = Pick<OptionsOf<typeof table>, 'file' | 'withOtherCalls'>

async function cast(account: Account, given: string, vote: Vote, options: VoteOptions) {
  const { deployment, wallet, address } = account
  const all = await readRunProposals(account)
  const proposal = await pickProposal(all, given)
  await assertWanted(account, proposal, vote, options)
  const { state, snapshot, deadline } = await all.reader.standingOf(proposal.id)
  if (state !== 'active')
    throw new VainError('runs/not-voting', `the proposal is ${state}, and no vote is on`, {
      wayOut:
        state === 'pending'
          ? `The vote begins after ${timeOf(snapshot)}.`
          : `The vote ended at ${timeOf(deadline)}.`,
    })
  const weight = await all.reader.votesOf(address, snapshot)
  if (weight === 0n)
    throw new VainError('runs/no-votes', `${address} had no votes at ${timeOf(snapshot)}`, {
      wayOut: 'Stake that is bonded by then votes; what is bonded now votes on the next proposal.',
    })
  const writer = createGovernorWriter(wallet, deployment, all.governor)
  const { transaction, gasUsed } = await writer.vote(proposal.id, vote)
  const { id, calls } = proposal
  return {
    proposal: id,
    vote,
    weight,
    isCompared: options.file !== undefined,
    calls,
    transaction,
    gasUsed,
  }
}

/** Whether a proposal is what its voter takes it for, as far as the voter has said. */
async function assertWanted(
  { rpc, deployment }: Account,
  proposal: RunProposal,
  vote: Vote,
  { file, withOtherCalls }: VoteOptions,
): Promise<void> {
  if (file !== undefined) {
    const { run } = await readDesign(file, rpc)
    assertSameCalls(proposal, motionOf(deployment, run).calls)
  }
  // Abstentions count towards the quorum; a vote against helps none of the calls.
  if (vote !== 'against' && !withOtherCalls) assertOnlyRuns(proposal)
}

function renderVote(done: Awaited<ReturnType<typeof cast>>): string {
  const { proposal, vote, weight, isCompared, calls, transaction } = done
  return [
    `Proposal ${proposal}`,
    ...calls.flatMap(renderCall),
    isCompared ? '  is the run of the file.' : '  was compared with no file.',
    `${formatVain(weight)} votes ${vote === 'abstain' ? 'abstain' : `are ${vote} it`}.`,
    `Transaction ${transaction}`,
    '',
  ].join('\n')
}
